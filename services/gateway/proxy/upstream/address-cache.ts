import { lookup as systemLookup, Resolver } from 'node:dns/promises';
import { type LookupFunction } from 'node:net';
import { type Clock } from '../clock';

export interface ResolvedAddress {
  readonly address: string;
  readonly family: 4 | 6;
  /** How long the answer may be used, in seconds; undefined when the source does not say. */
  readonly ttlSeconds?: number;
}

export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** Asks the name server, for its TTL; names it does not know (`localhost`) go the system's way. */
export const systemResolve: Resolve = async (hostname) => {
  try {
    const records = await new Resolver({ timeout: 2000, tries: 2 }).resolve4(hostname, { ttl: true });
    return records.map(({ address, ttl }) => ({ address, family: 4, ttlSeconds: ttl }));
  } catch (error) {
    const found = await systemLookup(hostname, { all: true }).catch((cause: unknown) => {
      throw new Error(`address of ${hostname}: not found by the name server (${String(error)}) or the system`, {
        cause,
      });
    });
    return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
  }
};

export interface AddressCacheOptions {
  readonly hostname: string;
  readonly resolve: Resolve;
  readonly clock: Clock;
  /** Oldest answer that is used while a newer one can be had, in milliseconds. */
  readonly maxAgeMs: number;
  /** Called when the addresses are other ones than before. */
  readonly onChange: (addresses: ReadonlySet<string>) => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * The addresses of one host name, resolved again after their TTL or `maxAgeMs`, whichever is less. While the name service
 * fails, the last answer stays in use.
 */
export class AddressCache {
  readonly #options: AddressCacheOptions;
  #addresses: readonly ResolvedAddress[] = [];
  #expiresMs = 0;
  #refreshing: Promise<void> | undefined;
  #turn = 0;

  constructor(options: AddressCacheOptions) {
    this.#options = options;
  }

  /** For `net.connect` and `tls.connect`: each call starts with the next address. */
  readonly lookup: LookupFunction = (_hostname, options, callback) => {
    this.#current().then(
      (addresses) => {
        this.#turn = (this.#turn + 1) % addresses.length;
        const turned = [...addresses.slice(this.#turn), ...addresses.slice(0, this.#turn)];
        const [first] = turned;
        if (first === undefined) throw new Error(`address of ${this.#options.hostname}: the name has none`);
        if (options.all === true)
          callback(
            null,
            turned.map(({ address, family }) => ({ address, family })),
          );
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), ''),
    );
  };

  /** Starts to resolve again when the answer in use is too old. Does nothing before the first lookup. */
  refreshIfDue(): void {
    if (this.#addresses.length === 0 || this.#options.clock.nowMs() < this.#expiresMs) return;
    void this.#refresh();
  }

  async #current(): Promise<readonly ResolvedAddress[]> {
    if (this.#options.clock.nowMs() >= this.#expiresMs) await this.#refresh();
    return this.#addresses;
  }

  #refresh(): Promise<void> {
    this.#refreshing ??= this.#resolve().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async #resolve(): Promise<void> {
    const { hostname, resolve, clock, maxAgeMs, onChange, onFailure } = this.#options;
    let addresses: readonly ResolvedAddress[];
    try {
      addresses = await resolve(hostname);
      if (addresses.length === 0) throw new Error(`address of ${hostname}: the name has none`);
    } catch (error) {
      if (this.#addresses.length === 0) throw error;
      onFailure(error);
      this.#expiresMs = clock.nowMs() + 1000;
      return;
    }
    const before = new Set(this.#addresses.map(({ address }) => address));
    this.#addresses = addresses;
    const ttlMs = Math.min(...addresses.map(({ ttlSeconds }) => (ttlSeconds ?? Infinity) * 1000));
    // A TTL of 0 would mean a question for each connection; a second is as good.
    this.#expiresMs = clock.nowMs() + Math.min(maxAgeMs, Math.max(1000, ttlMs));
    const now = new Set(addresses.map(({ address }) => address));
    if (before.size > 0 && (before.size !== now.size || [...now].some((address) => !before.has(address))))
      onChange(now);
  }
}
