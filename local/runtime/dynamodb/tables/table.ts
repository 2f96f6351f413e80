import { type IndexDefinition, type KeyDefinition, type TableDefinition } from '../engine';
import { attribute, type Item } from '../values/attribute-value';
import { itemSizeBytes } from '../values/item-size';
import { indexPosition, keyAttributes, positionId, positionOf, type Position } from './keys';
import { OrderedItems, type StoredItem } from './ordered-items';
import { SortedList } from './sorted-list';

interface Index {
  readonly definition: IndexDefinition;
  readonly isGlobal: boolean;
  readonly items: OrderedItems;
}

interface Expiry {
  readonly second: number;
  readonly stored: StoredItem;
}

export interface Change {
  readonly table: string;
  /** Key attributes. */
  readonly key: Item;
  /** The item put; undefined for one that is deleted. */
  readonly item: Item | undefined;
}

/** One table with its indexes, in memory. It applies changes and checks nothing. */
export class Table {
  readonly #stored = new Map<string, StoredItem>();
  readonly #ordered = new OrderedItems();
  readonly #expiries = new SortedList<Expiry>(
    (a, b) => a.second - b.second || (a.stored.id < b.stored.id ? -1 : a.stored.id > b.stored.id ? 1 : 0),
  );
  #indexes: ReadonlyMap<string, Index> = new Map();
  #definition: TableDefinition;
  #sizeBytes = 0;

  constructor(
    definition: TableDefinition,
    /** Seconds since the epoch. */
    readonly createdAt: number,
  ) {
    this.#definition = definition;
    this.redefine(definition);
  }

  get definition(): TableDefinition {
    return this.#definition;
  }

  get itemCount(): number {
    return this.#stored.size;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get items(): Iterable<StoredItem> {
    return this.#stored.values();
  }

  get ordered(): OrderedItems {
    return this.#ordered;
  }

  index(name: string): Index | undefined {
    return this.#indexes.get(name);
  }

  get indexes(): Iterable<Index> {
    return this.#indexes.values();
  }

  /** Takes new indexes, ttl attribute and tags. The keys must be those of the table. */
  redefine(definition: TableDefinition): void {
    this.#definition = definition;
    const index = (isGlobal: boolean) => (indexDefinition: IndexDefinition) =>
      [indexDefinition.name, { definition: indexDefinition, isGlobal, items: new OrderedItems() }] as const;
    this.#indexes = new Map([
      ...(definition.globalSecondaryIndexes ?? []).map(index(true)),
      ...(definition.localSecondaryIndexes ?? []).map(index(false)),
    ]);
    for (const expiry of [...this.#expiries.ascending()]) this.#expiries.remove(expiry);
    for (const stored of this.#stored.values()) {
      for (const { definition: key, items } of this.indexes) this.#enter(items, key, stored.item, stored);
      this.#schedule(stored);
    }
  }

  find(key: Item): Item | undefined {
    return this.#stored.get(positionId(positionOf(this.#definition, key)))?.item;
  }

  /** The place of an item in the table or an index from its key attributes, and its identity in the table. */
  startPosition(key: KeyDefinition, attributes: Item): Position & { readonly id: string } {
    return { ...positionOf(key, attributes), id: positionId(positionOf(this.#definition, attributes)) };
  }

  apply({ key, item }: Pick<Change, 'key' | 'item'>): void {
    const position = positionOf(this.#definition, key);
    const id = positionId(position);
    const stored = this.#stored.get(id);
    if (!item) {
      if (stored) this.#delete(position, stored);
      return;
    }
    const sizeBytes = itemSizeBytes(item);
    if (stored) {
      this.#replace(stored, item, sizeBytes);
      return;
    }
    const created = { id, item, sizeBytes };
    this.#sizeBytes += sizeBytes;
    this.#stored.set(id, created);
    this.#ordered.insert({ ...position, stored: created });
    for (const { definition, items } of this.indexes) this.#enter(items, definition, item, created);
    this.#schedule(created);
  }

  /** Keys of items whose ttl is at least `from` and less than `until`, in epoch seconds. */
  expired(from: number, until: number): readonly Item[] {
    const keys: Item[] = [];
    for (const { second, stored } of this.#expiries.ascending((expiry) => expiry.second >= from)) {
      if (second >= until) break;
      keys.push(this.keyOf(stored.item));
    }
    return keys;
  }

  /** The key attributes of an item. */
  keyOf(item: Item): Item {
    const key: Record<string, Item[string]> = {};
    for (const { name } of keyAttributes(this.#definition)) {
      const value = attribute(item, name);
      if (value) key[name] = value;
    }
    return key;
  }

  #replace(stored: StoredItem, item: Item, sizeBytes: number): void {
    const before = stored.item;
    for (const { definition, items } of this.indexes) {
      const [left, entered] = [indexPosition(definition, before), indexPosition(definition, item)];
      if (left?.partition === entered?.partition && left?.sort === entered?.sort) continue;
      if (left) items.remove({ ...left, stored });
      if (entered) items.insert({ ...entered, stored });
    }
    this.#unschedule(stored);
    this.#sizeBytes += sizeBytes - stored.sizeBytes;
    stored.item = item;
    stored.sizeBytes = sizeBytes;
    this.#schedule(stored);
  }

  #delete(position: Position, stored: StoredItem): void {
    this.#stored.delete(stored.id);
    this.#sizeBytes -= stored.sizeBytes;
    this.#ordered.remove({ ...position, stored });
    for (const { definition, items } of this.indexes) {
      const left = indexPosition(definition, stored.item);
      if (left) items.remove({ ...left, stored });
    }
    this.#unschedule(stored);
  }

  #enter(items: OrderedItems, key: KeyDefinition, item: Item, stored: StoredItem): void {
    const position = indexPosition(key, item);
    if (position) items.insert({ ...position, stored });
  }

  #schedule(stored: StoredItem): void {
    const second = this.#expirySecond(stored.item);
    if (second !== undefined) this.#expiries.insert({ second, stored });
  }

  #unschedule(stored: StoredItem): void {
    const second = this.#expirySecond(stored.item);
    if (second !== undefined) this.#expiries.remove({ second, stored });
  }

  /** Only a number expires an item. */
  #expirySecond(item: Item): number | undefined {
    const { ttlAttribute } = this.#definition;
    const number = ttlAttribute === undefined ? undefined : attribute(item, ttlAttribute)?.N;
    return number === undefined ? undefined : Number(number);
  }
}
