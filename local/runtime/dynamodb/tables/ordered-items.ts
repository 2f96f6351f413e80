import { createHash } from 'node:crypto';
import { type Item } from '../values/attribute-value';
import { type Position } from './keys';
import { SortedList } from './sorted-list';

/** An item of a table. Its place in tables and indexes never changes; a put replaces `item`. */
export interface StoredItem {
  /** Identity in the table. */
  readonly id: string;
  item: Item;
  sizeBytes: number;
}

/** An item where a table or an index has it. */
export interface Entry extends Position {
  readonly stored: StoredItem;
}

/** Where a read begins. `id` tells items apart that have equal index keys. */
export interface StartPosition extends Position {
  readonly id: string;
}

interface Partition {
  readonly hash: string;
  readonly key: string;
  readonly entries: SortedList<Entry>;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareEntries(a: Entry, b: Entry): number {
  return compareText(a.sort, b.sort) || compareText(a.stored.id, b.stored.id);
}

function comparePartitions(a: Omit<Partition, 'entries'>, b: Omit<Partition, 'entries'>): number {
  return compareText(a.hash, b.hash) || compareText(a.key, b.key);
}

function hashOf(partition: string): string {
  return createHash('md5').update(partition, 'utf16le').digest('hex');
}

/** The items of a table or an index: partitions by the hash of their key, as a scan meets them, each sorted. */
export class OrderedItems {
  readonly #partitions = new Map<string, Partition>();
  readonly #byHash = new SortedList<Partition>(comparePartitions);

  insert(entry: Entry): void {
    let partition = this.#partitions.get(entry.partition);
    if (!partition) {
      const key = entry.partition;
      partition = { hash: hashOf(key), key, entries: new SortedList(compareEntries) };
      this.#partitions.set(key, partition);
      this.#byHash.insert(partition);
    }
    partition.entries.insert(entry);
  }

  remove(entry: Entry): void {
    const partition = this.#partitions.get(entry.partition);
    if (!partition) return;
    partition.entries.remove(entry);
    if (partition.entries.size > 0) return;
    this.#partitions.delete(entry.partition);
    this.#byHash.remove(partition);
  }

  /**
   * Entries of one partition in the order of the sort key, from the first for which `reached` holds and, with `after`,
   * behind that entry.
   */
  ascending(partition: string, reached: (sort: string) => boolean, after?: StartPosition): Iterable<Entry> {
    return (
      this.#partitions
        .get(partition)
        ?.entries.ascending((entry) => reached(entry.sort) && (!after || isBehind(entry, after))) ?? []
    );
  }

  /**
   * Entries of one partition against the order of the sort key, beginning before the first for which `passed` holds
   * and, with `before`, before that entry.
   */
  descending(partition: string, passed: (sort: string) => boolean, before?: StartPosition): Iterable<Entry> {
    return (
      this.#partitions
        .get(partition)
        ?.entries.descending((entry) => passed(entry.sort) || (before !== undefined && !isBefore(entry, before))) ?? []
    );
  }

  /** All entries behind `after`, of the given segment of all partitions. */
  *scan(after: StartPosition | undefined, segment: number, segments: number): Generator<Entry, void> {
    const start = after && { hash: hashOf(after.partition), key: after.partition };
    for (const partition of this.#byHash.ascending((other) => !start || comparePartitions(other, start) >= 0)) {
      // The hash is uniform, so its first 32 bits share partitions out evenly.
      if (Math.floor((Number.parseInt(partition.hash.slice(0, 8), 16) / 2 ** 32) * segments) !== segment) continue;
      const resumed = after?.partition === partition.key ? after : undefined;
      yield* partition.entries.ascending((entry) => !resumed || isBehind(entry, resumed));
    }
  }
}

function isBehind(entry: Entry, start: StartPosition): boolean {
  return entry.sort > start.sort || (entry.sort === start.sort && entry.stored.id > start.id);
}

function isBefore(entry: Entry, start: StartPosition): boolean {
  return entry.sort < start.sort || (entry.sort === start.sort && entry.stored.id < start.id);
}
