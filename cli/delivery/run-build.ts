import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../cli-error';
import { type Interrupts } from '../process/interrupts';
import { captureCommand } from '../process/run-command';
import { type Buildspec } from './buildspec';
import { collectArtifact } from './collect-artifact';
import { phaseScript } from './phase-script';

export interface BuildOptions {
  readonly buildspec: Buildspec;
  /** Source, in which the commands run. */
  readonly directory: string;
  /** All variables of the commands, without those of the buildspec. */
  readonly environment: NodeJS.ProcessEnv;
  /** For the scripts of the phases; made when absent. */
  readonly workDirectory: string;
  /** Directory of each artifact that the build puts out, by name; the first is the main one. */
  readonly artifacts: ReadonlyMap<string, string>;
  readonly interrupts: Interrupts;
  /** Told what is done, and each line of the commands' output. */
  readonly say: (line: string) => void;
}

const phases = ['pre_build', 'build', 'post_build'] as const;
/** Shown of the output of a command that failed. */
const shownLines = 30;

/**
 * Runs a build as CodeBuild does but for its `install` phase: phases in order, the commands of each until one fails, then
 * what the build puts out.
 * @throws CliError `build-failed` naming the phase, with the last lines; `missing-artifact`
 */
export async function runBuild(options: BuildOptions): Promise<void> {
  const { buildspec, artifacts, say } = options;
  const { install } = buildspec.phases;
  if ((install?.commands.length ?? 0) > 0) {
    say(`install: not run on this machine, where all is installed: ${install?.commands.join('; ') ?? ''}`);
  }
  await mkdir(options.workDirectory, { recursive: true });
  let failure: CliError | undefined;
  for (const name of phases) {
    const phase = buildspec.phases[name];
    if (phase === undefined) continue;
    const failed = await runPhase(name, options, failure === undefined);
    failure ??= failed;
    // By default only the phase after the build's own still runs.
    const goesOn = phase['on-failure'] === undefined ? name === 'build' : phase['on-failure'] === 'CONTINUE';
    if (failed !== undefined && !goesOn) throw failed;
  }
  if (failure !== undefined) throw failure;
  await collect(buildspec, options, artifacts);
}

async function runPhase(
  name: (typeof phases)[number],
  { buildspec, directory, environment, workDirectory, interrupts, say }: BuildOptions,
  succeeding: boolean,
): Promise<CliError | undefined> {
  const { commands = [], finally: afterwards = [] } = buildspec.phases[name] ?? {};
  const script = join(workDirectory, `${name}.sh`);
  const files = { variables: join(workDirectory, 'variables'), directory: join(workDirectory, 'directory') };
  const variables = { CODEBUILD_BUILD_SUCCEEDING: succeeding ? '1' : '0' };
  await writeFile(script, phaseScript({ commands, afterwards, variables, files }), { mode: 0o600 });
  const last: string[] = [];
  const { code } = await captureCommand([buildspec.env.shell, script], {
    cwd: directory,
    env: { ...environment, ...buildspec.env.variables },
    interrupts,
    onLine: (line) => {
      say(`  ${line}`);
      last.push(line);
      if (last.length > shownLines) last.shift();
    },
  });
  if (code === 0) return undefined;
  return new CliError('build-failed', `phase ${name} ended with exit code ${code}\n${last.join('\n')}`);
}

async function collect(
  { artifacts: spec }: Buildspec,
  { directory, say }: BuildOptions,
  artifacts: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [name, to] of artifacts) {
    const chosen = artifacts.size === 1 ? spec : spec?.['secondary-artifacts'][name];
    if (chosen === undefined) {
      throw new CliError('missing-artifact', `${name}: the buildspec names no files of this artifact`);
    }
    const files = await collectArtifact(chosen, directory, to);
    say(`artifact ${name}: ${files.join(', ')}`);
  }
}
