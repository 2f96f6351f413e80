import { type Percentiles } from './protocol';

/** Each bucket is this much wider than the one before, which bounds the error of a percentile to half of it. */
const growth = 1.15;
const smallestMs = 0.05;
const bucketCount = 128;

/** Counts durations in buckets of growing width, 0.05 ms to more than an hour, so that merging is adding. */
export class Histogram {
  readonly #buckets = new Uint32Array(bucketCount);
  #count = 0;

  /** All samples of `histograms`. */
  static merge(histograms: readonly Histogram[]): Histogram {
    const merged = new Histogram();
    for (const histogram of histograms) merged.add(histogram);
    return merged;
  }

  get count(): number {
    return this.#count;
  }

  record(ms: number): void {
    const bucket = ms <= smallestMs ? 0 : Math.ceil(Math.log(ms / smallestMs) / Math.log(growth));
    const index = Math.min(bucket, bucketCount - 1);
    this.#buckets[index] = (this.#buckets[index] ?? 0) + 1;
    this.#count++;
  }

  add(other: Histogram): void {
    other.#buckets.forEach((count, index) => (this.#buckets[index] = (this.#buckets[index] ?? 0) + count));
    this.#count += other.#count;
  }

  /** The middle of the bucket that holds the sample of rank `fraction` (0 to 1), in milliseconds; undefined when empty. */
  quantile(fraction: number): number | undefined {
    if (this.#count === 0) return undefined;
    const rank = Math.max(1, Math.ceil(this.#count * fraction));
    let seen = 0;
    const index = this.#buckets.findIndex((count) => (seen += count) >= rank);
    return index === 0 ? smallestMs : smallestMs * growth ** (index - 0.5);
  }

  /** Null without a sample. */
  percentiles(): Percentiles | null {
    const p50 = this.quantile(0.5);
    const p99 = this.quantile(0.99);
    return p50 === undefined || p99 === undefined ? null : { p50, p99 };
  }
}
