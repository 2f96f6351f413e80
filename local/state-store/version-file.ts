import { open } from 'node:fs/promises';
import { type ObjectVersion, type VersionDraft } from './object-version';

const newline = 0x0a;
const blockBytes = 16 * 1024;

/** The line of JSON a version's file begins with; the body follows it byte for byte. */
interface VersionHead extends VersionDraft {
  readonly key: string;
  /** Part of the version id, so that an id of a store since cleared is not taken for one of this store. */
  readonly token: string;
  readonly sizeBytes: number;
  /** ISO 8601. */
  readonly lastModified: string;
}

export function versionHead(head: VersionHead): Buffer {
  return Buffer.from(`${JSON.stringify(head)}\n`);
}

/** `v<sequence>-<token>`: opaque to clients, as S3's are. */
function versionId(sequence: number, token: string): string {
  return `v${sequence}-${token}`;
}

/** The sequence a version id names, `undefined` when this store never gave out such an id. */
export function sequenceOf(id: string): number | undefined {
  const [, digits] = /^v([1-9]\d{0,9})-[0-9a-f]{16}$/.exec(id) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/**
 * Reads a version's file, its body only when `withBody`.
 * @throws Error naming the file when it is not whole
 */
export async function readVersionFile(
  path: string,
  sequence: number,
  withBody: boolean,
): Promise<{ version: ObjectVersion; body: Buffer }> {
  const file = await open(path, 'r');
  try {
    let read = Buffer.alloc(0);
    let end = -1;
    while (end === -1) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(blockBytes), 0, blockBytes, read.length);
      if (bytesRead === 0) throw new Error(`${path}: not a version of an object: its first line has no end`);
      read = Buffer.concat([read, buffer.subarray(0, bytesRead)]);
      end = read.indexOf(newline);
    }
    // The line was written by versionHead above, in a file that got its name only when whole.
    const { token, lastModified, ...head } = JSON.parse(read.toString('utf8', 0, end)) as VersionHead;
    const version = {
      ...head,
      sequence,
      versionId: versionId(sequence, token),
      lastModified: new Date(lastModified),
    };
    if (!withBody) return { version, body: Buffer.alloc(0) };
    const body = Buffer.alloc(head.sizeBytes);
    const { bytesRead } = await file.read(body, 0, head.sizeBytes, end + 1);
    if (bytesRead === head.sizeBytes) return { version, body };
    throw new Error(`${path}: the version is cut short: ${head.sizeBytes} bytes expected, ${bytesRead} found`);
  } finally {
    await file.close();
  }
}
