import { isPublicAddress } from './public-addresses';

export interface Address {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a name, as `dns.promises.lookup` with `all` gives them. */
export type Lookup = (host: string) => Promise<readonly Address[]>;

export type Resolution =
  | { readonly addresses: readonly Address[] }
  | { readonly fault: 'resolution-failed' | 'resolution-timeout' | 'non-public-address' };

/**
 * The addresses of a host, those of IPv4 first. A single address that is not public refuses the host: who answers so
 * for a public name wants the proxy to reach what only the proxy can reach. The caller connects to these addresses
 * and never to the name, which could have another answer by then.
 */
export async function resolvePublic(host: string, lookup: Lookup, timeoutMs: number): Promise<Resolution> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), timeoutMs);
  });
  // A name that does not resolve is an answer like another here: the client and the log are told.
  const answer = await Promise.race([lookup(host).catch(() => 'failed' as const), timeout]);
  clearTimeout(timer);
  if (answer === 'timeout') return { fault: 'resolution-timeout' };
  if (answer === 'failed' || answer.length === 0) return { fault: 'resolution-failed' };
  if (!answer.every(({ address }) => isPublicAddress(address))) return { fault: 'non-public-address' };
  return { addresses: [...answer].sort((a, b) => a.family - b.family) };
}
