import { RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { DescribeServicesCommand, type Service, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { CliError } from '../cli-error';
import { present } from './present';
import { type ReleaseClients } from './release-clients';
import { type ReleaseParameter } from './release-parameter';

/** What ECS says of the service. @throws CliError `no-such-service` */
export async function describeService(
  { ecs }: Pick<ReleaseClients, 'ecs'>,
  { cluster, service }: Pick<ReleaseParameter, 'cluster' | 'service'>,
): Promise<Service> {
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const [found] = services;
  if (found?.status === 'ACTIVE') return found;
  throw new CliError('no-such-service', `cluster ${cluster}: has no active service ${service}`, {
    remedy: 'deploy the stack of the service',
  });
}

/** Id of the deployment that a service is at. */
export function primaryDeployment(service: Service | undefined): string {
  const deployment = service?.deployments?.find(({ status }) => status === 'PRIMARY');
  return present(deployment?.id, 'the id of the deployment');
}

export interface ServiceUpdate {
  /** What to wait for. */
  readonly deploymentId: string;
  readonly desiredCount: number;
}

/** Runs a revision in a service, and lets the service scale once it runs. */
export async function runRevision(
  { ecs, scaling }: Pick<ReleaseClients, 'ecs' | 'scaling'>,
  parameter: ReleaseParameter,
  before: Service,
  taskDefinition: string,
): Promise<ServiceUpdate> {
  // Scaling has changed the number of a service that runs; only one that waits for its first image needs it.
  const desiredCount = before.desiredCount === 0 ? parameter.desiredCount : (before.desiredCount ?? 0);
  const target = { cluster: parameter.cluster, service: parameter.service };
  const updated = await ecs.send(new UpdateServiceCommand({ ...target, taskDefinition, desiredCount }));
  if (parameter.scalableTarget !== undefined) {
    await scaling.send(
      new RegisterScalableTargetCommand({
        ServiceNamespace: 'ecs',
        ScalableDimension: 'ecs:service:DesiredCount',
        ResourceId: parameter.scalableTarget,
        SuspendedState: {
          DynamicScalingInSuspended: false,
          DynamicScalingOutSuspended: false,
          ScheduledScalingSuspended: false,
        },
      }),
    );
  }
  return { deploymentId: primaryDeployment(updated.service), desiredCount };
}
