import { type MeshEndpoint } from './mesh-endpoint';
import * as operations from './mesh-endpoint-operations';
import { type Operation, selecting } from './mesh-endpoint-operations';
import { type Item } from './mesh-endpoint-table';

/** What an endpoint answered to a fixed series of operations, and the items it has after them. */
export interface Transcript {
  readonly replies: readonly string[];
  readonly items: readonly string[];
}

/**
 * Runs every operation of Mesh, refusals among them, and writes down each reply. Ids and times that the service chose
 * are replaced by their number in the order in which they came, so that two endpoints can be compared.
 */
export async function transcribe(endpoint: MeshEndpoint): Promise<Transcript> {
  const written = new Placeholders();
  const replies: string[] = [];
  const run = async <T>(operation: Operation<T>, variables: object): Promise<T> => {
    const { body } = await endpoint.client.send(operation.document, { ...variables });
    replies.push(`${operation.field} ${written.replace(JSON.stringify(body))}`);
    // Null where the operation failed; the caller then fails at its first use.
    return body.data?.[operation.field] as T;
  };
  const firedAt = '2026-01-31T00:00:00.000Z';
  const group = { name: 'Кот 🐈', hostId: 'host', domain: 'domain', useWebSocket: false };

  const first = await run(operations.createGroup, group);
  await run(operations.createGroup, { ...group, name: 'ignored' });
  await run(operations.createGroup, { ...group, hostId: 'x', maxConnectionTimeSeconds: 301 });
  const other = await run(operations.createGroup, { ...group, domain: 'other', name: 'Код' });
  const of = { groupId: first.id, domain: first.domain };
  await run(operations.listGroupsByDomain, { domain: 'domain' });
  await run(operations.searchGroupsByNamePrefix, { namePrefix: 'Ко' });
  await run(operations.searchGroupsByNamePrefix, { namePrefix: '' });

  for (const nodeId of ['b', 'a', '子', 'a#METADATA']) await run(operations.joinGroup, { ...of, nodeId });
  await run(operations.joinGroup, { groupId: other.id, domain: 'other', nodeId: 'b' });
  await run(operations.joinGroup, { groupId: 'none', domain: 'domain', nodeId: 'a' });
  await run(operations.listNodesInGroup, of);

  for (const [nodeId, value] of [
    ['a', '1'],
    ['a', '2'],
    ['stranger', ''],
  ]) {
    await run(operations.reportDataByNode, { ...of, nodeId, data: [{ key: 'k', value }] });
  }
  await run(operations.listGroupStatuses, of);
  await run(operations.listGroupStatuses, { groupId: '', domain: '' });
  for (const nodeId of ['a', 'b', 'stranger', 'nobody']) await run(operations.getNodeStatus, { nodeId });

  // More than one page of the table holds.
  const large = { key: 'large', value: 'x'.repeat(300 * 1024) };
  const many = { groupId: other.id, domain: 'other' };
  for (const nodeId of ['a', 'b', 'c', 'd', 'e', 'f']) {
    await run(selecting(operations.reportDataByNode, 'groupId'), { ...many, nodeId, data: [large] });
  }
  await run(selecting(operations.listGroupStatuses, 'nodeId'), many);

  endpoint.clock.advance(5000);
  await run(operations.renewHeartbeat, { ...of, hostId: 'host' });
  await run(operations.renewHeartbeat, { ...of, hostId: 'thief' });
  await run(operations.sendMemberHeartbeat, { ...of, nodeId: 'a' });
  await run(operations.sendMemberHeartbeat, { ...of, nodeId: 'nobody' });

  await run(operations.fireEventsByNode, { ...of, nodeId: 'a', events: [{ eventName: 'e', firedAt }] });
  const events = Array.from({ length: 120 }, (_, index) => ({
    eventName: `e${index}`,
    firedAt,
    payload: index % 2 === 0 ? '' : 'p',
    orderKey: String(index).padStart(4, '0'),
  }));
  await run(operations.recordEventsByNode, { ...of, nodeId: 'a', events });
  await run(operations.recordEventsByNode, { groupId: 'none', domain: 'domain', nodeId: 'a', events: [] });
  const page = await run(operations.getEventsSince, { ...of, since: '' });
  await run(operations.pollGroupData, { ...of, since: page.at(-1)?.cursor ?? '' });

  await run(operations.leaveGroup, { ...of, nodeId: 'a' });
  await run(operations.leaveGroup, { ...of, nodeId: 'nobody' });
  await run(operations.dissolveGroup, { ...of, hostId: 'thief' });
  await run(operations.dissolveGroup, { ...of, hostId: 'host' });
  await run(operations.dissolveGroup, { ...of, hostId: 'host' });
  await run(operations.listGroupsByDomain, { domain: 'domain' });

  const items = [...(await endpoint.table.all())].sort((one, two) => compare(one, two));
  return { replies, items: items.map((item) => written.replace(JSON.stringify(sorted(withoutEventTtl(item))))) };
}

const compare = (one: Item, two: Item): number => Buffer.compare(keyBytes(one), keyBytes(two));
const keyBytes = ({ pk, sk }: Item): Buffer => Buffer.from(`${sk.replace(/[0-9a-f-]{36}/, '')} ${pk}`);

/** A map of the table has no order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]));
}

const chosen =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|#[0-9a-f]{8}(?=")|\d{4}-\d\d-\d\dT[\d:.]+Z/g;
/** The ttl of an event counts from the time of the machine. */
const withoutEventTtl = (item: Item): Item => ('eventName' in item ? { ...item, ttl: null } : item);

class Placeholders {
  readonly #numbers = new Map<string, number>();

  replace(text: string): string {
    return text.replace(chosen, (match) => `<${this.#number(match)}>`);
  }

  #number(match: string): number {
    const number = this.#numbers.get(match) ?? this.#numbers.size;
    this.#numbers.set(match, number);
    return number;
  }
}
