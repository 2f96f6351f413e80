import { IdempotentRequests } from '../actions/idempotency';
import { type TableDefinition } from '../engine';
import { type JournalRecord } from '../persistence/journal-record';
import { type Database } from './database';
import { keyAttributes } from './keys';
import { Table, type Change } from './table';

/** Tables in memory that report each change as a record and can be built again from the records. */
export class JournaledDatabase implements Database {
  readonly #tables = new Map<string, Table>();
  readonly #nowMs: () => number;
  readonly idempotentRequests = new IdempotentRequests();
  /** Gets each record before its change is made; when it throws, nothing changes. */
  record: (record: JournalRecord) => void = () => undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get tables(): ReadonlyMap<string, Table> {
    return this.#tables;
  }

  nowMs(): number {
    return this.#nowMs();
  }

  commit(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    this.record({
      kind: 'write',
      changes: changes.map(({ table, key, item }) => (item ? { table, put: item } : { table, delete: key })),
    });
    for (const change of changes) this.#tables.get(change.table)?.apply(change);
  }

  define(definition: TableDefinition): void {
    const existing = this.#tables.get(definition.name);
    if (existing && describeKey(existing.definition) !== describeKey(definition)) {
      throw new Error(
        `table ${definition.name}: keys of a table that exists cannot change, it has ${describeKey(existing.definition)}, got ${describeKey(definition)}; delete the table first`,
      );
    }
    if (existing && JSON.stringify(existing.definition) === JSON.stringify(definition)) return;
    const createdAt = existing?.createdAt ?? this.#nowMs() / 1000;
    this.record({ kind: 'table', definition, createdAt });
    this.#define(definition, createdAt);
  }

  drop(name: string): void {
    this.record({ kind: 'drop', table: name });
    this.#tables.delete(name);
  }

  /** Makes the change of a record again. */
  restore(record: JournalRecord): void {
    if (record.kind === 'table') this.#define(record.definition, record.createdAt);
    else if (record.kind === 'drop') this.#tables.delete(record.table);
    else {
      for (const change of record.changes) {
        const table = this.#tables.get(change.table);
        if ('put' in change) table?.apply({ key: change.put, item: change.put });
        else table?.apply({ key: change.delete, item: undefined });
      }
    }
  }

  /** Records that make these tables. */
  *snapshot(): Generator<JournalRecord, void> {
    for (const table of [...this.#tables.values()]) {
      yield { kind: 'table', definition: table.definition, createdAt: table.createdAt };
      for (const { item } of table.items) {
        yield { kind: 'write', changes: [{ table: table.definition.name, put: item }] };
      }
    }
  }

  #define(definition: TableDefinition, createdAt: number): void {
    const existing = this.#tables.get(definition.name);
    if (existing) existing.redefine(definition);
    else this.#tables.set(definition.name, new Table(definition, createdAt));
  }
}

function describeKey(key: TableDefinition): string {
  return keyAttributes(key)
    .map(({ name, type }) => `${name} (${type})`)
    .join(' and ');
}
