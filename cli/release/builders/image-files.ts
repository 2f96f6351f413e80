import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type StopSignal } from '../../../local/runtime/ecs/image-digest';
import { CliError } from '../../cli-error';

/** What a builder makes of the sources of an image. */
export interface ImageFiles {
  /** Program and arguments, run in the image's folder. */
  readonly command: readonly [string, ...string[]];
  readonly stopSignal?: StopSignal;
  /** Content by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /**
   * Gives each file a modification time that is made of its content, for programs that show it to the world: it is then
   * the same wherever the image is built. @default false
   */
  readonly timesFromContent?: boolean;
}

export function notBuilt(name: string, what: string, cause: unknown): CliError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CliError('image-not-built', `${name}: ${what}: ${reason}`, { cause });
}

/** All files below a directory by path, sorted; links are followed. */
export async function readTree(directory: string, below = ''): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const name of (await readdir(join(directory, below))).sort()) {
    const path = below === '' ? name : `${below}/${name}`;
    if ((await stat(join(directory, path))).isDirectory()) {
      for (const [file, content] of await readTree(directory, path)) files.set(file, content);
    } else {
      files.set(path, await readFile(join(directory, path)));
    }
  }
  return files;
}
