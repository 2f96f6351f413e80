import { connect, createServer, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer, TLSSocket } from 'node:tls';
import { listenTcp } from '../../front/http-port';
import { type KeyPair } from '../../front/issue';
import { type ListenerDefinition } from '../definition/definitions';
import { chooseGroup } from '../rules/choose-group';
import { type TargetGroup } from '../targets/target-group';
import { proxyProtocolHeader } from './proxy-protocol';

export interface NetworkListenerOptions {
  /** Address to listen on. */
  readonly host: string;
  /** TCP port on this machine; 0 takes a free one. */
  readonly localListenPort: number;
  readonly listener: ListenerDefinition;
  /** Key and certificate; present when it ends TLS. */
  readonly certificate?: KeyPair;
  /** Endpoint whose connections come here, when it is not the load balancer's own listener. */
  readonly endpointId?: string;
  readonly randomBytes: (length: number) => Uint8Array;
  /** @throws Error when the group is unknown */
  readonly targetGroup: (arn: string) => TargetGroup;
}

export interface NetworkListener {
  readonly port: number;
  /** Ends all connections. */
  close(): Promise<void>;
}

/**
 * Starts a listener of a network load balancer, or of an endpoint that leads to one: each connection goes to a target
 * of the group, with all bytes as they come. It is reset when there is no target.
 * @throws FrontError when it cannot listen
 */
export async function startNetworkListener(options: NetworkListenerOptions): Promise<NetworkListener> {
  const { certificate, host, localListenPort } = options;
  const sockets = new Set<Socket>();
  // Each side may end its half while the other still sends.
  const server: Server =
    certificate === undefined
      ? createServer({ allowHalfOpen: true, noDelay: true }, (socket) => join(socket, options))
      : createTlsServer({ ...certificate, allowHalfOpen: true, noDelay: true }, (socket) => join(socket, options));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  // A handshake that fails, such as one for a name that the certificate does not have.
  server.on('tlsClientError', (_: Error, socket: TLSSocket) => socket.destroy());
  const port = await listenTcp(server, host, localListenPort);
  return {
    port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function join(client: Socket, options: NetworkListenerOptions): void {
  client.on('error', () => client.destroy());
  const group = groupOf(options);
  const target = group?.next();
  if (group === undefined || target === undefined) {
    reset(client);
    return;
  }
  const { host, port } = target.address;
  const upstream: Socket =
    group.definition.protocol === 'TLS'
      ? // A load balancer does not verify the certificates of its targets.
        connectTls({ host, port, rejectUnauthorized: false })
      : connect({ host, port, allowHalfOpen: true, noDelay: true });
  const end = (): void => {
    client.destroy();
    upstream.destroy();
  };
  const release = target.open(end);
  if (group.definition.proxyProtocolV2) upstream.write(proxyHeader(client, options.endpointId));
  client.pipe(upstream);
  upstream.pipe(client);
  upstream.on('error', () => reset(client));
  client.once('close', end);
  upstream.once('close', () => {
    release();
    // What it has sent is still on its way to the client.
    if (!client.writableEnded) client.destroy();
  });
  const { tcpIdleTimeoutMs } = options.listener;
  for (const socket of [client, upstream]) socket.setTimeout(tcpIdleTimeoutMs, end);
}

/** Ends a connection so that the client sees a failure, not an end. */
function reset(socket: Socket): void {
  // The connection below TLS cannot be reached from here.
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

function groupOf({ listener, randomBytes, targetGroup }: NetworkListenerOptions): TargetGroup | undefined {
  const action = listener.rules.at(-1)?.action;
  if (action?.kind !== 'forward') return undefined;
  const arn = chooseGroup(action.groups, Buffer.from(randomBytes(4)).readUInt32BE() / 2 ** 32);
  return arn === undefined ? undefined : targetGroup(arn);
}

function proxyHeader(client: Socket, endpointId: string | undefined): Buffer {
  const { remoteAddress = '127.0.0.1', remotePort = 0, localAddress = '127.0.0.1', localPort = 0 } = client;
  return proxyProtocolHeader({
    source: { host: remoteAddress, port: remotePort },
    destination: { host: localAddress, port: localPort },
    ...(endpointId === undefined ? {} : { endpointId }),
  });
}
