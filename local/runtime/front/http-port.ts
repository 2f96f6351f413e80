import { createServer as createHttpServer, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net';
import { type SecureContextOptions } from 'node:tls';
import { listenError } from './front-error';

export interface HttpPortOptions {
  /** Address to listen on. */
  readonly host: string;
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** What it speaks; a connection of the other kind is ended. @default both, told apart by the first byte */
  readonly protocols?: readonly ('http' | 'https')[];
  /** For both HTTP servers. */
  readonly server: ServerOptions;
  /** Time for a client to send its first byte and its TLS handshake, each, in milliseconds. */
  readonly handshakeTimeoutMs: number;
  /** Key and certificate for a TLS connection that begins; `undefined` when it is the same as last time. */
  readonly secureContext: () => Promise<SecureContextOptions | undefined>;
  /** Adds the handlers to each of the two servers. */
  readonly configure: (server: Server | HttpsServer) => void;
}

/** One TCP port that speaks plain HTTP and TLS. */
export interface HttpPort {
  readonly port: number;
  /** Refuses new connections, ends idle ones, and the others after `drainMs`. */
  close(drainMs: number): Promise<void>;
}

/** First byte of a TLS handshake; no HTTP method begins with it. */
const tlsHandshake = 0x16;

/**
 * Listens on a port.
 * @throws FrontError when it cannot
 */
export async function listenHttp(options: HttpPortOptions): Promise<HttpPort> {
  const { protocols = ['http', 'https'], handshakeTimeoutMs, secureContext } = options;
  const http = createHttpServer(options.server);
  const https = createHttpsServer({ ...options.server, handshakeTimeout: handshakeTimeoutMs });
  for (const server of [http, https]) {
    // Node watches the header timeout of a server only once it listens; these get their connections from another.
    server.emit('listening');
    options.configure(server);
  }
  const secure = async (): Promise<void> => {
    const context = await secureContext();
    if (context !== undefined) https.setSecureContext(context);
  };
  if (protocols.includes('https')) await secure();

  const sockets = new Set<Socket>();
  // As HTTP servers do for their own connections: small writes leave at once instead of waiting for an acknowledgement.
  const tcp = createTcpServer({ noDelay: true });
  tcp.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A client that goes away in the middle of something is no fault of this process.
    socket.on('error', () => socket.destroy());
    onFirstByte(socket, handshakeTimeoutMs, (first) => {
      const protocol = first === tlsHandshake ? 'https' : 'http';
      if (!protocols.includes(protocol)) {
        socket.destroy();
      } else if (protocol === 'http') {
        http.emit('connection', socket);
      } else {
        secure().then(
          () => https.emit('connection', socket),
          (error: unknown) => socket.destroy(error instanceof Error ? error : undefined),
        );
      }
    });
  });

  const port = await listenTcp(tcp, options.host, options.port);
  return {
    port,
    close: async (drainMs) => {
      const closed = new Promise((resolve) => tcp.close(resolve));
      // Ends their idle connections.
      http.close();
      https.close();
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, drainMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** Calls back with the first byte that comes, which stays in the socket. */
function onFirstByte(socket: Socket, timeoutMs: number, callback: (byte: number | undefined) => void): void {
  socket.setTimeout(timeoutMs, () => socket.destroy());
  socket.once('readable', () => {
    const first: unknown = socket.read();
    if (!Buffer.isBuffer(first)) return;
    socket.setTimeout(0);
    socket.removeAllListeners('timeout');
    socket.unshift(first);
    callback(first[0]);
  });
}

/**
 * Makes `server` listen.
 * @returns the port, which the system chose when `port` is 0
 * @throws FrontError when it cannot
 */
export async function listenTcp(server: TcpServer, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
