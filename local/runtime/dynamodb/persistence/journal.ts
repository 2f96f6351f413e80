import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDirectory } from './directory-lock';
import { encodeRecord, type JournalRecord } from './journal-record';
import { readJournal } from './read-journal';

const fileName = /^tables-(?<generation>\d+)\.log$/;
const sliceRecords = 500;

export interface JournalOptions {
  readonly directory: string;
  /** Bytes that a file must have grown by, and doubled, before it is written anew. @default 16 MiB */
  readonly compactionBytes?: number;
  /** All that the tables hold. It is read in steps between which the tables may change. */
  readonly snapshot: () => Iterable<JournalRecord>;
}

/**
 * The append-only file that tables are read back from. Records that come while others are on their way to the disk
 * share the next write and fdatasync. When most of the file is outdated, it is written anew beside the old one, which
 * the new one replaces by a rename.
 */
export class Journal {
  readonly #options: Required<JournalOptions>;
  readonly #lock: { release(): Promise<void> };
  #file: JournalFile;
  #compactAt: number;
  #pending: string[] = [];
  /** Records taken, and how many of them are on disk. */
  #taken = 0;
  #durable = 0;
  #flushing: Promise<void> | undefined;
  #failure: Error | undefined;

  private constructor(options: Required<JournalOptions>, lock: { release(): Promise<void> }, file: JournalFile) {
    this.#options = options;
    this.#lock = lock;
    this.#file = file;
    this.#compactAt = nextCompaction(file, options);
  }

  /**
   * Opens the journal of a directory, which is made if need be, and gives its records to `apply`.
   * @throws Error when another process uses the directory, or the file is damaged
   */
  static async open(options: JournalOptions, apply: (record: JournalRecord) => void): Promise<Journal> {
    const { directory } = options;
    await mkdir(directory, { recursive: true });
    const lock = await lockDirectory(directory);
    try {
      const names = await readdir(directory);
      const generations = names.flatMap((name) => fileName.exec(name)?.groups?.generation ?? []).map(Number);
      const generation = Math.max(1, ...generations);
      const path = join(directory, `tables-${generation}.log`);
      const bytes = generations.length > 0 ? await readJournal(path, apply) : 0;
      // A file gets its name when it is whole: what is older or unfinished is a compaction that was cut short.
      const outdated = names.filter((name) => /^tables-.*\.log/.test(name) && join(directory, name) !== path);
      await Promise.all(outdated.map((name) => rm(join(directory, name))));
      const handle = await open(path, 'a');
      await handle.truncate(bytes);
      await syncDirectory(directory);
      return new Journal({ compactionBytes: 16 * 1024 * 1024, ...options }, lock, { path, handle, generation, bytes });
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Takes a record for the next write. @throws Error when an earlier write failed */
  append(record: JournalRecord): void {
    if (this.#failure) throw this.#failure;
    this.#pending.push(encodeRecord(record));
    this.#taken++;
  }

  /** Resolves when all records taken so far are on disk. @throws Error when they cannot be written */
  async durable(): Promise<void> {
    const target = this.#taken;
    while (this.#durable < target) {
      if (this.#failure) throw this.#failure;
      this.#flushing ??= this.#flush().finally(() => (this.#flushing = undefined));
      await this.#flushing;
    }
  }

  async close(): Promise<void> {
    try {
      await this.durable();
    } finally {
      await this.#file.handle.close();
      await this.#lock.release();
    }
  }

  async #flush(): Promise<void> {
    // Other calls of this turn of the event loop join the write.
    await new Promise(setImmediate);
    try {
      await this.#writePending(this.#file);
      if (this.#file.bytes > this.#compactAt) await this.#compact();
    } catch (cause) {
      this.#failure = new Error(`${this.#file.path}: cannot be written, so no further change is taken`, { cause });
      throw this.#failure;
    }
  }

  async #writePending(file: JournalFile): Promise<void> {
    const lines = this.#pending;
    this.#pending = [];
    await writeText(file, lines.join(''));
    await file.handle.datasync();
    this.#durable += lines.length;
  }

  async #compact(): Promise<void> {
    const { directory, snapshot } = this.#options;
    const generation = this.#file.generation + 1;
    const path = join(directory, `tables-${generation}.log`);
    const handle = await open(`${path}.new`, 'w');
    const file: JournalFile = { path, handle, generation, bytes: 0 };
    let slice: string[] = [];
    for (const record of snapshot()) {
      slice.push(encodeRecord(record));
      if (slice.length < sliceRecords) continue;
      await writeText(file, slice.join(''));
      slice = [];
    }
    // The tables may have changed between two steps; what is pending by then holds all those changes once more.
    await writeText(file, slice.join(''));
    await this.#writePending(file);
    await rename(`${path}.new`, path);
    await syncDirectory(directory);
    const outdated = this.#file;
    this.#file = file;
    this.#compactAt = nextCompaction(file, this.#options);
    await outdated.handle.close();
    await rm(outdated.path);
  }
}

interface JournalFile {
  readonly path: string;
  readonly handle: FileHandle;
  readonly generation: number;
  bytes: number;
}

function nextCompaction({ bytes }: JournalFile, { compactionBytes }: Required<JournalOptions>): number {
  return bytes + Math.max(bytes, compactionBytes);
}

async function writeText(file: JournalFile, text: string): Promise<void> {
  const data = Buffer.from(text);
  // `appendFile` of a handle writes all of it, whereas `write` may write less.
  await file.handle.appendFile(data);
  file.bytes += data.length;
}

/** A new name in a directory outlives a power failure only when the directory is synced as well. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
