import { EcsCluster as EcsClusterResource } from '@cdktf/provider-aws/lib/ecs-cluster';
import { Construct } from 'constructs';
import { LogGroup } from '../logs/log-group';
import { requireMatch } from '../validate';

export interface EcsClusterProps {
  /** Cluster name: 1 to 255 letters, digits, `_` or `-`, unique in the account and region. */
  readonly name: string;
  /** Days that the metrics' events of Container Insights, and what was typed in exec sessions, are kept. */
  readonly logRetentionDays: number;
  /** Whether people may open a shell in a task (ECS Exec); then what they type is logged. @default false */
  readonly allowExec?: boolean;
}

/** An ECS cluster for Fargate with Container Insights, whose log group exists before ECS would make one without retention. */
export class EcsCluster extends Construct {
  readonly cluster: EcsClusterResource;
  /** What was typed in exec sessions. Absent: the cluster takes none. */
  readonly execLogGroup?: LogGroup;

  constructor(scope: Construct, id: string, props: EcsClusterProps) {
    super(scope, id);
    const { name, logRetentionDays, allowExec = false } = props;
    requireMatch(this, 'name', name, /^[A-Za-z0-9_-]{1,255}$/, '1 to 255 letters, digits, _ or -');
    const insights = new LogGroup(this, 'ContainerInsights', {
      name: `/aws/ecs/containerinsights/${name}/performance`,
      retentionDays: logRetentionDays,
    });
    if (allowExec) {
      this.execLogGroup = new LogGroup(this, 'Exec', {
        name: `/aws/ecs/exec/${name}`,
        retentionDays: logRetentionDays,
      });
    }
    this.cluster = new EcsClusterResource(this, 'Resource', {
      name,
      setting: [{ name: 'containerInsights', value: 'enabled' }],
      configuration: {
        executeCommandConfiguration: this.execLogGroup
          ? { logging: 'OVERRIDE', logConfiguration: { cloudWatchLogGroupName: this.execLogGroup.group.name } }
          : { logging: 'NONE' },
      },
      dependsOn: [insights.group],
    });
  }

  get arn(): string {
    return this.cluster.arn;
  }

  get name(): string {
    return this.cluster.name;
  }
}
