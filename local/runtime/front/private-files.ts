import { randomUUID } from 'node:crypto';
import { link, open, rename, unlink } from 'node:fs/promises';
import { errorCode } from '../error-code';

/** Writes a file whole or not at all, readable by its owner only, over any former one. */
export async function replacePrivateFile(file: string, text: string): Promise<void> {
  await rename(await writeBeside(file, text), file);
}

/** Like `replacePrivateFile`, but leaves a file that is there already as it is. */
export async function createPrivateFile(file: string, text: string): Promise<void> {
  const temporary = await writeBeside(file, text);
  try {
    await link(temporary, file);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  } finally {
    await unlink(temporary);
  }
}

async function writeBeside(file: string, text: string): Promise<string> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return temporary;
}
