import ipaddr from 'ipaddr.js';
import { type TargetAddress } from '../load-balancers';
import { crc32c } from './crc32c';

export interface ProxiedConnection {
  readonly source: TargetAddress;
  readonly destination: TargetAddress;
  /** Endpoint that the connection came through, such as `vpce-08d2bf15fac5001c9`. */
  readonly endpointId?: string;
}

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
const versionAndCommand = 0x21; // version 2, PROXY
const crcType = 0x03;
const awsType = 0xea;
const awsEndpointSubtype = 0x01;

/**
 * The header of proxy protocol version 2 that goes before a connection's first byte: addresses, a CRC-32C of the whole
 * header, and AWS's own field with the id of the endpoint.
 */
export function proxyProtocolHeader({ source, destination, endpointId }: ProxiedConnection): Buffer {
  const [from, to] = sameFamily(source.host, destination.host);
  const addresses = Buffer.concat([Buffer.from(from), Buffer.from(to), ports(source.port, destination.port)]);
  const fields = [field(crcType, Buffer.alloc(4))];
  if (endpointId !== undefined) {
    fields.push(field(awsType, Buffer.concat([Buffer.of(awsEndpointSubtype), Buffer.from(endpointId, 'latin1')])));
  }
  const body = Buffer.concat([addresses, ...fields]);
  const prefix = Buffer.concat([
    signature,
    Buffer.of(versionAndCommand, from.length === 4 ? 0x11 : 0x21),
    Buffer.alloc(2),
  ]);
  prefix.writeUInt16BE(body.length, prefix.length - 2);
  const header = Buffer.concat([prefix, body]);
  // The checksum is that of the header with zeros in its own place.
  header.writeUInt32BE(crc32c(header), prefix.length + addresses.length + 3);
  return header;
}

/** Both addresses in bytes: of IPv4 when both are, else of IPv6. */
function sameFamily(source: string, destination: string): readonly [readonly number[], readonly number[]] {
  const [from, to] = [ipaddr.process(source), ipaddr.process(destination)];
  if (from.kind() === to.kind()) return [from.toByteArray(), to.toByteArray()];
  return [inIpv6(from), inIpv6(to)];
}

function inIpv6(address: ipaddr.IPv4 | ipaddr.IPv6): readonly number[] {
  return (address instanceof ipaddr.IPv4 ? address.toIPv4MappedAddress() : address).toByteArray();
}

function ports(source: number, destination: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16BE(source, 0);
  bytes.writeUInt16BE(destination, 2);
  return bytes;
}

function field(type: number, value: Buffer): Buffer {
  const head = Buffer.of(type, 0, 0);
  head.writeUInt16BE(value.length, 1);
  return Buffer.concat([head, value]);
}
