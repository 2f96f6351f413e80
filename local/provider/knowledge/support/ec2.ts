import { type CreateContext } from '../knowledge';
import { regionalArn } from './arn';
import { type Rule } from './rules';

/** The id and ARN of an EC2 resource: `vpc-0123456789abcdef0`. */
export function identified(
  context: CreateContext,
  prefix: string,
  kind: string,
): { readonly id: string; readonly arn: string } {
  const id = `${prefix}-0${context.uniqueId(16)}`;
  return { id, arn: regionalArn(context.identity, 'ec2', `${kind}/${id}`) };
}

/** An IPv4 block whose host bits are zero, with a prefix of `min` to `max` bits. */
export function isCidr(min: number, max: number): Rule {
  return (key, value) => {
    if (typeof value !== 'string') return undefined;
    const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(value);
    const octets = (match ?? []).slice(1, 5).map(Number);
    const bits = Number(match?.[5]);
    if (match === null || octets.some((octet) => octet > 255) || bits > 32) {
      return `"${key}" (${value}) is not a valid IPv4 CIDR block`;
    }
    if (bits < min || bits > max) return `"${key}" must have a prefix of /${min} to /${max}, got ${value}`;
    const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
    return address % 2 ** (32 - bits) === 0
      ? undefined
      : `"${key}" (${value}) must be the network's own address, without host bits`;
  };
}
