import { createHash, randomUUID } from 'node:crypto';
import { access, chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, normalize, resolve, sep } from 'node:path';
import { unzipSync, type Unzipped } from 'fflate';
import { hasCode } from '../../state-store/durable-files';
import { type LambdaDefinition } from './lambda-definition';

/**
 * Unpacks the function's zip below `workDirectory`, into a folder named by its SHA-256 that later starts use again.
 * @returns the absolute path of the folder
 * @throws Error naming the function and the file when it cannot be read, is not the package that was deployed
 * (`sourceCodeHash`), or is no usable zip.
 */
export async function unpackDeploymentPackage(definition: LambdaDefinition, workDirectory: string): Promise<string> {
  const { functionName, zipPath, sourceCodeHash } = definition;
  const zip = await readZip(definition);
  const digest = createHash('sha256').update(zip).digest();
  const found = digest.toString('base64');
  if (sourceCodeHash !== undefined && sourceCodeHash !== found) {
    throw new Error(
      `${functionName}: ${zipPath} is not the deployed package: its SHA-256 must be source_code_hash ${sourceCodeHash}, got ${found}; deploy the stack again`,
    );
  }
  const folder = resolve(workDirectory, digest.toString('hex'));
  if (await exists(folder)) return folder;
  const files = unzip(zip, definition);
  await mkdir(workDirectory, { recursive: true, mode: 0o700 });
  const temporary = join(workDirectory, `.unpacking-${randomUUID()}`);
  try {
    for (const [name, content] of files) await writeReadOnly(join(temporary, name), content);
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // Another process was faster; the name stands for the content, so its folder is as good.
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
  return folder;
}

async function readZip({ functionName, zipPath }: LambdaDefinition): Promise<Buffer> {
  try {
    return await readFile(zipPath);
  } catch (cause) {
    const reason = hasCode(cause, 'ENOENT') ? 'there is no such file' : String(cause);
    throw new Error(`${functionName}: package ${zipPath} cannot be read: ${reason}; deploy the stack again`, { cause });
  }
}

function unzip(zip: Buffer, { functionName, zipPath }: LambdaDefinition): readonly (readonly [string, Uint8Array])[] {
  let entries: Unzipped;
  try {
    entries = unzipSync(zip);
  } catch (cause) {
    throw new Error(`${functionName}: package ${zipPath} must be a zip: ${String(cause)}`, { cause });
  }
  // Entries that end in a slash are folders.
  const files = Object.entries(entries).filter(([name]) => !name.endsWith('/'));
  for (const [name] of files) {
    const path = normalize(name);
    if (/^([/\\]|[A-Za-z]:)/.test(name) || path === '..' || path.startsWith(`..${sep}`)) {
      throw new Error(`${functionName}: package ${zipPath}: entry names must stay inside the package, got ${name}`);
    }
  }
  return files;
}

/** Read-only as on Lambda, where `/var/task` cannot be written. */
async function writeReadOnly(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await chmod(path, 0o444);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
