import { once } from 'node:events';
import { connect } from 'node:net';
import { readProxyHeader } from '../../../../services/gateway/egress-proxy/proxy-protocol';
import { askTunnel, type RunningEgress, sendRaw, startEgress } from './running-egress';

const signature = '0d0a0d0a000d0a515549540a';
const ipv4 = Buffer.from([10, 1, 2, 3, 10, 0, 0, 1, 0xc3, 0x50, 1, 0xbb]);
const endpoint = 'vpce-08d2bf15fac5001c9';

function tlv(type: number, value: Buffer | string): Buffer {
  const data = Buffer.from(value);
  return Buffer.concat([Buffer.from([type, data.length >> 8, data.length & 255]), data]);
}
function header(body: Buffer, { version = 0x21, family = 0x11, length = body.length } = {}): Buffer {
  return Buffer.concat([
    Buffer.from(signature, 'hex'),
    Buffer.from([version, family, length >> 8, length & 255]),
    body,
  ]);
}
const aws = (id: string) => tlv(0xea, Buffer.concat([Buffer.from([1]), Buffer.from(id)]));
const valid = header(Buffer.concat([ipv4, tlv(4, 'padding'), aws(endpoint)]));

const malformed: [string, Buffer][] = [
  ['plain HTTP', Buffer.from('GET /health HTTP/1.1\r\nHost: a\r\n\r\n')],
  ['version 1', Buffer.from('PROXY TCP4 10.1.2.3 10.0.0.1 50000 443\r\n')],
  ['another version', header(ipv4, { version: 0x11 })],
  ['an unknown command', header(ipv4, { version: 0x22 })],
  ['UDP', header(ipv4, { family: 0x12 })],
  ['a UNIX socket', header(Buffer.alloc(216), { family: 0x31 })],
  ['short addresses of IPv4', header(ipv4.subarray(0, 11))],
  ['short addresses of IPv6', header(ipv4, { family: 0x21 })],
  ['an entry without its length', header(Buffer.concat([ipv4, Buffer.from([0xea, 0])]))],
  ['an entry that is longer than the header', header(Buffer.concat([ipv4, Buffer.from([4, 0, 9, 0])]))],
  ['a header that is too long', header(Buffer.alloc(0), { length: 60_000 })],
  ['a wrong checksum', header(Buffer.concat([ipv4, tlv(3, Buffer.from([1, 2, 3, 4]))]))],
  ['a checksum of another length', header(Buffer.concat([ipv4, tlv(3, Buffer.from([1]))]))],
  ['an endpoint id that is none', header(Buffer.concat([ipv4, aws('vpce-"\n')]))],
  ['two endpoint ids', header(Buffer.concat([ipv4, aws(endpoint), aws(endpoint)]))],
];

describe('PROXY protocol of the egress proxy', () => {
  let egress: RunningEgress;
  beforeEach(async () => {
    egress = await startEgress({ proxyProtocol: 'v2', limits: { proxyHeaderTimeoutMs: 100 } });
  });
  afterEach(() => egress.close());

  it('tells the audit log the client and its endpoint', async () => {
    const { socket, reply } = await askTunnel(egress.port, 'off.example.com:443', valid);
    socket.destroy();
    expect(reply).toMatch(/^HTTP\/1\.1 403 /);
    expect(await egress.audit(1)).toMatchObject([
      { reason: 'not-allowed', client: '10.1.2.3', vpcEndpointId: endpoint, host: 'off.example.com' },
    ]);
  });

  it('reads addresses of IPv6, and a checksum that is right', () => {
    const body = Buffer.concat([
      Buffer.from('fd00000000000000000000000000000a', 'hex'),
      Buffer.alloc(16),
      Buffer.from([0, 80, 1, 187]),
    ]);
    expect(readProxyHeader(header(body, { family: 0x21 }))).toMatchObject({
      kind: 'header',
      client: { address: 'fd00:0:0:0:0:0:0:a', port: 80 },
    });
    // Computed apart from the parser: CRC-32C of the header with four zeros as the value.
    const unsigned = header(Buffer.concat([ipv4, tlv(3, Buffer.alloc(4))]));
    const table = Array.from({ length: 256 }, (_, index) => {
      let value = index;
      for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
      return value >>> 0;
    });
    const sum = ~unsigned.reduce((crc, byte) => (table[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8), -1) >>> 0;
    unsigned.writeUInt32BE(sum, unsigned.length - 4);
    expect(readProxyHeader(unsigned)).toMatchObject({ kind: 'header', client: { address: '10.1.2.3' } });
  });

  it('is read from every split of the bytes', async () => {
    for (let at = 0; at < valid.length; at += 1) {
      expect(readProxyHeader(valid.subarray(0, at))).toEqual({ kind: 'incomplete' });
    }
    const bytes = Buffer.concat([valid, Buffer.from('GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')]);
    for (const at of [1, 12, 16, 30, valid.length, valid.length + 5]) {
      const socket = connect({ port: egress.port, host: '127.0.0.1', noDelay: true });
      let reply = '';
      socket.on('data', (chunk: Buffer) => (reply += chunk.toString()));
      socket.write(bytes.subarray(0, at));
      await new Promise(setImmediate);
      socket.write(bytes.subarray(at));
      await once(socket, 'close');
      expect(reply).toMatch(/^HTTP\/1\.1 200 [^]*"healthy"/);
    }
  });

  it('takes a health check of the load balancer itself, with or without addresses', async () => {
    for (const body of [Buffer.alloc(0), ipv4]) {
      const local = header(body, { version: 0x20, family: 0 });
      const reply = await sendRaw(egress.port, local, 'GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
      expect(reply).toMatch(/^HTTP\/1\.1 200 /);
    }
    expect(egress.lines).toEqual([]);
  });

  it.each(malformed)('closes a connection that begins with %s without an answer, and logs it', async (_, bytes) => {
    expect(await sendRaw(egress.port, bytes, 'GET /health HTTP/1.1\r\nHost: a\r\n\r\n')).toBe('');
    expect(await egress.audit(1)).toMatchObject([
      { event: 'egress.denied', reason: 'proxy-protocol', host: null, detail: expect.any(String) },
    ]);
  });

  it.each(malformed)('does not take %s for a header', (_, bytes) => {
    expect(readProxyHeader(bytes)).toMatchObject({ kind: 'malformed' });
  });

  it('closes a connection whose header does not come in time', async () => {
    expect(await sendRaw(egress.port, valid.subarray(0, 20))).toBe('');
    expect(await egress.audit(1)).toMatchObject([
      { reason: 'proxy-protocol', detail: 'the header did not come in time' },
    ]);
  });
});
