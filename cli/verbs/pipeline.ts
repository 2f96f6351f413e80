import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { type CommandModule } from 'yargs';
import { CliError } from '../cli-error';
import { type Context } from '../context';
import type * as DeployedModule from '../delivery/deployed-pipeline';
import { describeReport, failureOf } from '../delivery/describe-report';
import type * as RunModule from '../delivery/run-pipeline';
import { sourceVersion } from '../delivery/source-version';
import { homeDirectory } from '../project';
import { isInsideRehearsal } from '../rehearsal/nested';
import type * as ClientsModule from '../release/release-clients';
import { findEndpoint } from '../start/running-endpoints';
import { type GlobalOptions, runVerb } from './global-options';

interface PipelineOptions extends GlobalOptions {
  readonly stage: string;
  readonly system: string;
  readonly approve: boolean;
  readonly commit?: string | undefined;
  readonly json: boolean;
}

/** Loads what only a pipeline needs: the SDK takes longer to load than most verbs to run. */
const load = createRequire(__filename);

async function approves(context: Context, options: PipelineOptions, action: string, text: string): Promise<boolean> {
  context.say(`${action}: ${text}`);
  if (options.approve) {
    context.say(`${action}: approved by --approve`);
    return true;
  }
  if (context.ask === undefined) {
    throw new CliError('not-approved', `${action}: nobody can be asked without a terminal; add --approve to approve`);
  }
  return /^y(es)?$/i.test((await context.ask(`Approve ${action}? (yes/no) `)).trim());
}

async function run(context: Context, options: PipelineOptions): Promise<undefined> {
  const { project, env, interrupts } = context;
  const { stage, system } = options;
  if (await isInsideRehearsal(env)) {
    throw new CliError(
      'nothing-runs',
      'pipeline run: nothing runs inside a rehearsal, so there is nothing to deploy to',
      {
        remedy: 'leave "tristage rehearse --" out',
      },
    );
  }
  const { deployedPipeline } = load('../delivery/deployed-pipeline') as typeof DeployedModule; // the module at that path
  const { runPipeline } = load('../delivery/run-pipeline') as typeof RunModule; // likewise
  const { connectRelease } = load('../release/release-clients') as typeof ClientsModule; // likewise
  const { pipeline, stack } = await deployedPipeline(project, stage, system);
  const endpointUrl = findEndpoint(project, stack, pipeline.place.id);
  const execution = randomUUID();
  const clients = connectRelease({ endpointUrl, region: pipeline.place.region });
  try {
    const report = await runPipeline({
      pipeline,
      sourceDirectory: project.directory,
      sourceVersion: await sourceVersion(project.directory, options.commit, { env, interrupts }),
      execution,
      workDirectory: homeDirectory(project, 'pipelines', pipeline.name, execution),
      endpointUrl,
      environment: env,
      clients,
      interrupts,
      approve: (action, text) => approves(context, options, action, text),
      say: context.say,
    });
    if (options.json) context.print(JSON.stringify(report));
    else for (const line of describeReport(report)) context.print(line);
    const reason = failureOf(report);
    if (reason !== undefined) throw new CliError('pipeline-failed', `${pipeline.name}: stopped at ${reason}`);
    return undefined;
  } finally {
    clients.close();
  }
}

const runCommand: CommandModule<GlobalOptions, PipelineOptions> = {
  command: 'run <stage> <system>',
  describe: 'Run the deployed pipeline on this machine, against the rehearsal that "tristage start" runs',
  builder: (yargs) =>
    yargs
      .positional('stage', { type: 'string', demandOption: true, describe: 'Stage: stg, stg2 or prod' })
      .positional('system', { type: 'string', demandOption: true, describe: 'System, such as web' })
      .option('approve', { type: 'boolean', default: false, describe: 'Approve what a person would be asked for' })
      .option('commit', { type: 'string', requiresArg: true, describe: 'Commit to build as [default: that of git]' })
      .option('json', { type: 'boolean', default: false, describe: 'The report as one JSON document on stdout' })
      .epilogue('Exit codes: 0 all actions succeeded, 1 one failed, 2 wrong usage or bad input.'),
  handler: (options) => runVerb(options, (context) => run(context, options)),
};

export const pipelineVerb: CommandModule<GlobalOptions, GlobalOptions> = {
  command: 'pipeline',
  describe: 'Run a delivery pipeline on this machine',
  builder: (yargs) =>
    yargs
      .command(runCommand)
      .demandCommand(1, 'name what to do with the pipeline: run')
      .strict()
      .epilogue('Exit codes: 0 done, 1 failed, 2 wrong usage or bad input.'),
  // yargs runs a command of this one, or says that one is needed.
  handler: () => undefined,
};
