import { connect, type AddressInfo, type Socket } from 'node:net';
import { type Configuration, type ServiceEntry } from '../../services/gateway/proxy/configuration';
import { buildProxy, type Proxy, type ProxyOptions } from '../../services/gateway/proxy/proxy';

export const users: ServiceEntry = {
  name: 'users',
  title: 'User Service',
  path: '/users',
  port: 3000,
  version: 'v1',
  healthEndpoint: '/health',
};
export const orders: ServiceEntry = { ...users, name: 'orders', title: 'Order Service', path: '/orders', port: 3001 };

export interface RunningProxy {
  readonly port: number;
  readonly proxy: Proxy;
  /** The lines of the log so far. */
  lines(): readonly Readonly<Record<string, unknown>>[];
  stop(): Promise<void>;
}

/** A listening proxy before the upstream at `upstreamPort` of 127.0.0.1; `stop` waits at most a second for open requests. */
export async function startProxy(
  upstreamPort: number,
  configuration: Partial<Configuration> = {},
  options: Partial<ProxyOptions> = {},
): Promise<RunningProxy> {
  let text = '';
  const proxy = buildProxy({
    configuration: {
      host: '127.0.0.1',
      port: 0,
      logLevel: 'INFO',
      upstreamHost: '127.0.0.1',
      upstreamPort,
      upstreamProtocol: 'http',
      vpcEndpointDns: `127.0.0.1:${upstreamPort}`,
      services: [users, orders],
      healthCheckIntervalSeconds: 3600,
      requestTimeoutSeconds: 30,
      stopTimeoutSeconds: 6,
      stage: undefined,
      ...configuration,
    },
    output: (lines) => (text += lines),
    ...options,
    limits: { sweepIntervalMs: 10, ...options.limits },
  });
  await proxy.start();
  await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
  // The server listens on TCP, so its address is no string.
  const { port } = proxy.server.address() as AddressInfo;
  return {
    port,
    proxy,
    lines: () =>
      text
        .split('\n')
        .filter((line) => line !== '')
        // Every line is an object: JSON.parse would throw, or the expectations on its fields fail.
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    stop: () => proxy.stop(),
  };
}

/** A connection that sends and receives bytes as they are. */
export class RawClient {
  readonly socket: Socket;
  received = '';
  closed = false;
  reset = false;
  #wake: () => void = () => undefined;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.on('data', (chunk) => {
      this.received += chunk.toString('latin1');
      this.#wake();
    });
    this.socket.on('error', () => (this.reset = true));
    for (const event of ['end', 'close']) {
      this.socket.on(event, () => {
        this.closed = true;
        this.#wake();
      });
    }
  }

  send(text: string): this {
    this.socket.write(text, 'latin1');
    return this;
  }

  /** Waits until `condition` holds for what was received. @throws Error when the connection ends before, or after 10 s. */
  async until(condition: (received: string) => boolean): Promise<string> {
    const deadline = Date.now() + 10_000;
    while (!condition(this.received)) {
      const leftMs = deadline - Date.now();
      if (this.closed || leftMs <= 0) throw new Error(`received only: ${JSON.stringify(this.received)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.received;
  }

  /** Waits until the other side has closed the connection; resolves with everything received. */
  async untilClosed(): Promise<string> {
    const deadline = Date.now() + 10_000;
    while (!this.closed) {
      const leftMs = deadline - Date.now();
      if (leftMs <= 0) throw new Error(`still open, received: ${JSON.stringify(this.received)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.socket.destroy();
    return this.received;
  }
}

/** Sends `text` on a connection of its own and resolves with all that comes until it is closed. */
export function talk(port: number, text: string): Promise<string> {
  return new RawClient(port).send(text).untilClosed();
}

/** Waits until `condition` holds. @throws Error naming `what` after 10 s. */
export async function eventually(what: string, condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
