import { type Construct } from 'constructs';
import ipaddr from 'ipaddr.js';

/** A block of IPv4 addresses: first address as a number, and length of the prefix. */
interface Block {
  readonly first: number;
  readonly prefix: number;
}

const sizeOf = ({ prefix }: Block): number => 2 ** (32 - prefix);

function parseBlock(text: string): Block | undefined {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) return undefined;
  const [address, prefix] = ipaddr.IPv4.parseCIDR(text);
  const first = address.toByteArray().reduce((value, byte) => value * 256 + byte, 0);
  const block = { first, prefix };
  return first % sizeOf(block) === 0 ? block : undefined;
}

function formatBlock({ first, prefix }: Block): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${bytes.join('.')}/${prefix}`;
}

function requireBlock(scope: Construct, prop: string, text: string): Block {
  const block = parseBlock(text);
  if (block) return block;
  throw new RangeError(
    `${scope.node.path}: ${prop} must be an IPv4 block that begins at a multiple of its size, such as 10.0.0.0/16, got "${text}"`,
  );
}

/**
 * Rejects a block that a VPC cannot have.
 * @throws RangeError when `cidr` is no IPv4 block or its prefix is outside 16 to `longestPrefix`.
 */
export function requireVpcCidr(scope: Construct, prop: string, cidr: string, longestPrefix: number): void {
  const { prefix } = requireBlock(scope, prop, cidr);
  if (prefix >= 16 && prefix <= longestPrefix) return;
  throw new RangeError(
    `${scope.node.path}: ${prop} must have a prefix from /16 to /${longestPrefix} so that every subnet fits, got "${cidr}"`,
  );
}

/**
 * The part of `cidr` at `path`: each step cuts what the steps before it left into `of` equal parts (a power of two) and
 * takes the one at `index`. `10.0.0.0/16` at `[{index: 1, of: 4}, {index: 2, of: 8}]` is `10.0.80.0/21`.
 */
export function partOfCidr(
  scope: Construct,
  cidr: string,
  path: readonly { readonly index: number; readonly of: number }[],
): string {
  let block = requireBlock(scope, 'cidr', cidr);
  for (const { index, of } of path) {
    const prefix = block.prefix + Math.log2(of);
    block = { first: block.first + index * sizeOf({ first: 0, prefix }), prefix };
  }
  return formatBlock(block);
}

/**
 * Rejects blocks that share addresses: an address would not say which network it belongs to.
 * @param blocks blocks by the names of the props that hold them
 * @throws RangeError naming the first two that overlap.
 */
export function requireDisjoint(scope: Construct, blocks: Readonly<Record<string, string>>): void {
  const parsed = Object.entries(blocks)
    .map(([prop, text]) => ({ prop, text, block: requireBlock(scope, prop, text) }))
    .sort((one, other) => one.block.first - other.block.first);
  for (const [position, { prop, text, block }] of parsed.entries()) {
    const next = parsed[position + 1];
    if (next === undefined || block.first + sizeOf(block) <= next.block.first) continue;
    throw new RangeError(
      `${scope.node.path}: ${prop} and ${next.prop} must not overlap, got "${text}" and "${next.text}"`,
    );
  }
}
