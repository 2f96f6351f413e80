import { crc32 } from 'node:zlib';
import { type TableDefinition } from '../engine';
import { type Item } from '../values/attribute-value';

/** A put holds the whole item and a deletion the key, so that reading a record again changes nothing. */
export type JournalRecord =
  | { readonly kind: 'table'; readonly definition: TableDefinition; readonly createdAt: number }
  | { readonly kind: 'drop'; readonly table: string }
  | { readonly kind: 'write'; readonly changes: readonly JournalChange[] };

export type JournalChange =
  { readonly table: string; readonly put: Item } | { readonly table: string; readonly delete: Item };

/** A line of the journal: the CRC-32 of the JSON in eight hexadecimal digits, a space, the JSON, a line feed. */
export function encodeRecord(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
}

/** The record of a line without its line feed; undefined for a line that was not written whole. */
export function decodeRecord(line: Buffer): JournalRecord | undefined {
  const json = line.subarray(9);
  if (line.length < 10 || line.toString('latin1', 0, 9) !== `${checksum(json)} `) return undefined;
  // The checksum says that `encodeRecord` wrote the line.
  return JSON.parse(json.toString()) as JournalRecord;
}

function checksum(data: string | Buffer): string {
  return crc32(data).toString(16).padStart(8, '0');
}
