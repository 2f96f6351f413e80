import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** A whole number of decimal digits within `min` and `max`. */
export const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be an integer from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be an integer from ${min} to ${max}`);

export const flag = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .transform((value) => value === 'true');

/** A value of `pattern`; `allowed` says in words what that is. */
export const matching = (pattern: RegExp, allowed: string) =>
  z.string(`must be ${allowed}`).regex(pattern, `must be ${allowed}`);

/** A value, or the word false where there is none: an empty or missing line can then never mean "without". */
export const orFalse = <T extends z.ZodType<unknown, string>>(schema: T) =>
  z.union([z.literal('false').transform(() => undefined), schema]);

export const domainName = matching(
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  'a lower-case domain name such as stg.graphql.example.com',
);

/** Rules over several names run even when another name is at fault, so that one error holds all faults. */
export const always = () => true;

/** Addresses of a VPC. */
export const cidr = z.string().refine((value) => {
  const [address, bits = '', ...rest] = value.split('/');
  if (rest.length > 0 || !/^(1[6-9]|2[0-2])$/.test(bits) || !ipaddr.IPv4.isValidFourPartDecimal(address ?? ''))
    return false;
  const network = ipaddr.IPv4.networkAddressFromCIDR(value);
  return network.toString() === address && network.range() === 'private';
}, 'must be the network of a private range with 16 to 22 bits, such as 10.0.0.0/16');

/** Whether two values are networks that share an address; not when one of them is no network at all. */
export function overlaps(one: unknown, other: unknown): boolean {
  if (!cidr.safeParse(one).success || !cidr.safeParse(other).success) return false;
  const [first, second] = [ipaddr.IPv4.parseCIDR(String(one)), ipaddr.IPv4.parseCIDR(String(other))];
  return first[0].match(second) || second[0].match(first);
}

/** Letters of the availability zones that a VPC spans. */
export const zoneLetters = matching(
  /^[a-h](,[a-h])+$/,
  'two or more letters (a to h) of availability zones, separated by commas, such as a,c',
)
  .transform((value) => value.split(','))
  .refine((zones) => new Set(zones).size === zones.length, 'must not name a zone twice');

/** Image that a first deployment runs, or false while there is none. */
export const digest = orFalse(
  matching(/^sha256:[0-9a-f]{64}$/, 'the digest of an image, sha256: and 64 hexadecimal digits, or false'),
);

export const logLevel = z.enum(['DEBUG', 'INFO', 'WARNING', 'ERROR'], {
  error: 'must be DEBUG, INFO, WARNING or ERROR',
});
