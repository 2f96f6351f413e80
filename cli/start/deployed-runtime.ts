import { openAccountObjects } from '../../local/provider/objects/account-objects';
import { FrontError } from '../../local/runtime/front/front-error';
import { type Runtime, startRuntime } from '../../local/runtime/runtime';
import { type Deployment } from '../../local/runtime/state/deployment';
import { readDeployment, type ReadDeploymentOptions } from '../../local/runtime/state/read-deployment';
import { StateError } from '../../local/runtime/state/state-error';
import { type Stack } from '../cdktf/manifest';
import { badInput, CliError } from '../cli-error';
import { type Context } from '../context';
import { homeDirectory } from '../project';

export interface DeployedRuntimeOptions {
  /** Where the states of the stacks are. */
  readonly state: ReadDeploymentOptions['state'];
  readonly port: number;
  /** First port of the internet-facing load balancers. */
  readonly loadBalancerPort: number;
  readonly host: string;
  readonly allowHost: readonly string[];
  readonly keepTables: boolean;
}

/** What is deployed of stacks. @throws CliError when a state is missing or cannot be used */
export async function readDeployments(
  stacks: readonly Stack[],
  state: DeployedRuntimeOptions['state'],
): Promise<readonly Deployment[]> {
  try {
    return await Promise.all(
      stacks.map(({ id, directory }) => readDeployment({ stackId: id, stackDirectory: directory, state })),
    );
  } catch (cause) {
    throw cause instanceof StateError ? new CliError(cause.code, cause.message, { cause }) : cause;
  }
}

/**
 * Brings deployed stacks to life with the data of the project.
 * @throws CliError for a port that is taken or an option that is wrong
 */
export async function startDeployed(
  { project, env }: Pick<Context, 'project' | 'env'>,
  deployments: readonly Deployment[],
  { port, loadBalancerPort, host, allowHost, keepTables, state }: DeployedRuntimeOptions,
): Promise<Runtime> {
  try {
    return await startRuntime({
      deployments,
      dataDirectory: homeDirectory(project, 'runtime'),
      certificateDirectory: homeDirectory(project, 'tls'),
      imagesDirectory: homeDirectory(project, 'images'),
      // Only what a rehearsal deployed has objects on this machine.
      ...(state !== 'backend' && 'directory' in state
        ? { account: openAccountObjects(homeDirectory(project, 'objects')) }
        : {}),
      loadBalancerPort,
      projectDirectory: project.directory,
      keepTables,
      port,
      host,
      allowedHosts: allowHost,
      environment: env,
    });
  } catch (cause) {
    if (cause instanceof FrontError) throw new CliError(cause.code, cause.message, { cause });
    if (cause instanceof RangeError) throw badInput('bad-option', cause.message, 'correct the option', { cause });
    throw cause;
  }
}
