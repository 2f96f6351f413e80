import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { type ArgumentsCamelCase, type CommandModule } from 'yargs';
import { readStacks, type Stack } from '../cdktf/manifest';
import { badInput, CliError } from '../cli-error';
import { type Context } from '../context';
import { homeDirectory } from '../project';
import { takeDeployTurn } from '../rehearsal/deploy-turn';
import { isInsideRehearsal } from '../rehearsal/nested';
import { rehearsalNotice } from '../rehearsal/notice';
import { deploymentJson, describeDeployment } from '../start/deployment';
import { requireFreePort } from '../start/free-port';
import { type DeploymentOptions, rehearseDeployment } from '../start/rehearse-deployment';
import { requirePrograms } from '../start/required-programs';
import type * as ServeModule from '../start/serve';
import { portOf, requireHosts, requireState } from '../start/start-options';
import { Steps } from '../start/steps';
import { stacksOfSystems } from '../start/systems';
import { requireNode, requireTerraform } from '../terraform/prerequisites';
import { type GlobalOptions, runVerb } from './global-options';

interface StartOptions extends GlobalOptions {
  readonly systems: readonly string[];
  readonly stage: string;
  readonly port: string;
  readonly 'load-balancer-port': string;
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

/** Rehearses the deployment of the systems and shows what it left in their states. */
async function rehearse(context: Context, options: StartOptions, deployment: DeploymentOptions, steps: Steps) {
  const terraform = await steps.run(
    'check prerequisites',
    () => requireTerraform(context),
    (version) => `Terraform ${version}, Node ${process.versions.node}`,
  );
  const deployments = await rehearseDeployment(context, deployment, steps);
  for (const deployed of deployments) {
    for (const line of describeDeployment(deployed, options['show-keys'])) context.say(line);
  }
  for (const line of rehearsalNotice) context.say(line);
  if (options['deploy-only'] && options.json) {
    const stacks = deployments.map((deployed) => deploymentJson(deployed, options['show-keys']));
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
  const { host, allowHost, stage, state, deployOnly } = options;
  const port = portOf('--port', options.port);
  const loadBalancerPort = portOf('--load-balancer-port', options.loadBalancerPort);
  requireHosts(host, allowHost);
  requireState(state, deployOnly);
  requireNode(process.versions.node);
  const systems = options.systems.length === 0 ? defaultSystems : options.systems;
  const steps = new Steps(context.say, process.stderr);
  const beforeDeploy = async (stacks: readonly Stack[]) => {
    if (deployOnly) return;
    const { project, env } = context;
    requirePrograms(stacks, stage, { projectDirectory: project.directory, path: env.PATH ?? '' });
    await requireFreePort(host, port);
  };
  let endTurn: () => void = () => undefined;
  try {
    if (state === 'rehearsal') {
      const { project, interrupts } = context;
      endTurn = await takeDeployTurn({
        project,
        command: `tristage start ${systems.join(' ')}`,
        interrupts,
        onWait: (other) => context.say(`waiting: ${other} deploys`),
      });
      await rehearse(context, options, { systems, stage, beforeDeploy }, steps);
    }
    if (deployOnly) return undefined;
    const stacks = stacksOfSystems(readStacks(context.project.outputDirectory), systems, stage);
    if (!['rehearsal', 'backend'].includes(state) && stacks.length !== 1) {
      const ids = stacks.map(({ id }) => id).join(', ');
      throw badInput('one-state', `--state ${state}: is the state of one stack, got ${ids}`, 'name one system');
    }
    if (state !== 'rehearsal') await beforeDeploy(stacks);
    const { serve } = load('../start/serve') as typeof ServeModule; // the module at that path
    const place = stateOf(context, options);
    await serve(
      context,
      { ...options, port, loadBalancerPort, systems, stacks, state: place, onStateRead: endTurn },
      steps,
    );
    return undefined;
  } finally {
    endTurn();
  }
}

export const startVerb: CommandModule<GlobalOptions, StartOptions> = {
  command: 'start [systems...]',
  describe: 'Rehearse the deployment of systems and run them on this machine',
  builder: (yargs) =>
    yargs
      .positional('systems', { type: 'string', array: true, default: none, describe: 'Systems [default: mesh]' })
      .option('stage', { type: 'string', requiresArg: true, default: 'stg', describe: 'Stage: stg, stg2 or prod' })
      .option('port', {
        type: 'string',
        requiresArg: true,
        default: '4000',
        describe: 'TCP port of APIs and console; 0 takes a free one',
      })
      .option('load-balancer-port', {
        type: 'string',
        requiresArg: true,
        default: '8000',
        describe: 'First TCP port of internet-facing load balancers; 0 takes free ones',
      })
      .option('host', { type: 'string', requiresArg: true, default: '127.0.0.1', describe: 'Address to listen on' })
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
        requiresArg: true,
        default: 'rehearsal',
        describe: 'Run a state that is there already: a file, or "backend" for the S3 of the stack, by credentials',
      })
      .option('show-keys', { type: 'boolean', default: false, describe: 'Show keys and sensitive outputs in clear' })
      .option('json', { type: 'boolean', default: false, describe: 'One line of JSON on stdout when all is ready' })
      .epilogue(`Exit codes: 0 ended by Ctrl-C, 1 failed, 2 wrong usage or bad input.\n${rehearsalNotice.join('\n')}`),
  handler: (options) => runVerb(options, (context) => start(context, options)),
};
