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
