/** Random choices that repeat with the seed (mulberry32). */
export class SeededRandom {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed;
  }

  /** 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** @throws Error when there is no choice */
  pick<T>(choices: readonly T[]): T {
    const [choice] = choices.slice(this.below(choices.length));
    if (choice === undefined) throw new Error('nothing to choose from');
    return choice;
  }

  /** `text` with one to four pieces cut out, doubled, moved or replaced. */
  mutate(text: string, pieces: readonly string[]): string {
    let mutated = text;
    for (let times = 1 + this.below(4); times > 0; times -= 1) {
      const start = this.below(mutated.length + 1);
      const end = Math.min(mutated.length, start + this.below(12));
      const [before, piece, after] = [mutated.slice(0, start), mutated.slice(start, end), mutated.slice(end)];
      const change = this.below(4);
      if (change === 0) mutated = before + after;
      else if (change === 1) mutated = before + piece + piece + after;
      else if (change === 2) mutated = piece + before + after;
      else mutated = before + this.pick(pieces) + after;
    }
    return mutated;
  }
}
