import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Deployment } from '../../local/runtime/state/deployment';
import { readDeployment } from '../../local/runtime/state/read-deployment';
import { ProjectCopy } from './project-copy';

const root = join(__dirname, '../..');
const cache = join(root, 'node_modules/.cache/mesh-endpoint');
const stack = 'mesh-stg';
/** All that a rehearsed deployment of Mesh depends on: when one byte of it changes, it is deployed again. */
const sources = [
  'main.ts',
  'cdktf.json',
  'package-lock.json',
  'environments',
  'stacks/stage.ts',
  'stacks/stage-stack.ts',
  'stacks/mesh',
  'modules',
  'services/mesh',
  'cli/rehearsal',
  'local/provider',
  'local/runtime/appsync/code-rules',
];

function filesOf(path: string): readonly string[] {
  if (statSync(join(root, path)).isFile()) return [path];
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap(({ name }) => filesOf(join(path, name)));
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  for (const file of sources.flatMap(filesOf).sort()) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Deploys into a copy of the project and keeps the stack's directory and state, whole or not at all. */
async function rehearse(target: string): Promise<void> {
  const project = new ProjectCopy();
  try {
    const { code, stdout, stderr } = project.rehearse(`npx cdktf deploy ${stack} --auto-approve`);
    if (code !== 0) throw new Error(`the rehearsed deployment of ${stack} failed:\n${stdout}\n${stderr}`);
    const unfinished = mkdtempSync(join(cache, 'unfinished-'));
    const isTerraforms = (path: string) => path.includes('/.terraform');
    await cp(project.path('cdktf.out/stacks', stack), join(unfinished, stack), {
      recursive: true,
      filter: (path) => !isTerraforms(path),
    });
    await cp(project.path('.tristage/state'), join(unfinished, 'state'), { recursive: true });
    renameSync(unfinished, target);
  } finally {
    project.remove();
  }
}

/** Whether this process may deploy: several test files start at once and one deployment is enough for all. */
function tryLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isHeld(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isHeld(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')) || process.pid, 0);
    return true;
  } catch {
    return false;
  }
}

const lockTimeoutMs = 110_000;
const keptMs = 24 * 60 * 60 * 1000;

/** Directory with the stack and its state, as the sources of now deploy it. */
async function deployedDirectory(): Promise<string> {
  const target = join(cache, sourcesHash());
  const lock = `${target}.lock`;
  const deadline = performance.now() + lockTimeoutMs;
  mkdirSync(cache, { recursive: true });
  while (!existsSync(target)) {
    if (performance.now() > deadline) throw new Error(`${lock}: held for longer than ${lockTimeoutMs} ms`);
    if (!tryLock(lock)) {
      await delay(100);
      continue;
    }
    try {
      if (!existsSync(target)) await rehearse(target);
      removeOldDeployments();
    } finally {
      rmSync(lock, { force: true });
    }
  }
  return target;
}

function removeOldDeployments(): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (Date.now() - statSync(path).mtimeMs > keptMs) rmSync(path, { recursive: true, force: true });
  }
}

/** Directory that holds the states of the rehearsal, as an S3 would. */
export async function deployedStates(): Promise<string> {
  return join(await deployedDirectory(), 'state');
}

/** Mesh of stage stg as a rehearsal with the real Terraform deploys it. It takes half a minute once, then none. */
export async function deployedMesh(): Promise<Deployment> {
  const stackDirectory = join(await deployedDirectory(), stack);
  return readDeployment({ stackDirectory, state: { directory: await deployedStates() } });
}
