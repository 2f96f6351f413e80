import { type Construct } from 'constructs';
import { type Repository } from '../ecr/repository';
import { type LogGroup } from '../logs/log-group';
import { requireIntegerBetween, requireMatch } from '../validate';
import { imageName } from './image';

/** One program of a task. */
export interface FargateContainer {
  /** Unique in the task; also that of its log streams: `<name>-service/…`. */
  readonly name: string;
  readonly repository: Repository;
  /** `sha256:…` of the image. Absent: none is pushed yet, and the revision is a template only. */
  readonly imageDigest?: string;
  /** Port the program listens on; above 1023, since it is not root. Each container of a task has its own. */
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroupName: string;
  /** Words of the command that ends with 0 while the container is healthy. @default none: the load balancer alone asks */
  readonly healthCheck?: readonly string[];
  /** Containers with a health check that must be healthy before this one starts; it is stopped before them. @default none */
  readonly dependsOnHealthy?: readonly string[];
  /** Account that runs the program, by number, as `user` or `user:group`; never 0. @default '65532:65532', nonroot of distroless images */
  readonly user?: string;
  /**
   * Directories on an otherwise read-only file system that the program writes to, absolute, gone with the task. They belong
   * to root unless the image declares each as a volume of its user. @default none
   */
  readonly writablePaths?: readonly string[];
  /** Seconds from SIGTERM to SIGKILL, 2 to 120. @default 30 */
  readonly stopTimeoutSeconds?: number;
}

/** Health check of the programs on distroless Node images, which carry their own. */
export const nodeHealthCheck: readonly string[] = ['CMD', '/nodejs/bin/node', 'health-check.cjs'];

/** Where the agent of an exec session writes: besides its own paths, the only writable ones of a container. */
const execPaths = {
  'managed-agents': '/managed-agents',
  'ssm-lib': '/var/lib/amazon/ssm',
  'ssm-log': '/var/log/amazon/ssm',
} as const;

/** A volume of the task and where one container sees it. */
export interface Mount {
  readonly sourceVolume: string;
  readonly containerPath: string;
}

/**
 * The volumes of a container. Each has its own: agents of two containers that shared one would overwrite each other.
 * @param isFirst whether it is the task's first container, whose volumes bear no container's name
 */
export function mountsOf(container: FargateContainer, isFirst: boolean, allowExec: boolean): readonly Mount[] {
  const volume = (name: string) => (isFirst ? name : `${container.name}-${name}`);
  const exec = allowExec ? Object.entries(execPaths) : [];
  const own = (container.writablePaths ?? []).map((path) => [path.slice(1).replaceAll('/', '-'), path] as const);
  return [...exec, ...own].map(([name, containerPath]) => ({ sourceVolume: volume(name), containerPath }));
}

/** The container as ECS takes it: without root, with a read-only file system, its output in its own log group. */
export function containerDefinition(
  scope: Construct,
  container: FargateContainer,
  { mounts, logGroup, region }: { mounts: readonly Mount[]; logGroup: LogGroup; region: string },
): object {
  const { name, port, environment, healthCheck, dependsOnHealthy = [] } = container;
  const { user = '65532:65532', stopTimeoutSeconds = 30 } = container;
  return {
    name,
    image: imageName(scope, container.repository, container.imageDigest),
    essential: true,
    ...(dependsOnHealthy.length > 0 && {
      dependsOn: dependsOnHealthy.map((containerName) => ({ containerName, condition: 'HEALTHY' })),
    }),
    user,
    readonlyRootFilesystem: true,
    // An init process reaps what an exec session leaves behind, and hands SIGTERM on.
    linuxParameters: { initProcessEnabled: true },
    portMappings: [{ containerPort: port, hostPort: port, protocol: 'tcp' }],
    environment: Object.entries(environment).map(([key, value]) => ({ name: key, value })),
    mountPoints: mounts,
    stopTimeout: stopTimeoutSeconds,
    ...(healthCheck && {
      healthCheck: { command: healthCheck, interval: 30, timeout: 5, retries: 3, startPeriod: 30 },
    }),
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': logGroup.group.name,
        'awslogs-region': region,
        'awslogs-stream-prefix': `${name}-service`,
        // A log that cannot be delivered must not stop the program, which by default it does.
        mode: 'non-blocking',
        'max-buffer-size': '4m',
      },
    },
  };
}

/**
 * Rejects containers that one task cannot hold together.
 * @throws RangeError naming the container, the field, what is allowed and the value.
 */
export function requireContainers(scope: Construct, containers: readonly FargateContainer[]): void {
  const fault = (message: string): never => {
    throw new RangeError(`${scope.node.path}: ${message}`);
  };
  const names = containers.map(({ name }) => name);
  const ports = containers.map(({ port }) => port);
  if (new Set(names).size < names.length) fault(`containers must have different names, got ${names.join(', ')}`);
  if (new Set(ports).size < ports.length) fault(`containers must have different ports, got ${ports.join(', ')}`);
  for (const container of containers) requireContainer(scope, container, containers);
  const missing = containers.filter(({ imageDigest }) => imageDigest === undefined).map(({ name }) => name);
  if (missing.length > 0 && missing.length < containers.length) {
    const given = names.filter((name) => !missing.includes(name));
    fault(
      `imageDigest must be given for every container or for none, got one for ${given.join(', ')} and none for ${missing.join(', ')}`,
    );
  }
}

function requireContainer(
  scope: Construct,
  { name, port, user, dependsOnHealthy = [], writablePaths = [], stopTimeoutSeconds }: FargateContainer,
  all: readonly FargateContainer[],
): void {
  const prop = (field: string) => (all.length === 1 ? field : `${field} of container "${name}"`);
  requireIntegerBetween(scope, prop('port'), port, 1024, 65_535);
  requireIntegerBetween(scope, prop('stopTimeoutSeconds'), stopTimeoutSeconds ?? 30, 2, 120);
  const userAllowed = 'a number other than 0, alone or with a group as 101:101';
  if (user !== undefined) requireMatch(scope, prop('user'), user, /^[1-9]\d*(:\d+)?$/, userAllowed);
  for (const path of writablePaths) {
    requireMatch(scope, prop('writablePaths'), path, /^(\/[A-Za-z0-9_-]+)+$/, 'absolute paths of letters and digits');
  }
  const checked = all.filter(({ healthCheck }) => healthCheck !== undefined).map((container) => container.name);
  for (const dependency of dependsOnHealthy) {
    if (dependency !== name && checked.includes(dependency)) continue;
    throw new RangeError(
      `${scope.node.path}: ${prop('dependsOnHealthy')} must name another container that has a health check, got "${dependency}"`,
    );
  }
}
