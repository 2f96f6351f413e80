/** An IPv4 block: the number of its address and how many bits of it are the network's. */
export interface CidrBlock {
  readonly first: number;
  readonly bits: number;
}

/** The block that `10.0.0.0/16` names; `undefined` when it names none. Host bits are kept. */
export function cidrBlock(text: string): CidrBlock | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const octets = match.slice(1, 5).map(Number);
  const bits = Number(match[5]);
  if (octets.some((octet) => octet > 255) || bits > 32) return undefined;
  return { first: octets.reduce((sum, octet) => sum * 256 + octet, 0), bits };
}

/** Whether every address of `inner` is one of `outer`. */
export function contains(outer: CidrBlock, inner: CidrBlock): boolean {
  const size = 2 ** (32 - outer.bits);
  return inner.bits >= outer.bits && Math.floor(inner.first / size) === Math.floor(outer.first / size);
}

/** Whether the blocks share an address; of two blocks, one then contains the other. */
export function overlap(left: CidrBlock, right: CidrBlock): boolean {
  return contains(left, right) || contains(right, left);
}
