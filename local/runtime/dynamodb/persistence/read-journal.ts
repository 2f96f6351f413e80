import { open } from 'node:fs/promises';
import { decodeRecord, type JournalRecord } from './journal-record';

const chunkBytes = 4 * 1024 * 1024;
const lineFeed = 0x0a;

/**
 * Gives every record of the file to `apply`, in order, and returns the bytes they take. What follows is the torn end of
 * a write that was never acknowledged.
 * @throws Error when an intact record follows a damaged one: the file was changed by something else
 */
export async function readJournal(path: string, apply: (record: JournalRecord) => void): Promise<number> {
  const handle = await open(path, 'r');
  let [intactBytes, offset] = [0, 0];
  let damagedAt: number | undefined;
  let rest = Buffer.alloc(0);
  try {
    const chunk = Buffer.alloc(chunkBytes);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, chunkBytes);
      if (bytesRead === 0) return intactBytes;
      const data = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      let start = 0;
      for (let end = data.indexOf(lineFeed); end !== -1; end = data.indexOf(lineFeed, start)) {
        const record = decodeRecord(data.subarray(start, end));
        if (!record) damagedAt ??= offset + start;
        else if (damagedAt !== undefined) {
          throw new Error(
            `${path}: every record must be intact, found a damaged one at byte ${damagedAt} with intact ones behind it; remove the file to start with empty tables`,
          );
        } else {
          apply(record);
          intactBytes = offset + end + 1;
        }
        start = end + 1;
      }
      rest = Buffer.from(data.subarray(start));
      offset += start;
    }
  } finally {
    await handle.close();
  }
}
