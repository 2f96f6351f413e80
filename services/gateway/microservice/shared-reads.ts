interface Slot<V> {
  readonly running: Promise<V>;
  waiting?: Promise<V>;
}

/**
 * Lets concurrent callers share reads and still see every write that was answered before they asked: who comes while
 * a read of the same key is under way shares the one that starts when it ends, never the one that has begun. At most
 * one read of a key is under way.
 */
export class SharedReads<V> {
  readonly #slots = new Map<string, Slot<V>>();

  /** A value of `load` that starts after this call. Callers share the value: nobody may change it. */
  read(key: string, load: () => Promise<V>): Promise<V> {
    const slot = this.#slots.get(key);
    if (slot === undefined) return this.#start(key, load);
    const next = (): Promise<V> => this.#start(key, load);
    slot.waiting ??= slot.running.then(next, next);
    return slot.waiting;
  }

  #start(key: string, load: () => Promise<V>): Promise<V> {
    const slot: Slot<V> = { running: load() };
    this.#slots.set(key, slot);
    const end = (): void => {
      if (slot.waiting === undefined) this.#slots.delete(key);
    };
    slot.running.then(end, end);
    return slot.running;
  }
}
