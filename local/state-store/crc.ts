/** A reflected CRC whose register starts and ends inverted, as all CRCs of S3 do, in two halves of 32 bits. */
class Crc64Table {
  readonly #high = new Uint32Array(256);
  readonly #low = new Uint32Array(256);

  constructor(polynomialHigh: number, polynomialLow: number) {
    for (let byte = 0; byte < 256; byte++) {
      let high = 0;
      let low = byte;
      for (let bit = 0; bit < 8; bit++) {
        const carry = low & 1;
        low = ((low >>> 1) | (high << 31)) >>> 0;
        high >>>= 1;
        if (carry === 0) continue;
        high = (high ^ polynomialHigh) >>> 0;
        low = (low ^ polynomialLow) >>> 0;
      }
      this.#high[byte] = high;
      this.#low[byte] = low;
    }
  }

  /** Big-endian, 8 bytes. */
  digest(data: Buffer): Buffer {
    let high = 0xffffffff;
    let low = 0xffffffff;
    for (const byte of data) {
      const index = (low ^ byte) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (this.#low[index] ?? 0);
      high = (high >>> 8) ^ (this.#high[index] ?? 0);
    }
    const digest = Buffer.alloc(8);
    digest.writeUInt32BE(~high >>> 0, 0);
    digest.writeUInt32BE(~low >>> 0, 4);
    return digest;
  }
}

function crc32Table(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let register = byte;
    for (let bit = 0; bit < 8; bit++) register = (register >>> 1) ^ (register & 1 ? polynomial : 0);
    return register;
  });
}

function digest32(table: Uint32Array, data: Buffer): Buffer {
  let register = 0xffffffff;
  for (const byte of data) register = (register >>> 8) ^ (table[(register ^ byte) & 0xff] ?? 0);
  const digest = Buffer.alloc(4);
  digest.writeUInt32BE(~register >>> 0);
  return digest;
}

const ieee = crc32Table(0xedb88320);
const castagnoli = crc32Table(0x82f63b78);
const nvme = new Crc64Table(0x9a6c9329, 0xac4bc9b5);

/** CRC-32 (ISO-HDLC), 4 bytes big-endian. */
export const crc32 = (data: Buffer): Buffer => digest32(ieee, data);
/** CRC-32C (Castagnoli), 4 bytes big-endian. */
export const crc32c = (data: Buffer): Buffer => digest32(castagnoli, data);
/** CRC-64/NVME, 8 bytes big-endian. */
export const crc64nvme = (data: Buffer): Buffer => nvme.digest(data);
