import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import * as operations from '../support/mesh-endpoint-operations';
import { SeededRandom } from '../support/mesh-endpoint-random';

const queryCount = 4000;
const frameCount = 6000;
const parallel = 40;

const documents: readonly string[] = [
  '{ __schema { types { name fields { name args { name } } } } }',
  ...Object.values<unknown>(operations).flatMap((operation) =>
    typeof operation === 'object' && operation !== null && 'document' in operation ? [String(operation.document)] : [],
  ),
];
const pieces: readonly string[] = [
  ...['{', '}', '(', ')', '[', ']', '!', '$', '@', ':', '"', '"""', '\\', '\u0000', '\ud800', '💥', '...', '#', '\n'],
  ...['fragment F on Group { ...F }', '...F', '@include(if: false)', '@skip(if: $x)', '@aws_subscribe(mutations: [])'],
  ...['null', '9'.repeat(400), '-1e999', '{a:{a:{a:1}}}', '__typename', '__proto__', 'constructor', 'toString'],
  'x'.repeat(3000),
];
const values: readonly unknown[] = [
  ...['', 'g', '#', '\u0000', '\ud800', '__proto__', 'GROUP#', '2026-01-31T00:00:00Z', 'x'.repeat(2000)],
  ...[null, true, 0, -1, 1.5, 2 ** 53, 1e308, [], [null], [[[]]], {}, { key: 'k' }, { key: 'k', value: 'v' }],
  ...[[{ key: 'k', value: 'v' }], [{ eventName: 'e', firedAt: '2026-01-31T00:00:00Z' }], { constructor: { x: 1 } }],
];
const names = [
  ...['groupId', 'domain', 'nodeId', 'hostId', 'name', 'useWebSocket', 'maxConnectionTimeSeconds'],
  ...['data', 'events', 'since', 'namePrefix', 'limit', '__proto__'],
];

function randomBody(random: SeededRandom, group: operations.Group): string {
  const document = random.pick(documents);
  const query = random.below(3) === 0 ? document : random.mutate(document, pieces);
  const variables: Record<string, unknown> = { groupId: group.id, domain: group.domain, nodeId: 'n', name: 'x' };
  for (const name of names) if (random.below(2) === 0) variables[name] = random.pick(values);
  const body = JSON.stringify({ query, variables, operationName: random.below(20) === 0 ? 'Op' : undefined });
  return random.below(8) === 0 ? random.mutate(body, pieces) : body;
}

function randomFrame(random: SeededRandom, group: operations.Group, apiKey: string): string {
  const query = operations.onMessageInGroup();
  const variables = {
    groupId: random.pick([group.id, 'g', '']),
    domain: random.pick<unknown>([group.domain, 5, null]),
  };
  const data = JSON.stringify({ query: random.below(2) === 0 ? query : random.mutate(query, pieces), variables });
  const authorization = { host: 'localhost', 'x-api-key': random.below(5) === 0 ? 'da2-wrong' : apiKey };
  const id: unknown = random.pick<unknown>([`${random.below(50)}`, 'same', '', 5, null, 'x'.repeat(300)]);
  const frame = JSON.stringify({
    id,
    type: random.pick(['start', 'start', 'start', 'stop', 'connection_init', 'ka', 'data']),
    payload: random.below(6) === 0 ? random.pick(values) : { data, extensions: { authorization } },
  });
  return random.below(4) === 0 ? random.mutate(frame, pieces) : frame;
}

describeEndpoint('random and mutated input', () => {
  let endpoint: MeshEndpoint;
  let group: operations.Group;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
    group = await endpoint.group();
  });
  afterAll(() => endpoint.close());

  const expectHealthy = async () => {
    const fresh = await endpoint.group();
    const subscriber = await endpoint.subscriber();
    await subscriber.listen(fresh);
    const of = { groupId: fresh.id, domain: fresh.domain, nodeId: 'n' };
    const message = await endpoint.client.call(operations.reportDataByNode, { ...of, data: [] });
    expect(await subscriber.nextMessage()).toEqual(message);
    await subscriber.close();
  };

  it(`${queryCount} queries are each answered with data or errors, and the server goes on`, async () => {
    const random = new SeededRandom(20260131);
    const odd: string[] = [];
    let left = queryCount;
    let answered = 0;
    const ask = async () => {
      for (; left > 0;) {
        left -= 1;
        const text = randomBody(random, group);
        const { status, body } = await endpoint.client.post(text);
        answered += 1;
        const isWhole = body.data !== undefined || (body.errors?.length ?? 0) > 0;
        if (!isWhole || status >= 500) odd.push(`${status} ${JSON.stringify(body)} for ${text}`);
      }
    };
    await Promise.all(Array.from({ length: parallel }, ask));
    expect(answered).toBe(queryCount);
    expect(odd.slice(0, 5)).toEqual([]);
    await expectHealthy();
  }, 120_000);

  it(`${frameCount} frames leave the server able to serve`, async () => {
    const random = new SeededRandom(20260201);
    const framesPerSocket = 50;
    for (let sent = 0; sent < frameCount; sent += framesPerSocket) {
      const socket = await endpoint.openSocket({ auth: random.pick(['query', 'query', 'none']) });
      if (random.below(4) > 0) socket.send({ type: 'connection_init' });
      for (let frame = 0; frame < framesPerSocket; frame += 1) {
        const text = randomFrame(random, group, endpoint.client.apiKey);
        socket.socket.send(random.below(10) === 0 ? Buffer.from(text) : text);
      }
      await socket.close();
    }
    await expectHealthy();
  }, 120_000);
});
