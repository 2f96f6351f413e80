import { createServer, type Server } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { DiskStore } from './disk-store';
import { hasCode } from './durable-files';
import { type Reply, type S3Request } from './messages';
import { handleRequest, refusal } from './request-handler';
import { answerS3 } from './s3-operations';
import { Upstream, type UpstreamCredentials } from './upstream';

export interface StateStoreOptions {
  /** Folder of the buckets, created when it is not there. Several stores may share it. */
  readonly directory: string;
  /** Twelve digits: the account that STS names. */
  readonly accountId: string;
  /** A loopback address. @default '127.0.0.1' */
  readonly host?: string;
  /** @default 0, a free port */
  readonly port?: number;
  /** Another S3, `http:` or `https:`, that takes the place of `directory`. Its buckets must exist. */
  readonly upstream?: URL;
  /** To sign requests for `upstream`. @default requests keep the caller's signature */
  readonly upstreamCredentials?: UpstreamCredentials;
  /** Clock of the versions. @default the system's */
  readonly now?: () => Date;
}

export interface RunningStateStore {
  /** `http://<host>:<port>`, both the proxy's address and that of S3 in path style. */
  readonly url: string;
  readonly port: number;
  /** Stops listening, lets requests under way finish for a moment and ends all connections. */
  close(): Promise<void>;
}

const loopback = new Set(['127.0.0.1', 'localhost', '::1']);
const headersTimeoutMs = 15_000;
const requestTimeoutMs = 60_000;
/** Longer than Terraform thinks between two requests, so that it seldom meets a connection that is just closing. */
const keepAliveTimeoutMs = 60_000;
const stopTimeoutMs = 2_000;

function check({ accountId, host, upstream }: StateStoreOptions): void {
  if (!/^\d{12}$/.test(accountId)) {
    throw new RangeError(`state store: accountId must be twelve digits, got ${accountId}`);
  }
  if (host !== undefined && !loopback.has(host)) {
    throw new RangeError(`state store: host must be one of ${[...loopback].join(', ')}, got ${host}`);
  }
  if (upstream !== undefined && upstream.protocol !== 'http:' && upstream.protocol !== 'https:') {
    throw new RangeError(`state store: upstream must be an http: or https: URL, got ${upstream.href}`);
  }
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((cause: unknown) => {
    if (!hasCode(cause, 'EADDRINUSE')) throw cause;
    throw new Error(`state store: port ${port} of ${host} is in use; free it or choose another port, 0 for any`, {
      cause,
    });
  });
  // A server that listens on a host and port has an address of this form.
  return (server.address() as AddressInfo).port;
}

function refuseTunnel(target: string, socket: Socket): void {
  const text = refusal(target);
  // The peer may be gone already; there is nobody left to tell.
  socket.on('error', () => socket.destroy());
  // The server no longer counts this connection as its own, so nothing else would end it.
  const deadline = setTimeout(() => socket.destroy(), stopTimeoutMs);
  socket.on('close', () => clearTimeout(deadline));
  socket.resume();
  // Most clients show only the status line of a refused CONNECT, so the reason is there too.
  socket.end(
    `HTTP/1.1 403 ${text}\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: ${text.length + 1}\r\n\r\n${text}\n`,
  );
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => server.closeAllConnections(), stopTimeoutMs);
    server.close((error) => {
      clearTimeout(deadline);
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeIdleConnections();
  });
}

/**
 * The S3 that holds Terraform state in a rehearsal, and the HTTP proxy that makes it the only thing a rehearsal can
 * reach: `s3.rehearsal.invalid` (virtual-host and path style) and `sts.rehearsal.invalid` are answered, `CONNECT` and
 * every other host refused. Requests to its own address are S3 in path style.
 *
 * Signatures are not verified: the boundary is loopback and the permissions of the files, which are their owner's alone.
 * A key would have to lie in the environment of every command and prove no more than that. While the store runs, other
 * users of the machine can reach its port; what it holds is the state of a rehearsal, of resources that do not exist.
 * @throws RangeError for an option out of range, Error for a port in use
 */
export async function startStateStore(options: StateStoreOptions): Promise<RunningStateStore> {
  check(options);
  const { directory, accountId, host = '127.0.0.1', port: wantedPort = 0, upstream, upstreamCredentials } = options;
  let answer: (request: S3Request) => Promise<Reply>;
  if (upstream === undefined) {
    const store = new DiskStore(directory, options.now ?? (() => new Date()));
    await store.recover();
    answer = (request) => answerS3(store, request);
  } else {
    const other = new Upstream(upstream, upstreamCredentials);
    answer = (request) => other.answer(request);
  }

  const ownAuthorities = new Set<string>();
  const handling = { accountId, ownAuthorities, answerS3: answer };
  const server = createServer(
    { headersTimeout: headersTimeoutMs, requestTimeout: requestTimeoutMs, keepAliveTimeout: keepAliveTimeoutMs },
    (request, response) => void handleRequest(request, response, handling),
  );
  server.on('connect', ({ url = '' }, socket: Socket) => refuseTunnel(url, socket));
  const port = await listen(server, host, wantedPort);
  for (const name of ['127.0.0.1', 'localhost', '[::1]']) ownAuthorities.add(`${name}:${port}`);
  return { url: `http://${host === '::1' ? '[::1]' : host}:${port}`, port, close: () => stop(server) };
}
