import { type CreateContext } from '../knowledge';
import { regionalArn } from './arn';
import { cidrBlock } from './cidr';
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
    const block = cidrBlock(value);
    if (block === undefined) return `"${key}" (${value}) is not a valid IPv4 CIDR block`;
    if (block.bits < min || block.bits > max) return `"${key}" must have a prefix of /${min} to /${max}, got ${value}`;
    return block.first % 2 ** (32 - block.bits) === 0
      ? undefined
      : `"${key}" (${value}) must be the network's own address, without host bits`;
  };
}
