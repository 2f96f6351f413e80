import { checkRendered } from './check-rendered';
import { describeService, runRevision } from './ecs-service';
import { type ReleaseClients } from './release-clients';
import { type ReleaseResult } from './release';
import { register } from './revision';
import { type StableOptions, untilStable } from './until-stable';

export interface DeployRequest {
  readonly stage: string;
  readonly service: string;
  /** What `renderRelease` wrote. */
  readonly directory: string;
}

/**
 * Runs a rendered release in its service and waits until it is stable.
 * @throws CliError as `checkRendered` does before anything is changed; `release-failed` when ECS went back, or
 * `release-timeout`
 */
export async function deployRelease(
  { stage, service, directory }: DeployRequest,
  clients: ReleaseClients,
  options: StableOptions,
): Promise<ReleaseResult & { readonly release: string }> {
  const { rendered, parameter } = await checkRendered(directory, { stage, service }, clients);
  const before = await describeService(clients, parameter);
  options.interrupts.throwIfInterrupted();
  options.progress?.('register the revision');
  const taskDefinition = await register(clients, rendered.revision);
  const { deploymentId, desiredCount } = await runRevision(clients, parameter, before, taskDefinition);
  await untilStable(clients, parameter, deploymentId, options);
  return {
    release: rendered.release,
    stage,
    service,
    outcome: 'released',
    cluster: parameter.cluster,
    ecsService: parameter.service,
    taskDefinition,
    images: rendered.images,
    desiredCount,
  };
}
