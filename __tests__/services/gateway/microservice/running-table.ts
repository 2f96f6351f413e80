import { once } from 'node:events';
import { createServer } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../../../../local/runtime/clock';
import { openDynamodb } from '../../../../local/runtime/dynamodb/engine';
import { dynamodbHandler } from '../../../../local/runtime/dynamodb/http';

export const tableName = 'gateway-users-test';

export interface RunningTable {
  readonly url: string;
  /** A client of its own, as another task would have. */
  connect(): DynamoDBDocumentClient;
  /** Called for each action before the table answers it; what it returns is waited for. */
  before: (action: string) => Promise<void> | void;
  close(): Promise<void>;
}

/** The local DynamoDB over HTTP with one empty table as the gateway's services have it. */
export async function startTable(): Promise<RunningTable> {
  const engine = await openDynamodb({ clock: systemClock });
  await engine.createTable({
    name: tableName,
    partitionKey: { name: 'pk', type: 'S' },
    sortKey: { name: 'sk', type: 'S' },
  });
  const errors: unknown[] = [];
  const table: { before: RunningTable['before'] } = { before: () => undefined };
  const call = async (action: string, input: unknown): Promise<unknown> => {
    await table.before(action);
    return engine.call(action, input);
  };
  const server = createServer(dynamodbHandler({ call }, (error) => errors.push(error))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server must have a port');
  const url = `http://127.0.0.1:${address.port}`;
  const clients: DynamoDBClient[] = [];
  return Object.assign(table, {
    url,
    connect: () => {
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      const client = new DynamoDBClient({ endpoint: url, region: 'ap-northeast-1', credentials, maxAttempts: 1 });
      clients.push(client);
      return DynamoDBDocumentClient.from(client);
    },
    close: async () => {
      for (const client of clients) client.destroy();
      server.closeAllConnections();
      server.close();
      await engine.close();
      if (errors.length > 0) throw new AggregateError(errors, 'the local table failed');
    },
  });
}
