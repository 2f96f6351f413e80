import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { type ArgumentsCamelCase, type CommandModule } from 'yargs';
import { cdktfCommand, synthesize } from '../cdktf/cdktf';
import { cdktfError } from '../cdktf/cdktf-error';
import { readStacks, type Stack } from '../cdktf/manifest';
import { badInput, CliError } from '../cli-error';
import { type Context } from '../context';
import { captureCommand } from '../process/run-command';
import { isInsideRehearsal } from '../rehearsal/nested';
import { rehearsalNotice } from '../rehearsal/notice';
import { type Rehearsal } from '../rehearsal/rehearsal';
import { homeDirectory } from '../project';
import { withRehearsal } from '../rehearsal/with-rehearsal';
import { deploymentJson, describeDeployment, type Deployment, readDeployment } from '../start/deployment';
import { DeployProgress } from '../start/deploy-progress';
import type * as ServeModule from '../start/serve';
import { requireFreePort } from '../start/free-port';
import { Steps } from '../start/steps';
import { stacksOfSystems } from '../start/systems';
import { requireNode, requireTerraform } from '../terraform/prerequisites';
import { Terraform } from '../terraform/terraform';
import { type GlobalOptions, runVerb } from './global-options';

interface StartOptions extends GlobalOptions {
  readonly systems: readonly string[];
  readonly stage: string;
  readonly port: number;
  readonly host: string;
  readonly 'allow-host': readonly string[];
  readonly console: boolean;
  readonly 'keep-tables': boolean;
  readonly 'deploy-only': boolean;
  /** `rehearsal`, `backend` or a file. */
  readonly state: string;
  readonly 'show-keys': boolean;
  readonly json: boolean;
}

/** Loads what only a start needs: the services take longer to load than most verbs to run. */
const load = createRequire(__filename);
const none: string[] = [];
const defaultSystems = ['mesh'];

const idsOf = (stacks: readonly Stack[]): readonly string[] => stacks.map(({ id }) => id);

async function deploy(context: Context, rehearsal: Rehearsal, stacks: readonly Stack[], steps: Steps): Promise<void> {
  const progress = new DeployProgress((text) => steps.update(text));
  const ids = idsOf(stacks);
  const result = await captureCommand(cdktfCommand('deploy', ...ids, '--skip-synth', '--auto-approve'), {
    cwd: context.project.directory,
    // Without colours its lines can be read as they are.
    env: { ...rehearsal.env, FORCE_COLOR: '0' },
    interrupts: context.interrupts,
    onLine: (line) => progress.read(line),
  });
  if (result.code === 0) return;
  const reason = cdktfError(result) ?? (await askTerraform(context, rehearsal, stacks));
  throw new CliError('deploy-failed', `cdktf deploy ${ids.join(' ')} failed with exit code ${result.code}\n${reason}`);
}

/** Terraform's errors for `stacks`: CDKTF may end before it has shown what Terraform wrote last. */
async function askTerraform(context: Context, rehearsal: Rehearsal, stacks: readonly Stack[]): Promise<string> {
  const failures: string[] = [];
  for (const { id, directory } of stacks) {
    const terraform = new Terraform(directory, context, rehearsal.env);
    const { code, stderr } = await terraform.attempt(['plan', '-input=false', '-no-color']);
    if (code !== 0) failures.push(`${id}: ${stderr.trim()}`);
  }
  return (
    failures.join('\n') || 'it gave no reason; run "tristage rehearse -- npx cdktf deploy <stack>" to see its output'
  );
}

/** Rehearses the deployment of the stacks and shows what it left in their states. */
async function rehearse(context: Context, options: StartOptions, systems: readonly string[], steps: Steps) {
  const { env, interrupts, project } = context;
  const terraform = await steps.run(
    'check prerequisites',
    () => requireTerraform(context),
    (version) => `Terraform ${version}, Node ${process.versions.node}`,
  );
  await steps.run('cdktf synth', () => synthesize(context));
  const stacks = stacksOfSystems(readStacks(project.outputDirectory), systems, options.stage);
  const rehearsalOptions = {
    project,
    command: ['tristage', 'start', ...idsOf(stacks)],
    workingDirectory: project.directory,
    env,
  };
  steps.begin('start the state server and the stand-in for AWS');
  const deployments = await withRehearsal(rehearsalOptions, interrupts, async (rehearsal) => {
    steps.end();
    await steps.run(`cdktf deploy ${idsOf(stacks).join(' ')}`, () => deploy(context, rehearsal, stacks, steps));
    const stateDirectory = env.TRISTAGE_STATE_S3 === undefined ? rehearsal.stateDirectory : undefined;
    const found: Deployment[] = [];
    for (const stack of stacks) {
      found.push(await readDeployment(context, rehearsal.env, stack, stateDirectory));
    }
    return found;
  });
  for (const deployment of deployments) {
    for (const line of describeDeployment(deployment, options['show-keys'])) context.say(line);
  }
  for (const line of rehearsalNotice) context.say(line);
  if (options['deploy-only'] && options.json) {
    const stacks = deployments.map((deployment) => deploymentJson(deployment, options['show-keys']));
    context.print(JSON.stringify({ terraform, stacks }));
  }
}

