/** A stored record: its fields beside what the service writes itself. */
export interface StoredRecord {
  readonly id: number;
  /** ISO 8601 in UTC. */
  readonly created_at: string;
  /** 1 at creation, one more with each change. */
  readonly revision: number;
  readonly [field: string]: unknown;
}

/**
 * The record of a table's item.
 * @throws Error when the item is no record
 */
export function toRecord(item: Readonly<Record<string, unknown>>): StoredRecord {
  const { id, created_at: createdAt, revision } = item;
  if (typeof id !== 'number' || typeof createdAt !== 'string' || typeof revision !== 'number') {
    throw new Error(`${String(item.pk)}, ${String(item.sk)}: id, created_at and revision must be there`);
  }
  return { ...item, id, created_at: createdAt, revision };
}
