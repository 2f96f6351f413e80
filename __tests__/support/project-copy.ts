import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const root = join(__dirname, '../..');
/** What a clone does not hold: a copy must not inherit what was rehearsed or built here. */
const leftOut = new Set(['node_modules', '.git', '.tristage', '.nuxt', '.output', 'cdktf.out', 'dist']);
const packages = ['node_modules', 'local/console/node_modules', 'services/web/app/node_modules'];

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** This repository in an empty folder, with the installed packages, for a test that deploys and breaks things. */
export class ProjectCopy {
  readonly directory = mkdtempSync(join(tmpdir(), 'project-'));

  constructor() {
    cpSync(root, this.directory, { recursive: true, filter: (source) => !leftOut.has(basename(source)) });
    for (const modules of packages) {
      // A workspace has packages of its own only where it needs other versions than the root.
      if (existsSync(join(root, modules))) symlinkSync(join(root, modules), join(this.directory, modules));
    }
  }

  path(...parts: readonly string[]): string {
    return join(this.directory, ...parts);
  }

  /** Runs a command as a person would in the folder of the project. */
  run(command: string, env: Readonly<Record<string, string | undefined>> = {}): CommandResult {
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
      cwd: this.directory,
      env: { ...process.env, CI: '1', NO_COLOR: '1', FORCE_COLOR: '0', ...env },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: status ?? -1, stdout, stderr };
  }

  rehearse(command: string, env?: Readonly<Record<string, string | undefined>>): CommandResult {
    return this.run(`npx tristage rehearse -- ${command}`, env);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
