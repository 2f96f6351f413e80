const maxChunk = 512;

/**
 * Distinct elements in the order of `compare`, in chunks so that an insertion moves few of them: searches take
 * logarithmic time, insertions and removals at most a chunk and the list of chunks.
 */
export class SortedList<T> {
  readonly #chunks: T[][] = [];
  readonly #compare: (a: T, b: T) => number;
  #size = 0;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  insert(element: T): void {
    const [c, i] = this.#seek((other) => this.#compare(other, element) >= 0);
    // An element behind all others belongs at the end of the last chunk, not in one of its own.
    const at = c === this.#chunks.length ? Math.max(c - 1, 0) : c;
    const chunk = this.#chunks[at];
    this.#size++;
    if (!chunk) {
      this.#chunks.push([element]);
      return;
    }
    chunk.splice(at === c ? i : chunk.length, 0, element);
    // A full last chunk stays full: keys mostly arrive in ascending order.
    if (chunk.length > maxChunk) {
      const keep = at === this.#chunks.length - 1 ? maxChunk : maxChunk / 2;
      this.#chunks.splice(at + 1, 0, chunk.splice(keep));
    }
  }

  /** Removes the element that compares equal; nothing happens without one. */
  remove(element: T): void {
    const [c, i] = this.#seek((other) => this.#compare(other, element) >= 0);
    const chunk = this.#chunks[c];
    const found = chunk?.[i];
    if (!chunk || found === undefined || this.#compare(found, element) !== 0) return;
    chunk.splice(i, 1);
    if (chunk.length === 0) this.#chunks.splice(c, 1);
    this.#size--;
  }

  /** From the first element for which `reached` holds; it must hold for all behind that one too. */
  *ascending(reached: (element: T) => boolean = () => true): Generator<T, void> {
    const [start, first] = this.#seek(reached);
    for (let c = start, i = first; c < this.#chunks.length; c++, i = 0) {
      const chunk = this.#chunks[c] ?? [];
      for (; i < chunk.length; i++) yield chunk[i] as T; // i is below the length
    }
  }

  /** Backwards from the last element for which `passed` does not hold; it must hold for all behind that one. */
  *descending(passed: (element: T) => boolean = () => false): Generator<T, void> {
    const [start, first] = this.#seek(passed);
    for (let c = start, i = first - 1; c >= 0; c--, i = (this.#chunks[c]?.length ?? 0) - 1) {
      const chunk = this.#chunks[c] ?? [];
      for (; i >= 0; i--) yield chunk[i] as T; // i is from 0 to below the length
    }
  }

  /** Chunk and place of the first element for which `reached` holds. */
  #seek(reached: (element: T) => boolean): readonly [number, number] {
    let [low, high] = [0, this.#chunks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const last = this.#chunks[middle]?.at(-1);
      if (last !== undefined && reached(last)) high = middle;
      else low = middle + 1;
    }
    const chunk = this.#chunks[low];
    if (!chunk) return [low, 0];
    let [from, to] = [0, chunk.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (reached(chunk[middle] as T))
        to = middle; // middle is below the length
      else from = middle + 1;
    }
    return [low, from];
  }
}
