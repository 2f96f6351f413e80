const windowSeconds = 60;
const meanSeconds = 10;

interface Second<Counts> {
  readonly epochSecond: number;
  readonly counts: Counts;
}

/** What a window held at one moment. */
export interface MinuteView<Counts> {
  /** The 60 whole seconds before, oldest first; undefined where nothing was counted. */
  readonly whole: readonly (Counts | undefined)[];
  /** The seconds of the minute in which something was counted, the running one included. */
  readonly minute: readonly Counts[];
  /** Mean a second over the last 10 whole ones. */
  readonly mean: (count: (counts: Counts) => number) => number;
}

/** Counts of each second of the last minute. Counting costs the same at any rate, and takes the same memory. */
export class SecondWindow<Counts> {
  readonly #seconds: (Second<Counts> | undefined)[] = new Array<Second<Counts> | undefined>(windowSeconds + 1).fill(
    undefined,
  );

  /** @param empty makes the counts of a second in which nothing happened yet */
  constructor(private readonly empty: () => Counts) {}

  /** The counts of the second around `atMs`, to be added to. */
  at(atMs: number): Counts {
    const epochSecond = Math.floor(atMs / 1000);
    const known = this.#find(epochSecond);
    if (known !== undefined) return known;
    const counts = this.empty();
    this.#seconds[epochSecond % this.#seconds.length] = { epochSecond, counts };
    return counts;
  }

  view(nowMs: number): MinuteView<Counts> {
    const now = Math.floor(nowMs / 1000);
    const whole = Array.from({ length: windowSeconds }, (_, index) => this.#find(now - windowSeconds + index));
    const recent = whole.slice(-meanSeconds);
    return {
      whole,
      minute: [...whole, this.#find(now)].filter((counts) => counts !== undefined),
      mean: (count) =>
        recent.reduce((sum, counts) => sum + (counts === undefined ? 0 : count(counts)), 0) / meanSeconds,
    };
  }

  #find(epochSecond: number): Counts | undefined {
    const second = this.#seconds[epochSecond % this.#seconds.length];
    return second?.epochSecond === epochSecond ? second.counts : undefined;
  }
}
