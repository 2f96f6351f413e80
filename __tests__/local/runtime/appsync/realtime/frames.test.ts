import { clientFrame, RawWebSocket } from '../../../../support/raw-web-socket';
import { RealtimeClient, until } from '../../../../support/realtime-client';
import { startRealtimeServer, type RealtimeServer } from '../../../../support/realtime-server';
import { seededRandom } from '../../../../support/seeded-random';

const ON_SENT = 'subscription S($group: ID) { onSent(group: $group) { group text } }';
const START = JSON.stringify({
  id: 'seed',
  type: 'start',
  payload: {
    data: JSON.stringify({ query: ON_SENT, variables: { group: 'a' } }),
    extensions: { authorization: { host: 'api.example', 'x-api-key': 'da2-good' } },
  },
});

let server: RealtimeServer;

beforeEach(async () => {
  server = await startRealtimeServer({ inboundMessagesPerSecond: 1_000_000 });
});

afterEach(() => server.close());

async function expectService(): Promise<void> {
  const client = await RealtimeClient.open(server.url);
  await client.subscribe('still there', ON_SENT, { group: 'still there' });
  server.api.publish('Sent', { group: 'still there', text: 'x' });
  await client.take('data', 'still there');
}

it.each([
  ['a missing key', { 'Sec-WebSocket-Key': '' }],
  ['a malformed key', { 'Sec-WebSocket-Key': 'short' }],
  ['an old version', { 'Sec-WebSocket-Version': '7' }],
  ['a malformed subprotocol', { 'Sec-WebSocket-Protocol': ',,' }],
])('answers an upgrade with %s by 400', async (_what, headers) => {
  const raw = await RawWebSocket.open(server.port, headers);
  expect(raw.status()).toBe('HTTP/1.1 400 Bad Request');
  expect(server.realtime.connections()).toBe(0);
});

it.each([
  ['an unmasked frame', Buffer.from([0x81, 0x02, 0x7b, 0x7d]), 1002],
  ['a reserved bit', clientFrame('{}', 0xc1), 1002],
  ['an unknown opcode', clientFrame('{}', 0x83), 1002],
  ['a continuation of nothing', clientFrame('{}', 0x80), 1002],
  ['a fragmented ping', clientFrame('x', 0x09), 1002],
  ['a ping above 125 bytes', clientFrame('x'.repeat(126), 0x89), 1002],
  ['a close code that may not be sent', clientFrame(Buffer.from([0x03, 0xed]), 0x88), 1002],
  ['a length of 2^53', Buffer.from([0x81, 0xff, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 1009],
  ['a length above the limit', Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 1, 0, 0, 0, 0]), 1009],
  ['text that is not UTF-8', clientFrame(Buffer.from([0xc3, 0x28])), 1007],
  ['a binary frame', clientFrame('{}', 0x82), 1003],
])('closes the connection after %s', async (_what, bytes, code) => {
  const raw = await RawWebSocket.open(server.port);
  raw.write(bytes);
  expect(await raw.closeCode()).toBe(code);
  raw.destroy();
  await until(() => server.realtime.connections() === 0, 'the end of the connection');
  await expectService();
});

it('joins fragments and takes bytes one at a time', async () => {
  const raw = await RawWebSocket.open(server.port);
  const bytes = Buffer.concat([clientFrame(START.slice(0, 50), 0x01), clientFrame(START.slice(50), 0x80)]);
  for (const byte of bytes) raw.write(Buffer.from([byte]));
  await until(() => raw.frames().includes('start_ack'), 'start_ack');
  raw.destroy();
});

it('forgets the subscriptions of a connection that breaks within a frame', async () => {
  const raw = await RawWebSocket.open(server.port);
  raw.write(clientFrame(START));
  await until(() => raw.frames().includes('start_ack'), 'start_ack');
  raw.write(Buffer.from([0x81, 0xfe, 0x10]));
  raw.destroy();
  await until(() => server.realtime.connections() === 0, 'the end of the connection');
  expect(server.eventsOf('connection').at(-1)).toMatchObject({ change: 'close', subscriptions: 0 });
});

const MESSAGES = [
  '{"type":"connection_init"}',
  '{"type":"connection_init","payload":{"headers":{"x-api-key":"da2-good"}}}',
  START,
  '{"id":"seed","type":"stop"}',
];
const FRAGMENTS = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ':',
  ',',
  'null',
  '1e999',
  '\\u0000',
  '"type":',
  '"__proto__":',
  '\u{1f600}',
];

/** One to four changes: bytes replaced, removed, repeated, or fragments of JSON put in. */
function mutated(random: () => number): Buffer {
  const pick = (count: number): number => Math.floor(random() * count);
  let bytes = Buffer.from(MESSAGES[pick(MESSAGES.length)]!);
  for (let changes = 1 + pick(4); changes > 0; changes -= 1) {
    const at = pick(bytes.length + 1);
    const end = at + pick(20);
    const insertion = [
      Buffer.from([pick(256)]),
      Buffer.alloc(0),
      Buffer.concat([bytes.subarray(at, end), bytes.subarray(at, end)]),
      Buffer.from(FRAGMENTS[pick(FRAGMENTS.length)]!),
    ][pick(4)]!;
    bytes = Buffer.concat([bytes.subarray(0, at), insertion, bytes.subarray(random() < 0.5 ? at : end)]);
  }
  return bytes;
}

it('survives 5,000 mutated messages and frames', async () => {
  const random = seededRandom(20_300_101);
  let raw = await RawWebSocket.open(server.port);
  let connections = 1;
  for (let count = 0; count < 5_000; count += 1) {
    if (raw.closed || raw.frames().length > 200_000) {
      raw.destroy();
      raw = await RawWebSocket.open(server.port);
      connections += 1;
    }
    const frame = clientFrame(mutated(random));
    // One in ten frames is damaged itself: in its header, or cut.
    if (random() < 0.05) frame[Math.floor(random() * 2)] = Math.floor(random() * 256);
    raw.write(random() < 0.05 ? frame.subarray(0, Math.floor(random() * frame.length)) : frame);
    if (count % 25 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  raw.destroy();
  await until(() => server.realtime.connections() === 0, 'the end of the connections');
  expect(connections).toBeGreaterThan(10);
  expect(server.eventsOf('connection').at(-1)).toMatchObject({ open: 0, subscriptions: 0 });
  expect(server.eventsOf('log').filter(({ level }) => level === 'error')).toEqual([]);
  await expectService();
});
