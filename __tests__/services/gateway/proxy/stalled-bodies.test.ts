import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { eventually, type RunningProxy, startProxy } from '../../../support/gateway-proxy';
import { startUpstream, type Upstream } from '../../../support/gateway-upstream';

/** More than all buffers of the systems between the two ends take, and no part like another. */
const body = randomBytes(32_000_000);
const hashOf = async (stream: IncomingMessage): Promise<string> => {
  const hash = createHash('sha256');
  // Bytes come as buffers while no encoding is set.
  for await (const chunk of stream) hash.update(chunk as Buffer);
  return hash.digest('hex');
};
const expected = createHash('sha256').update(body).digest('hex');

/** Writes the body part by part, each on its own way; tells when the connection is full and when no more. */
async function writeParts(outgoing: ServerResponse, partBytes: number, onFull: (isFull: boolean) => void) {
  for (let at = 0; at < body.length; at += partBytes) {
    const full = !outgoing.write(body.subarray(at, at + partBytes));
    if (full && outgoing.socket !== null && outgoing.socket.writableLength > 0) {
      onFull(true);
      await once(outgoing, 'drain');
      onFull(false);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  outgoing.end();
}

describe('a body whose receiver stalls', () => {
  let upstream: Upstream;
  let proxy: RunningProxy;
  let stalled = false;
  let resume: () => void = () => undefined;
  beforeAll(async () => {
    upstream = await startUpstream((incoming, outgoing) => {
      if (incoming.method === 'GET') {
        const partBytes = incoming.url === '/users/parts' ? 8000 : body.length;
        void writeParts(outgoing, partBytes, (isFull) => (stalled = isFull));
      } else {
        resume = () => void hashOf(incoming).then((hash) => outgoing.end(hash));
      }
    });
    proxy = await startProxy(upstream.port);
  });
  afterAll(async () => {
    await proxy.stop();
    await upstream.close();
  });

  it.each([
    ['at once', '/api/users'],
    ['in small parts', '/api/users/parts'],
  ])('arrives at the client as it was sent, %s', async (_title, path) => {
    stalled = false;
    const outgoing = request({ port: proxy.port, host: '127.0.0.1', path }).end();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    await eventually('the service cannot send on', () => stalled);
    expect(await hashOf(answer)).toBe(expected);
  });

  it.each([['with its length', { 'content-length': body.length }] as const, ['in chunks', {}] as const])(
    'arrives at the service as it was sent, %s',
    async (_title, headers) => {
      const outgoing = request({ port: proxy.port, host: '127.0.0.1', path: '/api/users', method: 'POST', headers });
      resume = () => undefined;
      const idle = resume;
      for (let at = 0; at < body.length; at += 1_000_000) outgoing.write(body.subarray(at, at + 1_000_000));
      await eventually('the service has the request and the client cannot send on', () => {
        return resume !== idle && outgoing.writableNeedDrain;
      });
      const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
      resume();
      outgoing.end();
      const [answer] = await answered;
      let text = '';
      for await (const chunk of answer.setEncoding('utf8')) text += String(chunk);
      expect(text).toBe(expected);
    },
  );
});