/** Where the states are that `--state` names. */
function stateOf({ project, env }: Context, { state }: StartOptions): ServeModule.ServeOptions['state'] {
  if (state === 'backend') return 'backend';
  if (state !== 'rehearsal') return { file: resolve(state) };
  if (env.TRISTAGE_STATE_S3 !== undefined) return { url: new URL(env.TRISTAGE_STATE_S3) };
  return { directory: homeDirectory(project, 'state') };
}

async function start(context: Context, options: ArgumentsCamelCase<StartOptions>): Promise<undefined> {
  if (await isInsideRehearsal(context.env)) {
    throw new CliError('nested-start', 'start: already inside a rehearsal', {
      remedy: 'run "tristage start" by itself',
    });
  }
  requirePort(options.port);
  requireNode(process.versions.node);
  const systems = options.systems.length === 0 ? defaultSystems : options.systems;
  if (!options.deployOnly) await requireFreePort(options.host, options.port);
  const steps = new Steps(context.say, process.stderr);
  if (options.state === 'rehearsal') await rehearse(context, options, systems, steps);
  if (options.deployOnly) return undefined;
  const stacks = stacksOfSystems(readStacks(context.project.outputDirectory), systems, options.stage);
  if (!['rehearsal', 'backend'].includes(options.state) && stacks.length !== 1) {
    const ids = stacks.map(({ id }) => id).join(', ');
    throw badInput('one-state', `--state ${options.state}: is the state of one stack, got ${ids}`, 'name one system');
  }
  const { serve } = load('../start/serve') as typeof ServeModule; // the module at that path
  await serve(context, { ...options, stacks, state: stateOf(context, options) }, steps);
  return undefined;
}

function requirePort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  throw badInput('bad-port', `--port must be an integer from 0 to 65535, got ${port}`, 'correct it, or leave it out');
}

export const startVerb: CommandModule<GlobalOptions, StartOptions> = {
  command: 'start [systems...]',
  describe: 'Rehearse the deployment of systems and run them on this machine',
  builder: (yargs) =>
    yargs
      .positional('systems', { type: 'string', array: true, default: none, describe: 'Systems [default: mesh]' })
      .option('stage', { type: 'string', default: 'stg', describe: 'Stage: stg, stg2 or prod' })
      .option('port', { type: 'number', default: 4000, describe: 'TCP port of APIs and console; 0 takes a free one' })
      .option('host', { type: 'string', default: '127.0.0.1', describe: 'Address to listen on' })
      .option('allow-host', {
        type: 'string',
        array: true,
        nargs: 1,
        default: none,
        describe: 'Another host name to answer to; may be given again',
      })
      .option('console', { type: 'boolean', default: true, describe: 'Serve the web page' })
      .option('keep-tables', { type: 'boolean', default: false, describe: 'Keep the items of tables on disk' })
      .option('deploy-only', { type: 'boolean', default: false, describe: 'Rehearse the deployment and end' })
      .option('state', {
        type: 'string',
        default: 'rehearsal',
        describe: 'Run a state that is there already: a file, or "backend" for the S3 of the stack, by credentials',
      })
      .option('show-keys', { type: 'boolean', default: false, describe: 'Show keys and sensitive outputs in clear' })
      .option('json', { type: 'boolean', default: false, describe: 'One line of JSON on stdout when all is ready' })
      .epilogue(`Exit codes: 0 ended by Ctrl-C, 1 failed, 2 wrong usage or bad input.\n${rehearsalNotice.join('\n')}`),
  handler: (options) => runVerb(options, (context) => start(context, options)),
};
