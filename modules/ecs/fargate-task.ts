import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { Construct } from 'constructs';
import { type Repository } from '../ecr/repository';
import { type PolicyStatement } from '../iam/policy';
import { LogGroup } from '../logs/log-group';
import { requireIntegerBetween, requireMatch } from '../validate';
import { imageName } from './image';
import { TaskRoles } from './task-roles';

export interface FargateTaskProps {
  /** Family of the revisions, and begin of the roles' names: 1 to 54 letters, digits, `_` or `-`. */
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** Name of the one container, also that of the log streams: `<containerName>-service/…`. */
  readonly containerName: string;
  readonly repository: Repository;
  /** `sha256:…` of the image. Absent: none is pushed yet, and the revision is a template only. */
  readonly imageDigest?: string;
  /** Port the program listens on; above 1023, since it is not root. */
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  /** What the program may do. @default nothing */
  readonly statements?: readonly PolicyStatement[];
  readonly logGroupName: string;
  readonly logRetentionDays: number;
  /** Where exec sessions are logged. Absent: the task takes none. */
  readonly execLogGroup?: LogGroup;
  /** 1/1024 vCPU: 256, 512, 1024, 2048 or 4096. @default 256 */
  readonly cpu?: number;
  /** MiB, a size that Fargate gives with `cpu`. @default 512 */
  readonly memoryMiB?: number;
  /** Seconds from SIGTERM to SIGKILL, 2 to 120. @default 30 */
  readonly stopTimeoutSeconds?: number;
}

/** Smallest and largest MiB that Fargate gives with each CPU size ("Task CPU and memory" of the ECS guide). */
const memoryOf: Readonly<Record<number, readonly [min: number, max: number]>> = {
  256: [512, 2048],
  512: [1024, 4096],
  1024: [2048, 8192],
  2048: [4096, 16_384],
  4096: [8192, 30_720],
};

/** Where the agent of an exec session writes: the only writable paths of a container whose root file system is not. */
const execPaths = {
  'managed-agents': '/managed-agents',
  'ssm-lib': '/var/lib/amazon/ssm',
  'ssm-log': '/var/log/amazon/ssm',
} as const;

/** The account `nonroot` of distroless images. */
const user = '65532:65532';

/**
 * A template of the tasks of a program: one container on Fargate, arm64 as the functions are (the same code, a fifth
 * cheaper), without root, with a read-only file system. A release copies the revision and puts in its own image, so old
 * revisions stay registered: a task that Terraform knows nothing of may run from one.
 */
export class FargateTask extends Construct {
  readonly definition: EcsTaskDefinition;
  readonly roles: TaskRoles;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: FargateTaskProps) {
    super(scope, id);
    const { name, containerName, port, environment, region, execLogGroup } = props;
    const { cpu = 256, memoryMiB = 512, stopTimeoutSeconds = 30 } = props;
    requireMatch(this, 'name', name, /^[A-Za-z0-9_-]{1,54}$/, '1 to 54 letters, digits, _ or -');
    requireIntegerBetween(this, 'port', port, 1024, 65_535);
    requireIntegerBetween(this, 'stopTimeoutSeconds', stopTimeoutSeconds, 2, 120);
    this.#requireSize(cpu, memoryMiB);
    const image = imageName(this, props.repository, props.imageDigest);

    this.logGroup = new LogGroup(this, 'LogGroup', {
      name: props.logGroupName,
      retentionDays: props.logRetentionDays,
    });
    this.roles = new TaskRoles(this, 'Roles', { ...props, logGroup: this.logGroup });
    this.definition = new EcsTaskDefinition(this, 'Resource', {
      family: name,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: String(cpu),
      memory: String(memoryMiB),
      runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: 'ARM64' },
      executionRoleArn: this.roles.execution.arn,
      taskRoleArn: this.roles.task.arn,
      volume: execLogGroup ? Object.keys(execPaths).map((volume) => ({ name: volume })) : [],
      containerDefinitions: JSON.stringify([
        {
          name: containerName,
          image,
          essential: true,
          user,
          readonlyRootFilesystem: true,
          // An init process reaps what an exec session leaves behind, and hands SIGTERM on.
          linuxParameters: { initProcessEnabled: true },
          portMappings: [{ containerPort: port, hostPort: port, protocol: 'tcp' }],
          environment: Object.entries(environment).map(([key, value]) => ({ name: key, value })),
          mountPoints: execLogGroup
            ? Object.entries(execPaths).map(([sourceVolume, containerPath]) => ({ sourceVolume, containerPath }))
            : [],
          stopTimeout: stopTimeoutSeconds,
          healthCheck: {
            command: ['CMD', '/nodejs/bin/node', 'health-check.cjs'],
            interval: 30,
            timeout: 5,
            retries: 3,
            startPeriod: 30,
          },
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': this.logGroup.group.name,
              'awslogs-region': region,
              'awslogs-stream-prefix': `${containerName}-service`,
              // A log that cannot be delivered must not stop the program, which by default it does.
              mode: 'non-blocking',
              'max-buffer-size': '4m',
            },
          },
        },
      ]),
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
