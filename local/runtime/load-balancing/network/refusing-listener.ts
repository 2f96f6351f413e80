import { createServer } from 'node:net';
import { listenTcp } from '../../front/http-port';
import { type NetworkListener } from './network-listener';

/**
 * Starts a listener that resets every connection.
 * @param onRefused called for each
 */
export async function startRefusingListener(host: string, onRefused: () => void): Promise<NetworkListener> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.resetAndDestroy();
    onRefused();
  });
  const port = await listenTcp(server, host, 0);
  return { port, close: () => new Promise((resolve) => server.close(() => resolve())) };
}
