import { IPv4, isValid, parse, parseCIDR } from 'ipaddr.js';

/** What the internet routes; beyond it are mapped, translated, compatible, site-local and reserved addresses. */
const globalUnicast = parseCIDR('2000::/3');
/**
 * Whether an address that a resolver answered belongs to a host of the public internet: not private, loopback,
 * link-local (instance and task metadata), shared (CGNAT), multicast, reserved, or one of IPv6 that carries an
 * address of IPv4 (mapped, NAT64, 6to4, Teredo).
 */
export function isPublicAddress(text: string): boolean {
  if (!isValid(text)) return false;
  const address = parse(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof IPv4 || address.match(globalUnicast);
}
