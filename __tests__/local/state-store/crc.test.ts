import { crc32, crc32c, crc64nvme } from '../../../local/state-store/crc';

// The check values of the CRC catalogue: the digest of the nine characters below.
describe.each([
  ['crc32', crc32, 'cbf43926'],
  ['crc32c', crc32c, 'e3069283'],
  ['crc64nvme', crc64nvme, 'ae8b14860a799888'],
])('%s', (_name, digest, check) => {
  it('has its check value', () => expect(digest(Buffer.from('123456789')).toString('hex')).toBe(check));
  it('is zero for nothing', () => expect(digest(Buffer.alloc(0)).every((byte) => byte === 0)).toBe(true));
});
