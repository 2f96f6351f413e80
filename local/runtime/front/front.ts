import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duplex } from 'node:stream';

/** What answers some hosts and paths of the front. */
export interface Route {
  /**
   * Host names, without port, that this route alone answers; they are allowed in `Host` and named by the certificate.
   * @default every allowed host that no other route with this path claims
   */
  readonly hosts?: readonly string[];
  /** Exact paths such as `/graphql`; one that ends in `/*` takes all paths below it and itself. */
  readonly paths: readonly string[];
  /** Largest body that a request may declare, in bytes. @default that of the front */
  readonly bodyLimitBytes?: number;
  http?(request: IncomingMessage, response: ServerResponse): void;
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** One TCP port that speaks HTTP and TLS and hands each request to the route of its host and path. */
export interface Front {
  readonly port: number;
  /** Origin of plain HTTP, such as `http://127.0.0.1:4000`. */
  readonly origin: string;
  /** File of the certificate that clients may trust for TLS, in PEM. */
  readonly caFile: string;
  mount(route: Route): void;
  /** Refuses new connections and ends all open ones within 2 s. */
  close(): Promise<void>;
}
