import { Histogram } from '../../../local/console/histogram';

const filled = (values: readonly number[]): Histogram => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
};

describe('Histogram', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

  it.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
  ])('gives quantile %d of 1 to 100 ms within 8 %', (fraction, expected) => {
    const quantile = filled(hundred).quantile(fraction) ?? NaN;
    expect(Math.abs(quantile / expected - 1)).toBeLessThan(0.08);
  });

  it('has no quantile without a sample', () => {
    expect(new Histogram().quantile(0.5)).toBeUndefined();
  });

  it('merges to what it would be had it seen both', () => {
    const merged = filled(hundred.slice(0, 50));
    merged.add(filled(hundred.slice(50)));
    expect(merged.count).toBe(100);
    expect(merged.quantile(0.99)).toBe(filled(hundred).quantile(0.99));
  });

  it.each([0, -1, 1e12])('keeps %d ms in its outer buckets', (ms) => {
    expect(filled([ms]).quantile(0.5)).toBeGreaterThan(0);
  });
});
