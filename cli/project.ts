import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { badInput } from './cli-error';

const cdktfConfig = z.object({ output: z.string().default('cdktf.out') });

/** Where one project keeps what the command reads and writes. */
export interface Project {
  /** Absolute path of the directory that holds `cdktf.json`. */
  readonly directory: string;
  /** Absolute path of CDKTF's output directory. */
  readonly outputDirectory: string;
  /** Absolute path of the data of rehearsals, `.tristage` unless `TRISTAGE_HOME` names another directory. */
  readonly home: string;
}

/** The directory of `cdktf.json`, from `directory` upwards; `directory` itself where there is none. */
export function nearestProject(directory: string): string {
  for (let candidate = directory; ; candidate = dirname(candidate)) {
    if (existsSync(join(candidate, 'cdktf.json'))) return candidate;
    if (candidate === dirname(candidate)) return directory;
  }
}

/** The places of the project in `directory`; it need not hold a `cdktf.json`. */
export function openProject(directory: string, env: NodeJS.ProcessEnv): Project {
  const root = resolve(directory);
  if (!existsSync(root) || !statSync(root).isDirectory()) {
    throw badInput('no-project', `--project must name a directory, got ${directory}`, 'check the path');
  }
  const output = env.CDKTF_OUTPUT ?? configuredOutput(join(root, 'cdktf.json'));
  return {
    directory: root,
    outputDirectory: resolve(root, output),
    home: resolve(root, env.TRISTAGE_HOME ?? '.tristage'),
  };
}

function configuredOutput(file: string): string {
  if (!existsSync(file)) return cdktfConfig.parse({}).output;
  try {
    return cdktfConfig.parse(JSON.parse(readFileSync(file, 'utf8'))).output;
  } catch (cause) {
    throw badInput('bad-cdktf-json', `${file}: not a CDKTF configuration: ${String(cause)}`, 'correct the file', {
      cause,
    });
  }
}

/** A directory below the project's home, made when absent and closed to other users, since state holds secrets. */
export function homeDirectory(project: Project, ...names: readonly string[]): string {
  const path = join(project.home, ...names);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}
