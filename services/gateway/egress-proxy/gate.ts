import { connect, type Socket } from 'node:net';
import { type AllowList, type Method } from './allow-list';
import { type ParsedTarget } from './destination';
import { type RefusalReason } from './refusal';
import { type Address, type Lookup, resolvePublic } from './resolve-public';

/** Begins a connection to an address; the socket must stay half open when one side ends. */
export type Dial = (address: Address, port: number) => Socket;

export const dialTcp: Dial = ({ address, family }, port) =>
  connect({ host: address, family, port, allowHalfOpen: true, noDelay: true });

export interface GateOptions {
  readonly allowList: AllowList;
  readonly lookup: Lookup;
  readonly dial: Dial;
  readonly resolveTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Requests and tunnels that may be open at once. */
  readonly maxOpen: number;
}

export type Passage = { readonly upstream: Socket; readonly leave: () => void } | { readonly refused: RefusalReason };

/** Decides whether a request may leave, and opens its connection. */
export class Gate {
  readonly #options: GateOptions;
  #open = 0;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Connects to the destination when it may be reached. Who got `upstream` calls `leave` when it is closed. */
  async pass(method: Method, target: ParsedTarget): Promise<Passage> {
    const { allowList, lookup, resolveTimeoutMs, maxOpen } = this.#options;
    if ('fault' in target) return { refused: target.fault };
    const { host, port } = target.destination;
    if (!allowList.allows(method, host, port)) return { refused: 'not-allowed' };
    if (this.#open >= maxOpen) return { refused: 'busy' };
    this.#open += 1;
    const leave = (): void => void (this.#open -= 1);
    const resolution = await resolvePublic(host, lookup, resolveTimeoutMs);
    const upstream = 'fault' in resolution ? resolution.fault : await this.#connect(resolution.addresses, port);
    if (typeof upstream !== 'string') return { upstream, leave };
    leave();
    return { refused: upstream };
  }

  /** Tries the addresses in turn; all of them together have the connect timeout. */
  async #connect(addresses: readonly Address[], port: number): Promise<Socket | 'connect-failed' | 'connect-timeout'> {
    const deadline = Date.now() + this.#options.connectTimeoutMs;
    for (const address of addresses) {
      const socket = this.#options.dial(address, port);
      const outcome = await opened(socket, Math.max(1, deadline - Date.now()));
      if (outcome === 'open') return socket;
      socket.destroy();
      if (outcome === 'timeout') return 'connect-timeout';
    }
    return 'connect-failed';
  }
}

function opened(socket: Socket, timeoutMs: number): Promise<'open' | 'failed' | 'timeout'> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('timeout'), timeoutMs);
    // Stays for good: a fault of a socket that nobody listens to would end the process.
    socket.on('error', () => resolve('failed'));
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve('open');
    });
    socket.once('close', () => clearTimeout(timer));
  });
}
