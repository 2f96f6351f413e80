import { type Repository } from '../ecr/repository';
import { oneOrAll, type PolicyStatement } from '../iam/policy';

export interface EcsReleaseTargetProps {
  readonly accountId: string;
  readonly region: string;
  readonly clusterName: string;
  readonly serviceName: string;
  /** Family of its task definitions. */
  readonly family: string;
  /** ARNs of the roles that its tasks run with, which whoever registers a revision hands to ECS. */
  readonly roleArns: readonly string[];
  /** Where the images of its containers are. */
  readonly repositories: readonly Repository[];
  /** Name of the SSM parameter that tells a release what to copy: `/…/release/<service>`. */
  readonly releaseParameter: string;
}

/** A service on ECS that a pipeline releases to, and the rights that each part of a release needs. */
export class EcsReleaseTarget {
  readonly #props: EcsReleaseTargetProps;

  constructor(props: EcsReleaseTargetProps) {
    this.#props = props;
  }

  get clusterName(): string {
    return this.#props.clusterName;
  }

  get serviceName(): string {
    return this.#props.serviceName;
  }

  /** Reading what a release is made from: its parameter, the deployed template, whether the images are there. */
  get describeStatements(): readonly PolicyStatement[] {
    const { accountId, region, repositories, releaseParameter } = this.#props;
    const parameters = `arn:aws:ssm:${region}:${accountId}:parameter`;
    return [
      { Action: 'ssm:GetParameter', Resource: `${parameters}${releaseParameter}` },
      // The names of the other services, for the message when this one has no parameter.
      { Action: 'ssm:GetParametersByPath', Resource: `${parameters}${releaseParameter.replace(/\/[^/]*$/, '')}` },
      // A task definition is described by any of its names: there is no resource to allow ("Actions defined by Amazon ECS").
      { Action: 'ecs:DescribeTaskDefinition', Resource: '*' },
      { Action: 'ecr:DescribeImages', Resource: oneOrAll(repositories.map(({ arn }) => arn)) },
    ];
  }

  /** Registering a revision. */
  get registerStatements(): readonly PolicyStatement[] {
    return [
      // A revision has no ARN before it is registered ("Service role permissions: Amazon ECS standard action").
      { Action: 'ecs:RegisterTaskDefinition', Resource: '*' },
      {
        Action: 'ecs:TagResource',
        Resource: this.#revisionsArn,
        Condition: { StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' } },
      },
      {
        Action: 'iam:PassRole',
        Resource: oneOrAll(this.#props.roleArns),
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
    ];
  }

  /** Running a revision in the service and watching whether it becomes stable. */
  get deployStatements(): readonly PolicyStatement[] {
    return [
      { Action: ['ecs:DescribeServices', 'ecs:UpdateService'], Resource: this.#arn('service', this.serviceName) },
      { Action: 'ecs:DescribeTasks', Resource: this.#arn('task', '*') },
      // The list of a service's tasks is allowed by the container instances of its cluster, also where there are none.
      { Action: 'ecs:ListTasks', Resource: this.#arn('container-instance', '*') },
    ];
  }

  /** Letting a service scale that waited for its first image. */
  get scaleStatements(): readonly PolicyStatement[] {
    const { accountId, region } = this.#props;
    return [
      {
        Action: 'application-autoscaling:RegisterScalableTarget',
        // The ARN of a scalable target ends in an id that AWS gives, not in the service's name.
        Resource: `arn:aws:application-autoscaling:${region}:${accountId}:scalable-target/*`,
        Condition: {
          StringEquals: {
            'application-autoscaling:service-namespace': 'ecs',
            'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount',
          },
        },
      },
    ];
  }

  /** Running one task of a revision in the service's network, watching it, and stopping it when it takes too long. */
  get runTaskStatements(): readonly PolicyStatement[] {
    const { accountId, region } = this.#props;
    const cluster = `arn:aws:ecs:${region}:${accountId}:cluster/${this.clusterName}`;
    return [
      { Action: 'ecs:DescribeServices', Resource: this.#arn('service', this.serviceName) },
      {
        Action: 'ecs:RunTask',
        Resource: this.#revisionsArn,
        Condition: { ArnEquals: { 'ecs:cluster': cluster } },
      },
      { Action: ['ecs:DescribeTasks', 'ecs:StopTask'], Resource: this.#arn('task', '*') },
    ];
  }

  get #revisionsArn(): string {
    const { accountId, region, family } = this.#props;
    return `arn:aws:ecs:${region}:${accountId}:task-definition/${family}:*`;
  }

  /** ARN of something in the cluster. */
  #arn(kind: 'service' | 'task' | 'container-instance', name: string): string {
    const { accountId, region, clusterName } = this.#props;
    return `arn:aws:ecs:${region}:${accountId}:${kind}/${clusterName}/${name}`;
  }
}
