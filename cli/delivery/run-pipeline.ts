import { join } from 'node:path';
import { badInput, CliError } from '../cli-error';
import { type Interrupts } from '../process/interrupts';
import { type ReleaseClients } from '../release/release-clients';
import { buildEnvironment } from './build-environment';
import { readBuildspec } from './buildspec';
import { deployImageDefinitions } from './deploy-image-definitions';
import { type Pipeline, type PipelineAction } from './pipeline-definition';
import { runBuild } from './run-build';

export interface RunPipelineOptions {
  readonly pipeline: Pipeline;
  /** Source: what every source action puts out. */
  readonly sourceDirectory: string;
  /** Commit that the source is of, 40 hexadecimal digits. */
  readonly sourceVersion: string;
  /** Name of this execution. */
  readonly execution: string;
  /** For artifacts and scripts of this execution. */
  readonly workDirectory: string;
  /** What answers instead of AWS. */
  readonly endpointUrl: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly clients: Pick<ReleaseClients, 'ecs'>;
  readonly interrupts: Interrupts;
  /** Whether a person lets the execution go on after this action. */
  readonly approve: (action: string, text: string) => Promise<boolean>;
  readonly say: (line: string) => void;
}

export interface ActionReport {
  readonly stage: string;
  readonly action: string;
  readonly outcome: 'succeeded' | 'failed' | 'not run';
  readonly seconds: number;
  /** Why it failed. */
  readonly reason?: string;
}

export interface PipelineReport {
  readonly pipeline: string;
  readonly execution: string;
  readonly outcome: 'succeeded' | 'failed';
  readonly actions: readonly ActionReport[];
}

/** What one action works with. */
interface Execution extends RunPipelineOptions {
  /** Directory of each artifact that was put out, by name. */
  readonly artifacts: Map<string, string>;
}

type ActionRunner = (action: PipelineAction, execution: Execution) => Promise<void>;

const runners: Readonly<Record<string, ActionRunner>> = {
  'Source CodeCommit': takeSource,
  'Source CodeStarSourceConnection': takeSource,
  'Build CodeBuild': build,
  'Test CodeBuild': build,
  'Approval Manual': askPerson,
  'Deploy ECS': deployImages,
};

/**
 * Runs the actions of a pipeline in order until one fails: the source is that of this machine, CodeBuild's commands run in
 * it, and ECS is that of the running rehearsal.
 * @throws CliError `unsupported-action` before anything runs, `interrupted`
 */
export async function runPipeline(options: RunPipelineOptions): Promise<PipelineReport> {
  const { pipeline, execution, interrupts, say } = options;
  const steps = pipeline.stages.flatMap(({ name: stage, actions }) =>
    actions.map((action) => ({ stage, action, run: runnerOf(pipeline, stage, action) })),
  );
  const state: Execution = { ...options, artifacts: new Map() };
  const reports: ActionReport[] = [];
  let failed = false;
  for (const { stage, action, run } of steps) {
    interrupts.throwIfInterrupted();
    const name = { stage, action: action.name };
    if (failed) {
      reports.push({ ...name, outcome: 'not run', seconds: 0 });
      continue;
    }
    say(`${stage}/${action.name}: ${action.provider}`);
    const startedMs = performance.now();
    const seconds = (): number => Math.round((performance.now() - startedMs) / 100) / 10;
    try {
      await run(action, state);
      reports.push({ ...name, outcome: 'succeeded', seconds: seconds() });
    } catch (error) {
      interrupts.throwIfInterrupted();
      if (!(error instanceof Error)) throw error;
      failed = true;
      reports.push({ ...name, outcome: 'failed', seconds: seconds(), reason: error.message });
    }
  }
  return { pipeline: pipeline.name, execution, outcome: failed ? 'failed' : 'succeeded', actions: reports };
}

function runnerOf({ name: pipeline }: Pipeline, stage: string, { name, category, provider }: PipelineAction) {
  const run = runners[`${category} ${provider}`];
  if (run !== undefined) return run;
  throw new CliError(
    'unsupported-action',
    `${pipeline}: ${stage}/${name} is ${category} by ${provider}; on this machine run ${Object.keys(runners).join(', ')}`,
  );
}

function takeSource({ output_artifacts: outputs }: PipelineAction, execution: Execution): Promise<void> {
  for (const name of outputs) execution.artifacts.set(name, execution.sourceDirectory);
  execution.say(`source: ${execution.sourceDirectory} as it is here, as commit ${execution.sourceVersion}`);
  return Promise.resolve();
}

async function build(action: PipelineAction, execution: Execution): Promise<void> {
  const { pipeline, artifacts, workDirectory, interrupts, say } = execution;
  const { ProjectName: projectName = '', PrimarySource: primary = action.input_artifacts[0] ?? '' } =
    action.configuration;
  const project = pipeline.projects.get(projectName);
  if (project === undefined) {
    throw badInput('no-project', `no build project ${projectName} is deployed`, 'deploy the stack of the pipeline');
  }
  const directory = artifactOf(artifacts, primary);
  const others = action.input_artifacts.filter((name) => name !== primary);
  const outputs = action.output_artifacts.map((name): [string, string] => [name, join(workDirectory, name)]);
  await runBuild({
    buildspec: await readBuildspec(directory, project.buildspec),
    directory,
    environment: buildEnvironment({
      caller: execution.environment,
      project,
      place: pipeline.place,
      endpointUrl: execution.endpointUrl,
      execution: execution.execution,
      pipeline: pipeline.name,
      sourceDirectory: directory,
      sourceVersion: execution.sourceVersion,
      artifacts: new Map(others.map((name) => [name, artifactOf(artifacts, name)])),
    }),
    workDirectory: join(workDirectory, `scripts-${action.name}`),
    artifacts: new Map(outputs),
    interrupts,
    say,
  });
  for (const [name, path] of outputs) artifacts.set(name, path);
}

async function askPerson({ name, configuration }: PipelineAction, { approve }: Execution): Promise<void> {
  if (await approve(name, configuration.CustomData ?? '')) return;
  throw new CliError('not-approved', 'was not approved');
}

async function deployImages({ configuration, input_artifacts: inputs }: PipelineAction, execution: Execution) {
  const {
    ClusterName: cluster = '',
    ServiceName: service = '',
    FileName: file,
    DeploymentTimeout: limit,
  } = configuration;
  const taskDefinition = await deployImageDefinitions(
    {
      cluster,
      service,
      artifact: artifactOf(execution.artifacts, inputs[0] ?? ''),
      file: file ?? 'imagedefinitions.json',
    },
    execution.clients,
    {
      interrupts: execution.interrupts,
      progress: (text) => execution.say(`  ${service}: ${text}`),
      deadlineMs: Number(limit ?? 60) * 60_000,
      pollMs: 200,
    },
  );
  execution.say(`  ${service}: runs ${taskDefinition}`);
}

function artifactOf(artifacts: ReadonlyMap<string, string>, name: string): string {
  const directory = artifacts.get(name);
  if (directory !== undefined) return directory;
  throw new CliError('missing-artifact', `no earlier action put out the artifact ${name}`);
}
