import { connect as connectTcp, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { type Clock } from '../clock';
import { type ConnectionOwner, UpstreamConnection } from './upstream-connection';
import { type OnRead } from './read-buffer';
import { UpstreamError } from './upstream-error';

export interface UpstreamPoolOptions {
  readonly protocol: 'https' | 'http';
  readonly host: string;
  readonly port: number;
  readonly lookup: LookupFunction;
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  readonly idleTimeoutMs: number;
}

/**
 * The connections to the services' load balancer. The one used last is used first, so that those beyond the need grow old and
 * are closed. How many there are is bounded by the requests at work.
 */
export class UpstreamPool implements ConnectionOwner {
  readonly #options: UpstreamPoolOptions;
  readonly #idle: UpstreamConnection[] = [];
  readonly #all = new Set<UpstreamConnection>();
  #session: Buffer | undefined;
  #closed = false;

  constructor(options: UpstreamPoolOptions) {
    this.#options = options;
  }

  /** Open connections, those at work included. */
  get size(): number {
    return this.#all.size;
  }

  nowMs(): number {
    return this.#options.clock.nowMs();
  }

  /** An unused connection, or a new one; always a new one when `fresh`. */
  acquire(fresh: boolean): UpstreamConnection {
    while (!fresh) {
      const connection = this.#idle.pop();
      if (connection === undefined) break;
      if (!connection.gone && !connection.retired) return connection;
    }
    const secure = this.#options.protocol === 'https';
    const connection = new UpstreamConnection(
      (onread) => (secure ? this.#connectTls(onread) : this.#connectTcp(onread)),
      secure ? 'secureConnect' : 'connect',
      this,
    );
    this.#all.add(connection);
    return connection;
  }

  onReusable(connection: UpstreamConnection): void {
    if (this.#closed) {
      connection.abandon();
      return;
    }
    connection.idleSinceMs = this.nowMs();
    this.#idle.push(connection);
  }

  onGone(connection: UpstreamConnection): void {
    this.#all.delete(connection);
  }

  /** Closes what has been unused or has been connecting for too long. */
  sweep(nowMs: number): void {
    const { connectTimeoutMs, idleTimeoutMs } = this.#options;
    for (const connection of this.#all) {
      if (!connection.connected && nowMs - connection.startedMs >= connectTimeoutMs) {
        connection.fail(new UpstreamError('timeout', 'connect timeout'));
      }
    }
    this.#keepIdle(({ keepAliveSeconds, idleSinceMs }) => {
      // A second early: the upstream counts from an earlier moment than this end does.
      const limitMs = Math.min(
        idleTimeoutMs,
        keepAliveSeconds === undefined ? Infinity : keepAliveSeconds * 1000 - 1000,
      );
      return nowMs - idleSinceMs < limitMs;
    });
  }

  /** Lets connections to other addresses than `addresses` serve no further request. */
  retireAllBut(addresses: ReadonlySet<string>): void {
    for (const connection of this.#all) {
      const { remoteAddress } = connection;
      if (connection.connected && remoteAddress !== undefined) connection.retired = !addresses.has(remoteAddress);
    }
    this.#keepIdle(({ retired }) => !retired);
  }

  /** Ends every connection, those at work with a failure. */
  close(): void {
    this.#closed = true;
    for (const connection of this.#all) connection.fail(new UpstreamError('closed', 'the proxy stops'));
    this.#idle.length = 0;
  }

  #keepIdle(keeps: (connection: UpstreamConnection) => boolean): void {
    let kept = 0;
    for (const connection of this.#idle) {
      if (connection.gone) continue;
      if (keeps(connection)) {
        this.#idle[kept] = connection;
        kept += 1;
      } else connection.abandon();
    }
    this.#idle.length = kept;
  }

  #connectTcp(onread: OnRead): Socket {
    const { host, port, lookup } = this.#options;
    return connectTcp({ host, port, lookup, onread, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 });
  }

  #connectTls(onread: OnRead): Socket {
    const { host, port, lookup } = this.#options;
    // The types of tls.connect lack `onread`, which its documentation has.
    const options: ConnectionOptions & { readonly onread: OnRead } = {
      host,
      port,
      lookup,
      onread,
      servername: /^[\d.]+$/.test(host) ? '' : host,
      ALPNProtocols: ['http/1.1'],
      session: this.#session,
    };
    const socket = connectTls(options);
    socket.setNoDelay(true).setKeepAlive(true, 30_000);
    socket.on('session', (session: Buffer) => (this.#session = session));
    return socket;
  }
}
