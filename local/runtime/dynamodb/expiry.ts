import { type Clock } from '../clock';
import { type Database } from './tables/database';

const intervalMs = 10_000;
/** DynamoDB leaves items alone whose time is further back: it takes it for a mistake. */
const maxAgeSeconds = 5 * 365 * 24 * 60 * 60;
const itemsPerCommit = 100;

/** Removes items past their time every ten seconds; the service takes up to a few days. The result ends it. */
export function startExpiry(database: Database, clock: Clock, onError: (error: unknown) => void): () => void {
  let cancel: () => void;
  const sweep = () => {
    try {
      removeExpired(database, Math.floor(clock.nowMs() / 1000));
    } catch (error) {
      onError(error);
    }
    cancel = clock.after(intervalMs, sweep);
  };
  cancel = clock.after(intervalMs, sweep);
  return () => cancel();
}

function removeExpired(database: Database, nowSeconds: number): void {
  for (const table of database.tables.values()) {
    const keys = table.expired(nowSeconds - maxAgeSeconds, nowSeconds);
    for (let start = 0; start < keys.length; start += itemsPerCommit) {
      database.commit(
        keys
          .slice(start, start + itemsPerCommit)
          .map((key) => ({ table: table.definition.name, key, item: undefined })),
      );
    }
  }
}
