import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { meshHandler, type MeshReply } from '../../../../services/mesh/lambda/mesh-handler';
import type { MeshEvent } from '../../../../services/mesh/lambda/parse-event';
import { InMemoryDynamoDB } from '../../../support/in-memory-dynamodb';

export const tableName = 'MeshV2Table-test';
export const now = new Date('2026-01-31T09:00:00.500Z');
export const nowSeconds = Date.UTC(2026, 0, 31, 9, 0, 0) / 1000;

/** An event as AppSync gives it to a direct Lambda resolver. */
export function eventOf(fieldName: string, args: Record<string, unknown> | null, headers = {}): MeshEvent {
  return {
    arguments: args,
    identity: null,
    request: { headers, domainName: null },
    info: { fieldName, parentTypeName: 'Mutation', variables: {}, selectionSetList: [], selectionSetGraphQL: '' },
  };
}

/** The handler over a table in memory, with a clock that stands still, ids that count and waits that do not wait. */
export class MeshFixture {
  readonly database = new InMemoryDynamoDB();
  readonly waitsMs: number[] = [];
  readonly logs: { readonly level: string; readonly message: unknown; readonly more: unknown[] }[] = [];
  secretKey: () => Promise<string> = () => Promise.resolve('default-secret-key');
  #ids = 0;

  readonly handle = meshHandler({
    table: { client: this.database.client, name: tableName },
    readSecretKey: () => this.secretKey(),
    eventTtlSeconds: 10,
    logger: {
      info: (message, ...more) => this.logs.push({ level: 'info', message, more }),
      error: (message, ...more) => this.logs.push({ level: 'error', message, more }),
    },
    now: () => now,
    randomUuid: () => {
      this.#ids += 1;
      return `${String(this.#ids).padStart(8, '0')}-0000-4000-8000-000000000000`;
    },
    sleep: (ms) => {
      this.waitsMs.push(ms);
      return Promise.resolve();
    },
  });

  call(fieldName: string, args: Record<string, unknown> | null, headers = {}): Promise<MeshReply> {
    return this.handle(eventOf(fieldName, args, headers));
  }

  async put(...items: Record<string, unknown>[]): Promise<void> {
    for (const Item of items) await this.database.client.send(new PutCommand({ TableName: tableName, Item }));
    this.database.calls.length = 0;
  }

  async get(pk: string, sk: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.database.client.send(new GetCommand({ TableName: tableName, Key: { pk, sk } }));
    return Item;
  }
}

/** A group that is over long since, as it is stored. */
export function groupItem(groupId: string, domain: string, change: object = {}): Record<string, unknown> {
  return {
    pk: `DOMAIN#${domain}`,
    sk: `GROUP#${groupId}#METADATA`,
    id: groupId,
    domain,
    fullId: `${groupId}@${domain}`,
    name: 'Class 1',
    hostId: 'host-1',
    createdAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '2026-01-01T00:05:00.000Z',
    heartbeatAt: 1,
    ttl: 2,
    useWebSocket: true,
    pollingIntervalSeconds: null,
    ...change,
  };
}

export function membershipItems(groupId: string, domain: string, nodeId: string): Record<string, unknown>[] {
  const rest = { id: nodeId, nodeId, groupId, domain, name: `Node ${nodeId}`, ttl: nowSeconds + 90 };
  return [
    { pk: `DOMAIN#${domain}`, sk: `GROUP#${groupId}#NODE#${nodeId}`, ...rest },
    { pk: `NODE#${nodeId}`, sk: 'METADATA', ...rest },
  ];
}

export function statusItem(groupId: string, domain: string, nodeId: string): Record<string, unknown> {
  return {
    pk: `DOMAIN#${domain}`,
    sk: `GROUP#${groupId}#NODE#${nodeId}#STATUS`,
    nodeId,
    groupId,
    domain,
    data: [{ key: 'k', value: 'v' }],
  };
}
