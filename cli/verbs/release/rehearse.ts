import { createRequire } from 'node:module';
import { type CommandModule } from 'yargs';
import { badInput, CliError } from '../../cli-error';
import { type Context } from '../../context';
import type * as RehearseModule from '../../delivery/rehearse-deployed';
import { sourceVersion } from '../../delivery/source-version';
import { describeVisits, failedRequests } from '../../delivery/visitors';
import { takeDeployTurn } from '../../rehearsal/deploy-turn';
import { isInsideRehearsal } from '../../rehearsal/nested';
import { rehearseDeployment } from '../../start/rehearse-deployment';
import { Steps } from '../../start/steps';
import { requireTerraform } from '../../terraform/prerequisites';
import { type GlobalOptions, runVerb } from '../global-options';

interface RehearseOptions extends GlobalOptions {
  readonly stage: string;
  readonly scheme: 's3' | 'naive';
  readonly visitors: number;
  readonly paths: readonly string[];
  readonly 'skip-deploy': boolean;
  readonly commit?: string | undefined;
  readonly json: boolean;
}

/** Loads what only a rehearsal needs: the services take longer to load than most verbs to run. */
const load = createRequire(__filename);
const system = 'web';
const homePage = ['/'];

async function deploy(context: Context, stage: string, steps: Steps): Promise<void> {
  await steps.run('check prerequisites', () => requireTerraform(context));
  const endTurn = await takeDeployTurn({
    project: context.project,
    command: 'tristage release rehearse',
    interrupts: context.interrupts,
    onWait: (other) => context.say(`waiting: ${other} deploys`),
  });
  try {
    await rehearseDeployment(context, { systems: [system], stage, beforeDeploy: () => Promise.resolve() }, steps);
  } finally {
    endTurn();
  }
}

async function rehearse(context: Context, options: RehearseOptions): Promise<undefined> {
  const { stage, scheme, visitors, paths } = options;
  if (!Number.isInteger(visitors) || visitors < 1 || visitors > 100) {
    throw badInput('bad-visitors', `--visitors must be an integer from 1 to 100, got ${visitors}`, 'correct it');
  }
  const wrong = paths.find((path) => !path.startsWith('/'));
  if (wrong !== undefined || paths.length === 0) {
    throw badInput('bad-path', `--paths must be paths that begin with a slash, got ${wrong ?? 'none'}`, 'correct them');
  }
  if (await isInsideRehearsal(context.env)) {
    throw new CliError('nested-start', 'release rehearse: already inside a rehearsal', {
      remedy: 'run "tristage release rehearse" by itself',
    });
  }
  const steps = new Steps(context.say, process.stderr);
  const { env, interrupts, project } = context;
  const commit = await sourceVersion(project.directory, options.commit, { env, interrupts });
  if (!options['skip-deploy']) await deploy(context, stage, steps);
  const { rehearseDeployed } = load('../../delivery/rehearse-deployed') as typeof RehearseModule; // the module at that path
  const report = await rehearseDeployed(context, { stage, system, scheme, visitors, paths, commit }, steps);
  if (options.json) context.print(JSON.stringify({ scheme, ...report }));
  else {
    for (const line of describeVisits(report)) context.print(line);
    const { former, gone, goneFromPages } = report.files;
    context.print(`of ${former} files the next release has ${gone} no more, ${goneFromPages} of which pages named`);
  }
  const failed = failedRequests(report);
  if (failed === 0) return undefined;
  throw new CliError('requests-failed', `release rehearse: ${failed} requests failed with the scheme ${scheme}`, {
    remedy:
      scheme === 'naive'
        ? 'this is what the scheme s3 is for: put the files where every release finds them'
        : 'see the table; no viewer may meet a failure while a release goes on',
  });
}

export const releaseRehearseVerb: CommandModule<GlobalOptions, RehearseOptions> = {
  command: 'rehearse',
  describe: 'Release the site twice on this machine while visitors load pages, and count what fails',
  builder: (yargs) =>
    yargs
      .option('stage', { type: 'string', requiresArg: true, default: 'stg', describe: 'Stage: stg, stg2 or prod' })
      .option('scheme', {
        choices: ['s3', 'naive'] as const,
        default: 's3' as const,
        describe: 'Static files from the bucket behind CloudFront, or from the containers alone',
      })
      .option('visitors', { type: 'number', default: 4, describe: 'Visitors who load pages at the same time' })
      .option('paths', { type: 'string', array: true, default: homePage, describe: 'Pages that they load' })
      .option('skip-deploy', { type: 'boolean', default: false, describe: 'Use what the last rehearsal deployed' })
      .option('commit', { type: 'string', requiresArg: true, describe: 'Commit to build as [default: that of git]' })
      .option('json', { type: 'boolean', default: false, describe: 'The counts as one JSON document on stdout' })
      .epilogue('Exit codes: 0 no request failed, 1 one failed or the release did, 2 wrong usage or bad input.'),
  handler: (options) => runVerb(options, (context) => rehearse(context, options)),
};
