import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The body of a stack's `cdk.tf.json` without its metadata and backend. */
export type StackBody = Readonly<Record<string, unknown>>;

export interface StackFixture {
  readonly body: StackBody;
  readonly dependencies?: readonly string[];
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const stateBucket = 'tfstate-test';

const command = resolve(__dirname, '../../cli/tristage.cjs');

/** What stands for a CDKTF app: it writes stacks that were given as JSON, as an app's synth would. */
const app = `
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const out = process.env.CDKTF_OUTDIR ?? 'cdktf.out';
mkdirSync(out, { recursive: true });
const stacks = JSON.parse(readFileSync('stacks.json', 'utf8'));
for (const [id, { content }] of Object.entries(stacks)) {
  mkdirSync(join(out, 'stacks', id), { recursive: true });
  writeFileSync(join(out, 'stacks', id, 'cdk.tf.json'), JSON.stringify(content, undefined, 2));
}
const entries = Object.entries(stacks).map(([id, { dependencies }]) => [id, {
  name: id, constructPath: id, annotations: [], dependencies,
  synthesizedStackPath: join('stacks', id, 'cdk.tf.json'), workingDirectory: join('stacks', id),
}]);
writeFileSync(join(out, 'manifest.json'), JSON.stringify({ version: '0.21.0', stacks: Object.fromEntries(entries) }));
`;

/** Data source by which a stack reads the outputs of stack `id`. */
export function remoteState(id: string): StackBody {
  return { backend: 's3', config: { bucket: stateBucket, key: `${id}.tfstate`, region: 'ap-northeast-1' } };
}

/** A project of a CDKTF app in a directory of its own, and the command run in it. */
export class CliProject {
  readonly directory = mkdtempSync(join(tmpdir(), 'tristage-cli-'));
  readonly home = join(this.directory, '.tristage');
  readonly #children = new Set<ChildProcess>();

  constructor(stacks: Readonly<Record<string, StackFixture>>) {
    const config = { language: 'typescript', app: 'node app.js', projectId: 'test', sendCrashReports: 'false' };
    writeFileSync(join(this.directory, 'cdktf.json'), JSON.stringify(config));
    writeFileSync(join(this.directory, 'app.js'), app);
    this.write(stacks);
  }

  /** Replaces what the app synthesizes, and synthesizes it, as with `cdktf synth`. */
  write(stacks: Readonly<Record<string, StackFixture>>): void {
    const entries = Object.entries(stacks).map(([id, { body, dependencies = [] }]): [string, object] => {
      const { terraform = {}, ...rest } = body as { readonly terraform?: object };
      const backend = {
        s3: { bucket: stateBucket, key: `${id}.tfstate`, region: 'ap-northeast-1', use_lockfile: true },
      };
      const metadata = { metadata: { version: '0.21.0', stackName: id, backend: 's3' }, outputs: {} };
      return [id, { dependencies, content: { '//': metadata, terraform: { backend, ...terraform }, ...rest } }];
    });
    writeFileSync(join(this.directory, 'stacks.json'), JSON.stringify(Object.fromEntries(entries)));
    execFileSync(process.execPath, ['app.js'], { cwd: this.directory });
  }

  /** Writes an executable script and gives its path. */
  writeProgram(name: string, script: string): string {
    const path = join(this.directory, name);
    writeFileSync(path, script, { mode: 0o755 });
    return path;
  }

  stackDirectory(id: string): string {
    return join(this.directory, 'cdktf.out', 'stacks', id);
  }

  /** The files of the project below `directory`, relative to the project, sorted. */
  files(directory = this.directory): readonly string[] {
    mkdirSync(directory, { recursive: true });
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.directory, join(entry.parentPath, entry.name)))
      .sort();
  }

  /** Starts `tristage <args>` in the project; its output is collected. */
  spawn(args: readonly string[], env: NodeJS.ProcessEnv = {}): { child: ChildProcess; result: Promise<CliResult> } {
    const child = spawn(process.execPath, [command, ...args], {
      cwd: this.directory,
      env: { ...process.env, CHECKPOINT_DISABLE: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const result = new Promise<CliResult>((done) => {
      child.once('close', (code) => {
        this.#children.delete(child);
        done({ code, stdout, stderr });
      });
    });
    return { child, result };
  }

  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
    return this.spawn(args, env).result;
  }

  /** Runs `tristage <args>` inside a rehearsal. */
  rehearse(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CliResult> {
    return this.run(['rehearse', '--', process.execPath, command, ...args], env);
  }

  remove(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Waits until `isTrue`, and fails with `what` after `timeoutMs`. */
export async function eventually(what: string, isTrue: () => boolean, timeoutMs = 20_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await delay(25);
  }
}
