import { crc32 } from 'node:zlib';

/** What AppSync tells of the caller. */
export interface Caller {
  /** Request header x-forwarded-for: addresses separated by commas, the client's first. */
  readonly forwardedFor: string | undefined;
  /** Addresses of the identity; API key callers have none. */
  readonly sourceIps: readonly string[];
}

/**
 * Name of the domain that callers from one network share: CRC-32 of secret key and client address, in lower-case hex
 * without leading zeros. A caller without any address shares the name of the word `none`.
 */
export function createDomain(secretKey: string, caller: Caller): string {
  return crc32(secretKey + clientAddress(caller)).toString(16);
}

function clientAddress({ forwardedFor, sourceIps }: Caller): string {
  // An empty header counts as absent: else all its senders would share one domain, whatever network they are in.
  const forwarded = forwardedFor?.split(',')[0]?.trim();
  return forwarded === undefined || forwarded === '' ? (sourceIps[0] ?? 'none') : forwarded;
}
