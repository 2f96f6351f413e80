import { z } from 'zod';
import { type DeployedResource } from '../state/deployment';
import { type TargetRegistration } from './task-targets';

/** A service as it was deployed. */
export interface ServiceDefinition {
  readonly stackId: string;
  readonly arn: string;
  readonly name: string;
  readonly clusterArn: string;
  /** Name of the cluster. */
  readonly cluster: string;
  readonly taskDefinition: string;
  readonly desiredCount: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly healthCheckGracePeriodSeconds: number;
  readonly circuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
  readonly registrations: readonly TargetRegistration[];
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

const number = z.number().nullish();
const attributes = z.object({
  id: z.string(),
  name: z.string(),
  cluster: z.string(),
  task_definition: z.string(),
  desired_count: number,
  deployment_minimum_healthy_percent: number,
  deployment_maximum_percent: number,
  health_check_grace_period_seconds: number,
  deployment_circuit_breaker: z.array(z.object({ enable: z.boolean(), rollback: z.boolean() })).nullish(),
  load_balancer: z
    .array(z.object({ target_group_arn: z.string().nullish(), container_name: z.string(), container_port: z.number() }))
    .nullish(),
  network_configuration: z
    .array(z.object({ subnets: z.array(z.string()), security_groups: z.array(z.string()).nullish() }))
    .nullish(),
});

/** Reads an `aws_ecs_service` of the state. @throws Error naming it when it is none */
export function readServiceDefinition(resource: DeployedResource, stackId: string): ServiceDefinition {
  const parsed = attributes.safeParse(resource.attributes);
  if (!parsed.success) throw new Error(`${resource.address}: not an ECS service: ${z.prettifyError(parsed.error)}`);
  const { data } = parsed;
  const [network] = data.network_configuration ?? [];
  const [breaker] = data.deployment_circuit_breaker ?? [];
  const cluster = data.cluster.replace(/^.*:cluster\//, '');
  return {
    stackId,
    arn: data.id,
    name: data.name,
    cluster,
    clusterArn: data.id.replace(/:service\/.*$/, `:cluster/${cluster}`),
    taskDefinition: data.task_definition,
    desiredCount: data.desired_count ?? 0,
    minimumHealthyPercent: data.deployment_minimum_healthy_percent ?? 100,
    maximumPercent: data.deployment_maximum_percent ?? 200,
    healthCheckGracePeriodSeconds: data.health_check_grace_period_seconds ?? 0,
    circuitBreaker: { enable: breaker?.enable ?? false, rollback: breaker?.rollback ?? false },
    registrations: (data.load_balancer ?? []).flatMap(({ target_group_arn: targetGroupArn, ...container }) =>
      targetGroupArn
        ? [{ targetGroupArn, containerName: container.container_name, containerPort: container.container_port }]
        : [],
    ),
    subnetIds: network?.subnets ?? [],
    securityGroupIds: network?.security_groups ?? [],
  };
}
