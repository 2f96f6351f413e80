import { z } from 'zod';
import { type DeployedResource } from '../state/deployment';

/** Which scaling activities of a target are suspended. */
export interface SuspendedState {
  readonly DynamicScalingInSuspended: boolean;
  readonly DynamicScalingOutSuspended: boolean;
  readonly ScheduledScalingSuspended: boolean;
}

/** What may be scaled, by the names of Application Auto Scaling's API. */
export interface ScalableTarget {
  readonly ServiceNamespace: string;
  /** Such as `service/<cluster>/<service>`. */
  readonly ResourceId: string;
  readonly ScalableDimension: string;
  readonly MinCapacity: number;
  readonly MaxCapacity: number;
  readonly RoleARN: string;
  /** Epoch seconds. */
  readonly CreationTime: number;
  readonly SuspendedState: SuspendedState;
  readonly ScalableTargetARN: string;
}

const flag = z.boolean().nullish();
const attributes = z.object({
  arn: z.string().nullish(),
  service_namespace: z.string(),
  resource_id: z.string(),
  scalable_dimension: z.string(),
  min_capacity: z.number(),
  max_capacity: z.number(),
  role_arn: z.string().nullish(),
  suspended_state: z
    .array(
      z.object({
        dynamic_scaling_in_suspended: flag,
        dynamic_scaling_out_suspended: flag,
        scheduled_scaling_suspended: flag,
      }),
    )
    .nullish(),
});

/** Reads an `aws_appautoscaling_target` of the state. @throws Error naming it when it is none */
export function readScalableTarget({ address, attributes: given }: DeployedResource, nowMs: number): ScalableTarget {
  const parsed = attributes.safeParse(given);
  if (!parsed.success) throw new Error(`${address}: not a scalable target: ${z.prettifyError(parsed.error)}`);
  const { data } = parsed;
  const [suspended] = data.suspended_state ?? [];
  return {
    ServiceNamespace: data.service_namespace,
    ResourceId: data.resource_id,
    ScalableDimension: data.scalable_dimension,
    MinCapacity: data.min_capacity,
    MaxCapacity: data.max_capacity,
    RoleARN: data.role_arn ?? '',
    CreationTime: nowMs / 1000,
    SuspendedState: {
      DynamicScalingInSuspended: suspended?.dynamic_scaling_in_suspended ?? false,
      DynamicScalingOutSuspended: suspended?.dynamic_scaling_out_suspended ?? false,
      ScheduledScalingSuspended: suspended?.scheduled_scaling_suspended ?? false,
    },
    ScalableTargetARN: data.arn ?? '',
  };
}

/** The key of a target: a resource may have one for each of its dimensions. */
export function scalableTargetKey(
  target: Pick<ScalableTarget, 'ServiceNamespace' | 'ResourceId' | 'ScalableDimension'>,
): string {
  return `${target.ServiceNamespace} ${target.ResourceId} ${target.ScalableDimension}`;
}
