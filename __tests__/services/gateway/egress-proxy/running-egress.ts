import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { type Server } from 'node:net';
import { AllowList } from '../../../../services/gateway/egress-proxy/allow-list';
import { type AppOptions, buildApp, type EgressApp } from '../../../../services/gateway/egress-proxy/app';
import { type Address } from '../../../../services/gateway/egress-proxy/resolve-public';

/** An address of the public internet that stands for this machine in these tests. */
export const publicAddress = '93.184.215.14';

export interface RunningEgress {
  readonly port: number;
  readonly app: EgressApp;
  /** Audit lines so far. */
  readonly lines: Record<string, unknown>[];
  /** Addresses that the proxy connected to, in order. */
  readonly dialled: { address: string; port: number }[];
  /** Hosts whose names were looked up. */
  readonly looked: string[];
  /** Waits until there are `count` audit lines. */
  audit(count: number): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export interface EgressOptions extends Partial<Omit<AppOptions, 'allowList'>> {
  readonly allowed?: string;
  /** Answers of the resolver by name, one after another; the last one stays. */
  readonly names?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** Where connections to public addresses lead on this machine. */
  readonly targetPort?: number;
}

export function addresses(...list: string[]): Address[] {
  return list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
}

export async function portOf(server: Server): Promise<number> {
  if (!server.listening) await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server must have a port');
  return address.port;
}

/** The egress proxy on this machine. Its guard is the real one; connections to public addresses lead to `targetPort`. */
export async function startEgress(options: EgressOptions = {}): Promise<RunningEgress> {
  const { allowed = 'api.example.com:443,api.example.com:80', names = {}, targetPort = 9, ...rest } = options;
  const lines: Record<string, unknown>[] = [];
  const dialled: RunningEgress['dialled'] = [];
  const looked: string[] = [];
  const app = buildApp({
    allowList: AllowList.parse(allowed, (fault) => {
      throw new Error(fault);
    }),
    proxyProtocol: 'off',
    writeLine: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>),
    now: () => new Date(),
    lookup: (host) => {
      looked.push(host);
      const answers = names[host] ?? [[publicAddress]];
      const count = looked.filter((name) => name === host).length;
      const answer = answers[Math.min(count, answers.length) - 1] ?? [];
      return Promise.resolve(addresses(...answer));
    },
    dial: ({ address }, port) => {
      dialled.push({ address, port });
      return connect({ host: '127.0.0.1', port: targetPort, allowHalfOpen: true });
    },
    ...rest,
  });
  app.server.listen(0, '127.0.0.1');
  const port = await portOf(app.server);
  return {
    port,
    app,
    lines,
    dialled,
    looked,
    audit: async (count) => {
      await until(() => lines.length >= count, `${count} audit lines`);
      return lines;
    },
    close: () => app.stop(0),
  };
}

/** Waits for a condition, at most 10 s. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export interface RawReply {
  readonly status: number;
  readonly body: string;
}

/** Sends bytes as they are and reads until the proxy closes the connection. */
export async function sendRaw(port: number, ...parts: (string | Buffer)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  for (const part of parts) socket.write(part);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

/** Asks for a tunnel; resolves with the socket and the status line and headers of the answer. */
export async function askTunnel(
  port: number,
  target: string,
  prefix?: Buffer,
): Promise<{ socket: Socket; reply: string }> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  if (prefix) socket.write(prefix);
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nX-Request-Id: r-1\r\n\r\n`);
  let text = '';
  while (!text.includes('\r\n\r\n')) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    text += chunk.toString('latin1');
  }
  socket.pause();
  return { socket, reply: text };
}
