import { type Deployment } from '../../local/runtime/state/deployment';
import { readDeployment } from '../../local/runtime/state/read-deployment';
import { StateError } from '../../local/runtime/state/state-error';
import { readStacks } from '../cdktf/manifest';
import { CliError } from '../cli-error';
import { homeDirectory, type Project } from '../project';
import { stacksOfSystems } from '../start/systems';
import { findPipeline, type Pipeline } from './pipeline-definition';

export interface DeployedPipeline {
  readonly pipeline: Pipeline;
  /** Id of the stack that it is in. */
  readonly stack: string;
}

/**
 * The pipeline `<system>-<stage>` as the last rehearsal deployed it.
 * @throws CliError `unknown-system`, `unknown-pipeline`, or that of a state that cannot be read
 */
export async function deployedPipeline(project: Project, stage: string, system: string): Promise<DeployedPipeline> {
  const stacks = stacksOfSystems(readStacks(project.outputDirectory), [system], stage);
  const state = { directory: homeDirectory(project, 'state') };
  let deployments: readonly Deployment[];
  try {
    deployments = await Promise.all(
      stacks.map(({ id, directory }) => readDeployment({ stackId: id, stackDirectory: directory, state })),
    );
  } catch (cause) {
    throw cause instanceof StateError ? new CliError(cause.code, cause.message, { cause }) : cause;
  }
  const name = `${system}-${stage}`;
  const pipeline = findPipeline(deployments, name);
  const stack = deployments.find(({ resources }) =>
    resources.some(({ type, attributes }) => type === 'aws_codepipeline' && attributes.name === name),
  );
  return { pipeline, stack: stack?.stackId ?? '' };
}
