import { type Server } from 'node:http';
import { type Socket } from 'node:net';
import { type ProxiedClient, readProxyHeader } from './proxy-protocol';

export interface ProxyProtocolOptions {
  /** Milliseconds in which the header must have come. */
  readonly headerTimeoutMs: number;
  /** Told why a connection was closed. */
  readonly onRefused: (socket: Socket, reason: string) => void;
}

/**
 * Makes an HTTP server read a PROXY protocol header, version 2, before each connection's first request. A connection
 * without one is closed without an answer. The clients that the headers name are kept by socket in `clients`.
 */
export function expectProxyHeader(
  server: Server,
  clients: WeakMap<Socket, ProxiedClient>,
  { headerTimeoutMs, onRefused }: ProxyProtocolOptions,
): void {
  const accept = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    let data = Buffer.alloc(0);
    const refuse = (reason: string): void => {
      detach();
      onRefused(socket, reason);
      socket.destroy();
    };
    const take = (chunk: Buffer): void => {
      data = Buffer.concat([data, chunk]);
      const header = readProxyHeader(data);
      if (header.kind === 'incomplete') return;
      if (header.kind === 'malformed') {
        refuse(header.reason);
        return;
      }
      detach();
      socket.pause();
      clients.set(socket, header.client);
      const rest = data.subarray(header.bytes);
      if (rest.length > 0) socket.unshift(rest);
      for (const listener of accept) listener.call(server, socket);
      // The server's parser reads new bytes from the handle; what was put back flows only when told to.
      socket.resume();
    };
    const closed = (): void => refuse('closed within the header');
    const detach = (): void => {
      clearTimeout(timer);
      socket.off('data', take).off('end', closed).off('error', closed);
    };
    const timer = setTimeout(() => refuse('the header did not come in time'), headerTimeoutMs);
    socket.on('data', take).on('end', closed).on('error', closed);
  });
}
