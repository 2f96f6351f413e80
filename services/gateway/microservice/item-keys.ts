/**
 * How a service's table is laid out (keys `pk` and `sk`, both strings):
 *
 * | pk | sk | attributes |
 * |---|---|---|
 * | `RECORDS#0` | `!COUNTER` | `lastId`: the highest id ever given |
 * | `RECORDS#<bucket>` | id in 16 digits | `id`, the fields, `created_at`, `revision` |
 *
 * A bucket holds the 1000 consecutive ids that share `floor(id / 1000)`. So a list in the order of ids is a walk over
 * buckets in order, each a query of one partition, and reads of single records spread over as many partitions as
 * there are buckets: no partition grows without bound or takes the whole load. The counter tells where a list ends;
 * it sorts before the first record, so that one query reads it with the first page. Creates meet in the counter,
 * which takes about 1000 writes a second; `IdSequence` lets one write serve all creates that wait.
 */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

export const counterKey: ItemKey = { pk: 'RECORDS#0', sk: '!COUNTER' };

const idsPerBucket = 1000;
const idDigits = 16;

export function recordKey(id: number): ItemKey {
  return { pk: bucketPartition(bucketOf(id)), sk: recordSortKey(id) };
}

/** Sort keys have the order of the ids. */
export function recordSortKey(id: number): string {
  return String(id).padStart(idDigits, '0');
}

export function bucketOf(id: number): number {
  return Math.floor(id / idsPerBucket);
}

export function bucketPartition(bucket: number): string {
  return `RECORDS#${bucket}`;
}

/** The least id that the bucket may hold. */
export function firstIdOf(bucket: number): number {
  return bucket * idsPerBucket;
}
