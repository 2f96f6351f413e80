import { type EcsServiceConfig } from '@cdktf/provider-aws/lib/ecs-service';
import { type ITerraformDependable } from 'cdktf';
import { type Construct } from 'constructs';
import { type IpTargetGroup } from '../load-balancing/ip-target-group';
import { type ListenerRule } from '../load-balancing/listener-rule';
import { requireIntegerBetween } from '../validate';
import { TrafficRole } from './traffic-role';

/** Two sets of tasks, of which one gets the requests; ECS turns the production rule from one to the other. */
export interface BlueGreenDeployment {
  /** Takes turns with the service's own target group. */
  readonly alternateTargetGroup: IpTargetGroup;
  /** Sends to both groups; ECS moves its weights. */
  readonly productionRule: ListenerRule;
  /** Sends to both groups, and to the new tasks first: for those who look at them before everybody does. @default none */
  readonly testRule?: ListenerRule;
  /** Minutes for which the former tasks stay ready to take the requests back, 0 to 1440. @default 5 */
  readonly bakeTimeMinutes?: number;
}

export interface DeploymentOptions {
  /** How new tasks take over: a few at a time, or all at once beside the former ones. @default 'rolling' */
  readonly deployment?: 'rolling' | { readonly blueGreen: BlueGreenDeployment };
  /**
   * Whether a rolling deployment whose tasks do not become healthy is rolled back. Not with `blueGreen`, which goes back by
   * its alarms and by itself. @default true
   */
  readonly circuitBreaker?: boolean;
  /** Names of alarms that roll a deployment back when they ring. @default none */
  readonly rollbackAlarms?: readonly string[];
}

/** What a deployment is to the service's resource. */
export interface DeploymentConfig {
  readonly service: Pick<EcsServiceConfig, 'alarms' | 'deploymentCircuitBreaker' | 'deploymentConfiguration'>;
  /** The service's load balancer beyond its target group. */
  readonly loadBalancer: object;
  /** Groups that the tasks register with. */
  readonly targetGroups: readonly [IpTargetGroup, ...IpTargetGroup[]];
  /** What the service waits for. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/**
 * Makes what a kind of deployment needs.
 * @throws RangeError at synth for options that exclude each other, or rules that do not send to both groups.
 */
export function deploymentConfig(
  scope: Construct,
  { name, targetGroup, ...options }: DeploymentOptions & { readonly name: string; readonly targetGroup: IpTargetGroup },
): DeploymentConfig {
  const { deployment = 'rolling', circuitBreaker, rollbackAlarms = [] } = options;
  const alarms = rollbackAlarms.length > 0 && {
    alarms: { alarmNames: [...rollbackAlarms], enable: true, rollback: true },
  };
  if (deployment === 'rolling') {
    const enable = circuitBreaker ?? true;
    return {
      service: { deploymentCircuitBreaker: { enable, rollback: enable }, ...alarms },
      loadBalancer: {},
      targetGroups: [targetGroup],
      dependsOn: [],
    };
  }
  if (circuitBreaker !== undefined) {
    throw new RangeError(
      `${scope.node.path}: circuitBreaker must be absent with a blueGreen deployment, got ${circuitBreaker}; use rollbackAlarms`,
    );
  }
  const { alternateTargetGroup, productionRule, testRule, bakeTimeMinutes = 5 } = deployment.blueGreen;
  requireIntegerBetween(scope, 'bakeTimeMinutes', bakeTimeMinutes, 0, 1440);
  const targetGroups = [targetGroup, alternateTargetGroup] as const;
  requireBothGroups(scope, { productionRule, ...(testRule && { testRule }) }, targetGroups);
  const role = new TrafficRole(scope, 'Traffic', {
    name: `${name}-traffic`,
    targetGroups,
    rules: testRule ? [productionRule, testRule] : [productionRule],
  });
  return {
    service: {
      deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: String(bakeTimeMinutes) },
      ...alarms,
    },
    loadBalancer: {
      advancedConfiguration: {
        alternateTargetGroupArn: alternateTargetGroup.arn,
        productionListenerRule: productionRule.arn,
        ...(testRule && { testListenerRule: testRule.arn }),
        roleArn: role.arn,
      },
    },
    targetGroups,
    dependsOn: [role.policy],
  };
}

function requireBothGroups(
  scope: Construct,
  rules: Readonly<Record<string, ListenerRule>>,
  [own, alternate]: readonly [IpTargetGroup, IpTargetGroup],
): void {
  if (own === alternate) {
    throw new RangeError(
      `${scope.node.path}: alternateTargetGroup must be another than targetGroup, got ${own.node.path} twice`,
    );
  }
  for (const [prop, { targetGroups }] of Object.entries(rules)) {
    if (targetGroups.includes(own) && targetGroups.includes(alternate)) continue;
    const got = targetGroups.map(({ node }) => node.path).join(', ');
    throw new RangeError(
      `${scope.node.path}: ${prop} must send to targetGroup and alternateTargetGroup, got a rule to ${got || 'none'}`,
    );
  }
}
