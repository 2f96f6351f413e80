import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type RequestOptions, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import { type Figure } from '../support/measure';
import { type Program } from '../support/program';
import { startGatewayProxy } from './programs';

const bodyBytes = 1e9;
const part = Buffer.alloc(65_536, 'x');
/** Requests before the first sample: what the program loads on its first ones is no growth. */
const warmUpRequests = 2000;

interface Growth {
  readonly startMb: number;
  readonly peakMb: number;
  readonly endMb: number;
  readonly seconds: number;
}

/** A gigabyte down, up with its length and up in chunks, each through a proxy that has just served small requests. */
export async function largeBodies(directory: string): Promise<readonly Figure[]> {
  const server = createServer((incoming, outgoing) => void serve(incoming, outgoing)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server must have a port');
  try {
    const directions: readonly (readonly [string, (port: number) => Promise<number>])[] = [
      ['down', (port) => send({ port })],
      ['up, with its length', (port) => send({ port, method: 'POST', headers: { 'content-length': bodyBytes } })],
      ['up, in chunks', (port) => send({ port, method: 'POST' })],
    ];
    const figures: Figure[] = [];
    for (const [direction, transfer] of directions) {
      const { program, port } = await startGatewayProxy(address.port, join(directory, 'images'));
      try {
        for (let count = 0; count < warmUpRequests; count += 1) await send({ port, path: '/api/users/small' });
        figures.push(figure(direction, await growth(program, () => transfer(port))));
      } finally {
        await program.stop();
      }
    }
    return figures;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function figure(direction: string, { startMb, peakMb, endMb, seconds }: Growth): Figure {
  const samples = [startMb, peakMb, endMb].map((mb) => mb.toFixed(0)).join(', ');
  return {
    name: `1 GB ${direction}: RSS at start, peak, end; growth; time`,
    measured: `${samples} MB; ${(peakMb - startMb).toFixed(0)} MB; ${seconds.toFixed(1)} s`,
    promised: 'growth 32 MB',
  };
}

async function growth(program: Program, transfer: () => Promise<number>): Promise<Growth> {
  const startMb = program.residentMb();
  let peakMb = startMb;
  const sampling = setInterval(() => (peakMb = Math.max(peakMb, program.residentMb())), 20);
  const started = performance.now();
  const bytes = await transfer();
  const seconds = (performance.now() - started) / 1000;
  clearInterval(sampling);
  const endMb = program.residentMb();
  if (bytes !== bodyBytes) throw new Error(`large bodies: ${bytes} of ${bodyBytes} bytes arrived`);
  return { startMb, peakMb: Math.max(peakMb, endMb), endMb, seconds };
}

function* parts(): Generator<Buffer> {
  for (let left = bodyBytes; left > 0; left -= part.length) yield left >= part.length ? part : part.subarray(0, left);
}

const body = (): Readable => Readable.from(parts(), { objectMode: false, highWaterMark: part.length });

async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  if (incoming.method === 'POST') outgoing.end(String(await countBytes(incoming)));
  else if (incoming.url === '/users') {
    outgoing.writeHead(200, { 'content-length': bodyBytes });
    await pipeline(body(), outgoing);
  } else outgoing.end('{"status":"healthy"}');
}

async function countBytes(stream: IncomingMessage): Promise<number> {
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
  await once(stream, 'end');
  return bytes;
}

/** @returns bytes that came down, or that the service says came up */
async function send(options: RequestOptions): Promise<number> {
  const outgoing = request({ host: '127.0.0.1', path: '/api/users', ...options });
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>; // as the event is documented
  if (options.method === 'POST') await pipeline(body(), outgoing);
  else outgoing.end();
  const [answer] = await answered;
  if (answer.statusCode !== 200) throw new Error(`large bodies: the proxy answered ${answer.statusCode ?? 'nothing'}`);
  if (options.method !== 'POST') return countBytes(answer);
  answer.setEncoding('utf8');
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  return Number(text);
}
