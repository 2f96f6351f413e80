import { EcsService } from '@cdktf/provider-aws/lib/ecs-service';
import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { type Metric } from '../alarms/metric-alarm';
import { type IpTargetGroup } from '../load-balancing/ip-target-group';
import { type Tier } from '../network/network';
import { type SecurityGroup } from '../network/security-group';
import { requireIntegerBetween } from '../validate';
import { type EcsCluster } from './cluster';
import { type FargateContainer } from './container';
import { deploymentConfig, type DeploymentOptions } from './deployment';
import { FargateTask, type FargateTaskProps } from './fargate-task';
import { ServiceScaling, type TrackingOptions } from './service-scaling';
import { type StepOptions, StepScaling, type StepScalingProps } from './step-scaling';

export interface FargateServiceProps extends Omit<FargateTaskProps, 'execLogGroup'>, DeploymentOptions {
  /** Where the tasks run; people may open a shell in one exactly when the cluster allows it. */
  readonly cluster: EcsCluster;
  /** Group of the tasks; its network holds them. */
  readonly securityGroup: SecurityGroup;
  /** Subnets that hold the tasks. None has a public address. */
  readonly tier: Tier;
  readonly targetGroup: IpTargetGroup;
  /** Name of the container that takes the requests. @default the first */
  readonly target?: string;
  /** Listeners and rules that send to the target group: ECS refuses a group that no load balancer uses. */
  readonly routes: readonly ITerraformDependable[];
  /** Tasks once there is an image, 1 or more; scaling and releases change the number afterwards. @default 2 */
  readonly desiredCount?: number;
  /** Seconds after its start for which a task may fail the load balancer's health checks. @default 60 */
  readonly healthCheckGracePeriodSeconds?: number;
  /** Name of the SSM parameter that tells a release what to copy and where to put it. */
  readonly releaseParameter: string;
  /** By target tracking of CPU and memory, or by steps of CPU and with requests. @default target tracking */
  readonly scaling?: TrackingOptions | { readonly steps: StepOptions };
}

/**
 * A program on Fargate behind a target group. Terraform owns the template of its tasks; a release owns which revision runs
 * and how many tasks: both are ignored here, so a plan after a release is empty. A deployment that does not become healthy
 * is rolled back. Without an image the service has no task and its scaling is suspended until the first release.
 */
export class FargateService extends Construct {
  readonly service: EcsService;
  readonly task: FargateTask;
  /** Groups that the tasks register with: one, or two that take turns. */
  readonly targetGroups: readonly [IpTargetGroup, ...IpTargetGroup[]];
  readonly #cluster: EcsCluster;

  constructor(scope: Construct, id: string, props: FargateServiceProps) {
    super(scope, id);
    const { name, cluster, securityGroup, tier, targetGroup, routes, containers, scaling = {} } = props;
    const { desiredCount = 2, healthCheckGracePeriodSeconds = 60 } = props;
    const maxTasks = 'steps' in scaling ? (scaling.steps.maxTasks ?? 8) : (scaling.maxTasks ?? 10);
    requireIntegerBetween(this, 'desiredCount', desiredCount, 1, maxTasks);
    requireIntegerBetween(this, 'healthCheckGracePeriodSeconds', healthCheckGracePeriodSeconds, 0, 2_147_483_647);
    const target = this.#target(props);
    const [main, ...sidecars] = containers;
    const hasImage = main.imageDigest !== undefined;
    this.#cluster = cluster;

    this.task = new FargateTask(this, 'Task', { ...props, execLogGroup: cluster.execLogGroup });
    const deployment = deploymentConfig(this, props);
    this.targetGroups = deployment.targetGroups;
    this.service = new EcsService(this, 'Resource', {
      name,
      cluster: cluster.arn,
      taskDefinition: this.task.arn,
      desiredCount: hasImage ? desiredCount : 0,
      launchType: 'FARGATE',
      ...deployment.service,
      // A new task is healthy before an old one goes, and tasks move when one zone holds more than its share.
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      availabilityZoneRebalancing: 'ENABLED',
      healthCheckGracePeriodSeconds,
      enableExecuteCommand: cluster.execLogGroup !== undefined,
      enableEcsManagedTags: true,
      propagateTags: 'SERVICE',
      networkConfiguration: {
        subnets: securityGroup.network.subnetIds(tier),
        securityGroups: [securityGroup.id],
        assignPublicIp: false,
      },
      loadBalancer: [
        {
          targetGroupArn: targetGroup.arn,
          containerName: target.name,
          containerPort: target.port,
          ...deployment.loadBalancer,
        },
      ],
      lifecycle: { ignoreChanges: ['task_definition', 'desired_count'] },
      dependsOn: [...this.task.roles.policies, ...routes, ...deployment.dependsOn],
    });
    const scalableTarget = `service/${cluster.name}/${this.service.name}`;
    this.#scale(scaling, { name, resourceId: scalableTarget, suspended: !hasImage });
    new SsmParameter(this, 'Release', {
      name: props.releaseParameter,
      type: 'String',
      value: JSON.stringify({
        cluster: cluster.name,
        service: this.service.name,
        taskDefinition: this.task.arn,
        container: main.name,
        repository: main.repository.url,
        ...(sidecars.length > 0 && {
          sidecars: sidecars.map(({ name: container, repository }) => ({ container, repository: repository.url })),
        }),
        desiredCount,
        scalableTarget,
      }),
    });
  }

  /** A metric that ECS publishes of each service: `CPUUtilization` or `MemoryUtilization`, in percent. */
  metric(metricName: 'CPUUtilization' | 'MemoryUtilization'): Metric {
    return { namespace: 'AWS/ECS', metricName, dimensions: this.#dimensions };
  }

  /** A number of tasks that Container Insights publishes of each service. */
  tasksMetric(metricName: 'DesiredTaskCount' | 'RunningTaskCount'): Metric {
    return { namespace: 'ECS/ContainerInsights', metricName, dimensions: this.#dimensions };
  }

  get #dimensions(): Record<string, string> {
    return { ClusterName: this.#cluster.name, ServiceName: this.service.name };
  }

  #target({ target, containers }: FargateServiceProps): FargateContainer {
    if (target === undefined) return containers[0];
    const found = containers.find(({ name }) => name === target);
    if (found) return found;
    const names = containers.map(({ name }) => name).join(', ');
    throw new RangeError(`${this.node.path}: target must be one of the containers ${names}, got "${target}"`);
  }

  #scale(
    scaling: NonNullable<FargateServiceProps['scaling']>,
    common: Pick<StepScalingProps, 'name' | 'resourceId' | 'suspended'>,
  ): void {
    if ('steps' in scaling) {
      new StepScaling(this, 'Scaling', {
        ...scaling.steps,
        ...common,
        cpu: this.metric('CPUUtilization'),
        targetGroups: this.targetGroups,
      });
    } else {
      new ServiceScaling(this, 'Scaling', { ...scaling, ...common });
    }
  }
}
