import { seedOf, uniqueIdSource } from '../../../../local/provider/objects/unique-id';

describe('uniqueIdSource', () => {
  it('gives the same characters for the same seed, and others for each call and seed', () => {
    const [first, again, other] = [uniqueIdSource('a'), uniqueIdSource('a'), uniqueIdSource('b')];
    const id = first(17);
    expect(id).toMatch(/^[0-9a-f]{17}$/);
    expect(again(17)).toBe(id);
    expect(first(17)).not.toBe(id);
    expect(other(17)).not.toBe(id);
  });

  it('keeps to the alphabet at any length, and uses all of it', () => {
    const id = uniqueIdSource('a')(500, 'abcdefghijklmnopqrstuvwxyz0123456789');
    expect(id).toMatch(/^[a-z0-9]{500}$/);
    expect(new Set(id).size).toBe(36);
  });

  it('refuses an empty alphabet', () => {
    expect(() => uniqueIdSource('a')(1, '')).toThrow('alphabet must have at least one character');
  });
});

describe('seedOf', () => {
  it('tells parts apart', () => {
    expect(seedOf(['a', 'b'])).not.toBe(seedOf(['ab']));
    expect(seedOf(['a', 'b'])).toBe(seedOf(['a', 'b']));
  });
});
