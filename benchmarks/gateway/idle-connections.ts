import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Figure } from '../support/measure';
import { type RunningUpstream, startGatewayProxy } from './programs';

const connections = 10_000;
const atOnce = 100;
const settleMs = 3000;

/** Memory of the proxy with keep-alive connections that each were answered once and then wait. */
export async function idleConnections(upstream: RunningUpstream, directory: string): Promise<readonly Figure[]> {
  const { program, port } = await startGatewayProxy(upstream.port, join(directory, 'images'));
  const sockets: Socket[] = [];
  try {
    const startMb = program.residentMb();
    while (sockets.length < connections) {
      sockets.push(...(await Promise.all(Array.from({ length: atOnce }, () => open(port)))));
    }
    await sleep(settleMs);
    const lost = sockets.filter(({ readableEnded, destroyed }) => readableEnded || destroyed).length;
    return [
      {
        name: `RSS with ${connections} idle keep-alive connections (before), closed by then`,
        measured: `${program.residentMb().toFixed(0)} MB (${startMb.toFixed(0)} MB), ${lost}`,
        promised: '250 MB, 0',
      },
    ];
  } finally {
    for (const socket of sockets) socket.destroy();
    await program.stop();
  }
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.write('GET /api/users HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [chunk] = (await once(socket, 'data')) as [Buffer]; // as the event is documented
  if (!chunk.toString('latin1').startsWith('HTTP/1.1 200 ')) throw new Error('idle connections: the proxy refused one');
  return socket;
}
