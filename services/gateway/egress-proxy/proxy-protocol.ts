/** Who is behind a connection that a load balancer made. */
export interface ProxiedClient {
  /** Address of the client; absent in a LOCAL header and where the balancer knows none. */
  readonly address?: string;
  readonly port?: number;
  /** Id of the interface endpoint, such as `vpce-08d2bf15fac5001c9`, of a connection over PrivateLink. */
  readonly vpcEndpointId?: string;
}

export type ProxyHeader =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed'; readonly reason: string }
  | {
      readonly kind: 'header';
      readonly bytes: number;
      readonly command: 'LOCAL' | 'PROXY';
      readonly client: ProxiedClient;
    };

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const fixedBytes = 16;
/** Load balancers send about a hundred bytes; the format would allow 64 KiB. */
const maxBodyBytes = 2048;
const crc32cType = 0x03;
const awsType = 0xea;
const awsVpcEndpointSubtype = 0x01;
const vpcEndpointId = /^vpce-[\da-f]{8,32}$/;

/** Reads the header of the PROXY protocol, version 2, at the start of a connection. */
export function readProxyHeader(data: Buffer): ProxyHeader {
  const known = Math.min(data.length, signature.length);
  if (!data.subarray(0, known).equals(signature.subarray(0, known))) return malformed('no signature of version 2');
  if (data.length < fixedBytes) return { kind: 'incomplete' };
  const versionAndCommand = data.readUInt8(12);
  if (versionAndCommand >> 4 !== 2) return malformed(`version ${versionAndCommand >> 4}`);
  const commandCode = versionAndCommand & 0x0f;
  if (commandCode > 1) return malformed(`command ${commandCode}`);
  const length = data.readUInt16BE(14);
  if (length > maxBodyBytes) return malformed(`${length} bytes`);
  if (data.length < fixedBytes + length) return { kind: 'incomplete' };
  const bytes = fixedBytes + length;
  const header = data.subarray(0, bytes);
  // The balancer's own connection: addresses are to be skipped.
  if (commandCode === 0) return { kind: 'header', bytes, command: 'LOCAL', client: {} };
  const addresses = readAddresses(header);
  if (typeof addresses === 'string') return malformed(addresses);
  const values = readValues(header, fixedBytes + addresses.bytes);
  if (typeof values === 'string') return malformed(values);
  return { kind: 'header', bytes, command: 'PROXY', client: { ...addresses.client, ...values } };
}

function malformed(reason: string): ProxyHeader {
  return { kind: 'malformed', reason };
}

function readAddresses(header: Buffer): { readonly bytes: number; readonly client: ProxiedClient } | string {
  const family = header.readUInt8(13);
  const body = header.subarray(fixedBytes);
  switch (family) {
    case 0x00:
      return { bytes: 0, client: {} };
    case 0x11:
      if (body.length < 12) return 'addresses of IPv4 are short';
      return { bytes: 12, client: { address: [...body.subarray(0, 4)].join('.'), port: body.readUInt16BE(8) } };
    case 0x21: {
      if (body.length < 36) return 'addresses of IPv6 are short';
      const groups = Array.from({ length: 8 }, (_, index) => body.readUInt16BE(index * 2).toString(16));
      return { bytes: 36, client: { address: groups.join(':'), port: body.readUInt16BE(32) } };
    }
    default:
      return `family and protocol 0x${family.toString(16)} are not of TCP`;
  }
}

/** The type-length-value entries after the addresses; they must fill the header. */
function readValues(header: Buffer, start: number): Pick<ProxiedClient, 'vpcEndpointId'> | string {
  let endpoint: string | undefined;
  for (let at = start; at < header.length;) {
    if (at + 3 > header.length) return 'an entry is short';
    const type = header.readUInt8(at);
    const end = at + 3 + header.readUInt16BE(at + 1);
    if (end > header.length) return 'an entry is short';
    const value = header.subarray(at + 3, end);
    if (type === crc32cType && !hasChecksum(header, at + 3, value)) return 'the checksum is wrong';
    if (type === awsType && value[0] === awsVpcEndpointSubtype) {
      if (endpoint !== undefined) return 'two endpoint ids';
      endpoint = value.subarray(1).toString('latin1');
      if (!vpcEndpointId.test(endpoint)) return 'the endpoint id is malformed';
    }
    at = end;
  }
  return endpoint === undefined ? {} : { vpcEndpointId: endpoint };
}

/** Whether `value`, at `at`, is the CRC-32C of the header with zeros in its place. */
function hasChecksum(header: Buffer, at: number, value: Buffer): boolean {
  if (value.length !== 4) return false;
  const zeroed = Buffer.from(header);
  zeroed.fill(0, at, at + 4);
  return crc32c(zeroed) === value.readUInt32BE(0);
}

function crc32c(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
