import {
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { RuntimeEvent } from '../../local/runtime/events';
import { type Runtime, startRuntime } from '../../local/runtime/runtime';
import type { Deployment } from '../../local/runtime/state/deployment';
import { TemporaryDirectory } from './deployed-state';
import { ManualClock } from './manual-clock';

export type OriginHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** A small HTTP server that remembers what it was asked. */
export class SmallOrigin {
  readonly requests: IncomingMessage[] = [];
  handler: OriginHandler = (_request, response) => response.end('hello');
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((request, response) => {
      this.requests.push(request);
      this.handler(request, response);
    });
    // Those that became WebSockets are no longer the server's own.
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(): Promise<SmallOrigin> {
    const origin = new SmallOrigin();
    await new Promise<void>((resolve) => origin.#server.listen(0, '127.0.0.1', resolve));
    return origin;
  }

  get server(): Server {
    return this.#server;
  }

  get port(): number {
    // A server that listens on a port has an address of this form.
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export interface ViewerResponse {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly text: string;
}

export interface ViewerOptions {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** What `X-Cache` said, without the name of the service. */
export function cacheStatus({ headers }: ViewerResponse): string {
  return String(headers['x-cache']).replace(' from cloudfront', '');
}

/** A runtime with distributions, and a viewer of it. */
export class RunningEdge {
  /** Stands at the second of the start, at which certificates are valid. */
  readonly clock = new ManualClock(Math.floor(Date.now() / 1000) * 1000);
  readonly events: RuntimeEvent[] = [];
  readonly #directory = new TemporaryDirectory();
  #runtime: Runtime | undefined;

  static async start(deployments: readonly Deployment[]): Promise<RunningEdge> {
    const edge = new RunningEdge();
    const { path } = edge.#directory;
    edge.#runtime = await startRuntime({
      deployments,
      dataDirectory: path,
      projectDirectory: path,
      port: 0,
      loadBalancerPort: 0,
      clock: edge.clock,
    });
    edge.#runtime.events.subscribe((event) => edge.events.push(event));
    return edge;
  }

  get runtime(): Runtime {
    if (this.#runtime === undefined) throw new Error('edge: not started');
    return this.#runtime;
  }

  get(path: string, options: ViewerOptions = {}): Promise<ViewerResponse> {
    const { method = 'GET', host = 'www.example.com.localhost', headers = {}, body } = options;
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest({
        host: '127.0.0.1',
        port: this.runtime.front.port,
        path,
        method,
        headers: { host: `${host}:${this.runtime.front.port}`, ...headers },
        agent: false,
      });
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const whole = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: whole, text: whole.toString() });
        });
      });
      outgoing.end(body);
    });
  }

  async close(): Promise<void> {
    await this.#runtime?.close();
    this.#directory.remove();
  }
}
