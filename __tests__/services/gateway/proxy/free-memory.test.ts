import { freeMemory } from '../../../../services/gateway/proxy/free-memory';

describe('freeMemory', () => {
  it('empties a large buffer with memory of its own', () => {
    const buffer = Buffer.allocUnsafeSlow(65_536);
    freeMemory(buffer);
    expect(buffer).toHaveLength(0);
    expect(buffer.buffer.byteLength).toBe(0);
  });

  it.each([
    ['a part of other memory', Buffer.alloc(65_536, 'x').subarray(0, 32_768)],
    ['a small buffer, whose memory may be shared', Buffer.from('xyz')],
    ['a small buffer with memory of its own', Buffer.allocUnsafeSlow(1024).fill('x')],
  ])('leaves %s alone', (_title, buffer) => {
    const before = buffer.toString();
    freeMemory(buffer);
    expect(buffer.toString()).toBe(before);
  });
});
