type RandomBytes = (count: number) => Uint8Array;

/** A random UUID, version 4. */
export function requestId(randomBytes: RandomBytes): string {
  const bytes = Buffer.from(randomBytes(16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** A trace that is not sampled, in the form of X-Ray's header. */
export function traceId(nowMs: number, randomBytes: RandomBytes): string {
  const hex = (count: number): string => Buffer.from(randomBytes(count)).toString('hex');
  const seconds = Math.floor(nowMs / 1000)
    .toString(16)
    .padStart(8, '0');
  return `Root=1-${seconds}-${hex(12)};Parent=${hex(8)};Sampled=0`;
}
