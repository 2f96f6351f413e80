import { isIP } from 'node:net';

const maxKnown = 4096;
const known = new Map<string, string | undefined>();

/**
 * The client that the load balancer saw: the last entry of `X-Forwarded-For`, the one entry it wrote itself, without a port.
 * Undefined unless that is an IP address. Everything before it is the client's word.
 */
export function clientAddress(forwardedFor: string | undefined): string | undefined {
  if (forwardedFor === undefined) return undefined;
  const last = forwardedFor.slice(forwardedFor.lastIndexOf(',') + 1);
  if (known.has(last)) return known.get(last);
  if (known.size >= maxKnown) known.clear();
  const address = parse(last.trim());
  known.set(last, address);
  return address;
}

function parse(entry: string): string | undefined {
  if (isIP(entry) !== 0) return entry;
  const [, bracketed, plain] = /^(?:\[([^\]]+)\]|([\d.]+)):\d+$/.exec(entry) ?? [];
  const address = bracketed ?? plain ?? '';
  return isIP(address) === 0 ? undefined : address;
}
