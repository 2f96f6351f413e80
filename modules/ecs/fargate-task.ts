import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { Construct } from 'constructs';
import { type PolicyStatement } from '../iam/policy';
import { LogGroup } from '../logs/log-group';
import { requireIntegerBetween, requireMatch } from '../validate';
import { containerDefinition, type FargateContainer, mountsOf, requireContainers } from './container';
import { TaskRoles } from './task-roles';

export interface FargateTaskProps {
  /** Family of the revisions, and begin of the roles' names: 1 to 54 letters, digits, `_` or `-`. */
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** The program, and what runs beside it. All have an image or none has; when one ends, the task ends. */
  readonly containers: readonly [FargateContainer, ...FargateContainer[]];
  /** What the programs may do. @default nothing */
  readonly statements?: readonly PolicyStatement[];
  readonly logRetentionDays: number;
  /** Where exec sessions are logged. Absent: the task takes none. */
  readonly execLogGroup?: LogGroup;
  /** 1/1024 vCPU: 256, 512, 1024, 2048 or 4096. @default 256 */
  readonly cpu?: number;
  /** MiB, a size that Fargate gives with `cpu`. @default 512 */
  readonly memoryMiB?: number;
}

/** Smallest and largest MiB that Fargate gives with each CPU size ("Task CPU and memory" of the ECS guide). */
const memoryOf: Readonly<Record<number, readonly [min: number, max: number]>> = {
  256: [512, 2048],
  512: [1024, 4096],
  1024: [2048, 8192],
  2048: [4096, 16_384],
  4096: [8192, 30_720],
};

/**
 * A template of the tasks of a program: its containers on Fargate, arm64 as the functions are (the same code, a fifth
 * cheaper), without root, with read-only file systems. A release copies the revision and puts in its own images, so old
 * revisions stay registered: a task that Terraform knows nothing of may run from one.
 * @throws RangeError at synth for containers that one task cannot hold together, or a size that Fargate does not give.
 */
export class FargateTask extends Construct {
  readonly definition: EcsTaskDefinition;
  readonly roles: TaskRoles;
  /** Log group of the first container. */
  readonly logGroup: LogGroup;
  /** Log groups by the names of the containers. */
  readonly logGroups: ReadonlyMap<string, LogGroup>;

  constructor(scope: Construct, id: string, props: FargateTaskProps) {
    super(scope, id);
    const { name, containers, region, execLogGroup, cpu = 256, memoryMiB = 512 } = props;
    requireMatch(this, 'name', name, /^[A-Za-z0-9_-]{1,54}$/, '1 to 54 letters, digits, _ or -');
    requireContainers(this, containers);
    this.#requireSize(cpu, memoryMiB);

    const place = (container: FargateContainer, isFirst: boolean) => ({
      container,
      mounts: mountsOf(container, isFirst, execLogGroup !== undefined),
      logGroup: new LogGroup(this, isFirst ? 'LogGroup' : `LogGroup-${container.name}`, {
        name: container.logGroupName,
        retentionDays: props.logRetentionDays,
      }),
    });
    const [first, ...others] = containers;
    const main = place(first, true);
    const placed = [main, ...others.map((container) => place(container, false))];
    this.logGroup = main.logGroup;
    this.logGroups = new Map(placed.map(({ container, logGroup }) => [container.name, logGroup]));
    this.roles = new TaskRoles(this, 'Roles', {
      ...props,
      repositories: [...new Set(containers.map(({ repository }) => repository))],
      logGroups: placed.map(({ logGroup }) => logGroup),
    });
    this.definition = new EcsTaskDefinition(this, 'Resource', {
      family: name,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: String(cpu),
      memory: String(memoryMiB),
      runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: 'ARM64' },
      executionRoleArn: this.roles.execution.arn,
      taskRoleArn: this.roles.task.arn,
      volume: placed.flatMap(({ mounts }) => mounts.map(({ sourceVolume }) => ({ name: sourceVolume }))),
      containerDefinitions: JSON.stringify(
        placed.map(({ container, ...where }) => containerDefinition(this, container, { ...where, region })),
      ),
      skipDestroy: true,
    });
  }

  get arn(): string {
    return this.definition.arn;
  }

  #requireSize(cpu: number, memoryMiB: number): void {
    const range = memoryOf[cpu];
    if (!range) {
      throw new RangeError(`${this.node.path}: cpu must be one of ${Object.keys(memoryOf).join(', ')}, got ${cpu}`);
    }
    requireIntegerBetween(this, 'memoryMiB', memoryMiB, ...range);
    // Both of the smallest sizes are powers of two; from there on Fargate counts in GiB.
    if (memoryMiB % (cpu === 256 ? 512 : 1024) !== 0 || (cpu === 256 && memoryMiB === 1536)) {
      throw new RangeError(
        `${this.node.path}: memoryMiB must be a size that Fargate gives with ${cpu} CPU units, got ${memoryMiB}`,
      );
    }
  }
}
