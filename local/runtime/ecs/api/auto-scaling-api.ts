import { z } from 'zod';
import { AwsError } from '../../aws-endpoint/aws-error';
import { type JsonService } from '../../aws-endpoint/json-protocol';
import { type ScalableTarget, scalableTargetKey } from '../scalable-targets';
import { jsonService, parseInput } from './actions';

const suspendedState = z.object({
  DynamicScalingInSuspended: z.boolean().optional(),
  DynamicScalingOutSuspended: z.boolean().optional(),
  ScheduledScalingSuspended: z.boolean().optional(),
});
const inputs = {
  RegisterScalableTarget: z.object({
    ServiceNamespace: z.string(),
    ResourceId: z.string(),
    ScalableDimension: z.string(),
    MinCapacity: z.number().int().min(0).optional(),
    MaxCapacity: z.number().int().min(0).optional(),
    SuspendedState: suspendedState.optional(),
  }),
  DescribeScalableTargets: z.object({
    ServiceNamespace: z.string(),
    ResourceIds: z.array(z.string()).max(50).optional(),
    ScalableDimension: z.string().optional(),
  }),
};

/**
 * Application Auto Scaling's RegisterScalableTarget, for targets that are deployed, and DescribeScalableTargets. The
 * targets are data: nothing scales by itself on this machine.
 * @param changed keeps a change where others than this process see it
 */
export function autoScalingApi(
  deployed: readonly ScalableTarget[],
  changed: (target: ScalableTarget) => void,
): JsonService {
  const targets = new Map(deployed.map((target) => [scalableTargetKey(target), target]));
  const parse = <T>(schema: z.ZodType<T>, input: unknown): T => parseInput(schema, input, 'ValidationException');

  return jsonService('AnyScaleFrontendService', 'application-autoscaling', {
    RegisterScalableTarget: (input) => {
      const change = parse(inputs.RegisterScalableTarget, input);
      const key = scalableTargetKey(change);
      const former = targets.get(key);
      if (former === undefined) {
        throw new AwsError(
          'ValidationException',
          `no scalable target is deployed for ${key}: deploy the service first`,
        );
      }
      const { MinCapacity = former.MinCapacity, MaxCapacity = former.MaxCapacity } = change;
      if (MinCapacity > MaxCapacity) {
        throw new AwsError('ValidationException', 'Maximum capacity cannot be less than minimum capacity');
      }
      const SuspendedState = { ...former.SuspendedState, ...change.SuspendedState };
      const target = { ...former, MinCapacity, MaxCapacity, SuspendedState };
      changed(target);
      targets.set(key, target);
      return { ScalableTargetARN: target.ScalableTargetARN };
    },
    DescribeScalableTargets: (input) => {
      const { ServiceNamespace, ResourceIds, ScalableDimension } = parse(inputs.DescribeScalableTargets, input);
      const found = [...targets.values()].filter(
        (target) =>
          target.ServiceNamespace === ServiceNamespace &&
          (ResourceIds?.includes(target.ResourceId) ?? true) &&
          (ScalableDimension ?? target.ScalableDimension) === target.ScalableDimension,
      );
      return { ScalableTargets: found };
    },
  });
}
