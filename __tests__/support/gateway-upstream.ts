import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createRawServer, type AddressInfo, type Server as RawServer, type Socket } from 'node:net';

export interface Upstream {
  readonly port: number;
  /** Open connections. */
  readonly sockets: ReadonlySet<Socket>;
  close(): Promise<void>;
}

/** A services' load balancer made of `handler`; `/health/<name>` answers 200 unless `healthy` says otherwise. */
export function startUpstream(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  options: { readonly healthy?: (service: string) => boolean; readonly host?: string; readonly port?: number } = {},
): Promise<Upstream & { readonly server: Server }> {
  const { healthy = () => true, host = '127.0.0.1', port = 0 } = options;
  const server = createServer((request, response) => {
    const [, service] = /^\/health\/(.+)$/.exec(request.url ?? '') ?? [];
    if (service === undefined) handler(request, response);
    else response.writeHead(healthy(service) ? 200 : 503).end();
  });
  return listen(server, host, port).then((upstream) => ({ ...upstream, server }));
}

/**
 * An upstream that speaks bytes: `handler` is called with everything a connection sent so far, at each arrival. Health checks
 * are answered with 200.
 */
export function startRawUpstream(handler: (received: string, socket: Socket) => void): Promise<Upstream> {
  const server = createRawServer((socket) => {
    let received = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (received.startsWith('GET /health/'))
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      else handler(received, socket);
    });
  });
  return listen(server, '127.0.0.1', 0);
}

async function listen(server: RawServer | Server, host: string, port: number): Promise<Upstream> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  // The server listens on TCP, so its address is no string.
  const { port: taken } = server.address() as AddressInfo;
  return {
    port: taken,
    sockets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
