import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Adapter } from '../../local/runtime/adapters/adapter';
import { awsEndpoint, awsEndpoints } from '../../local/runtime/adapters/aws-endpoint';
import { dynamodb } from '../../local/runtime/adapters/dynamodb';
import { ecs, ecsServices } from '../../local/runtime/adapters/ecs';
import { loadBalancers } from '../../local/runtime/adapters/load-balancing';
import { s3 } from '../../local/runtime/adapters/s3';
import { ssm } from '../../local/runtime/adapters/ssm';
import { imageDigest, sha256 } from '../../local/runtime/ecs/image-digest';
import { type EcsServices, type EcsServiceStatus } from '../../local/runtime/ecs/ecs-services';
import { createRuntimeEvents, type RuntimeEvent } from '../../local/runtime/events';
import { type Runtime, startRuntime } from '../../local/runtime/runtime';
import { type DeployedResource } from '../../local/runtime/state/deployment';
import { type AccountObjects } from '../../local/provider/objects/account-objects';
import { TemporaryDirectory } from './deployed-state';
import { RoundRobinBalancer } from './round-robin-balancer';

const place = 'ap-northeast-1:111122223333';
export const targetGroupArn = `arn:aws:elasticloadbalancing:${place}:targetgroup/hello-stg/0123456789abcdef`;
export const serviceArn = `arn:aws:ecs:${place}:service/demo-stg/hello-stg`;
export const templateArn = `arn:aws:ecs:${place}:task-definition/hello-stg:1`;
export const repositoryUrl = '111122223333.dkr.ecr.ap-northeast-1.amazonaws.com/hello-stg';
export const port = 8080;

/** Answers `/health` with 200 and everything else with `body`, an expression; exits on SIGTERM once idle. */
export const server = (body: string): string => `
const http = require('node:http');
const server = http.createServer((request, response) => {
  response.setHeader('connection', 'close');
  if (request.url === '/exit') process.exit(7);
  response.end(request.url === '/health' ? 'ok' : String(${body}));
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => server.close());
`;

export interface EcsRuntimeOptions {
  /** Attributes of the service that differ. */
  readonly service?: Readonly<Record<string, unknown>>;
  /** Fields of the container definition that differ. */
  readonly container?: Readonly<Record<string, unknown>>;
  /** All containers, instead of the one; `image` is that of `program`. */
  readonly containers?: (image: string) => readonly Readonly<Record<string, unknown>>[];
  /** Source of `server.cjs` of the first image; absent: the service has no image yet. */
  readonly program?: string;
  readonly resources?: readonly Pick<DeployedResource, 'type' | 'attributes'>[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly account?: AccountObjects;
  readonly names?: RoundRobinBalancer['names'];
  readonly withTargetGroup?: boolean;
  /** @default a folder of its own */
  readonly imagesDirectory?: string;
}

export interface EcsRuntime {
  readonly runtime: Runtime;
  readonly services: EcsServices;
  readonly balancer: RoundRobinBalancer;
  readonly imagesDirectory: string;
  /** URL of what answers instead of AWS. */
  readonly endpoint: string;
  readonly events: readonly RuntimeEvent[];
  /** Writes an image of one program; the answer is its digest. */
  addImage(program: string): string;
  status(): EcsServiceStatus;
  /** Waits until the status of the service is as wanted. */
  until(wanted: (status: EcsServiceStatus) => boolean, timeoutMs?: number): Promise<EcsServiceStatus>;
  close(): Promise<void>;
}

/** Waits until `isTrue` answers true. */
export async function eventually(isTrue: () => boolean | Promise<boolean>, what: () => string, timeoutMs = 15_000) {
  const deadline = performance.now() + timeoutMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** An image of one program, `server.cjs`. */
export function writeImage(imagesDirectory: string, program: string, repository = 'hello'): string {
  const command = ['node', 'server.cjs'];
  const digest = imageDigest({ repository, command, files: { 'server.cjs': sha256(program) } });
  const directory = join(imagesDirectory, digest.slice('sha256:'.length));
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'server.cjs'), program);
  writeFileSync(join(directory, 'image.json'), JSON.stringify({ digest, repository, command }));
  return digest;
}

/** The deployed resources of one service, `hello-stg` in the cluster `demo-stg`. */
export function serviceResources(options: EcsRuntimeOptions, digest: string | undefined): readonly DeployedResource[] {
  const image = `${repositoryUrl}${digest === undefined ? ':none' : `@${digest}`}`;
  const container = {
    name: 'app',
    image,
    essential: true,
    portMappings: [{ containerPort: port }],
    environment: [{ name: 'PORT', value: String(port) }],
    logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/demo/stg/hello' } },
    ...options.container,
  };
  const definition = {
    arn: templateArn,
    family: 'hello-stg',
    revision: 1,
    container_definitions: JSON.stringify(options.containers?.(image) ?? [container]),
    cpu: '256',
    memory: '512',
    network_mode: 'awsvpc',
    requires_compatibilities: ['FARGATE'],
    runtime_platform: [{ cpu_architecture: 'X86_64', operating_system_family: 'LINUX' }],
  };
  const service = {
    id: serviceArn,
    name: 'hello-stg',
    cluster: `arn:aws:ecs:${place}:cluster/demo-stg`,
    task_definition: templateArn,
    desired_count: digest === undefined ? 0 : 1,
    deployment_circuit_breaker: [{ enable: true, rollback: true }],
    load_balancer:
      options.withTargetGroup === false
        ? []
        : [{ target_group_arn: targetGroupArn, container_name: 'app', container_port: port }],
    network_configuration: [{ subnets: ['subnet-1'], security_groups: ['sg-1'] }],
    ...options.service,
  };
  const target = {
    arn: `arn:aws:application-autoscaling:${place}:scalable-target/0ec5`,
    service_namespace: 'ecs',
    resource_id: 'service/demo-stg/hello-stg',
    scalable_dimension: 'ecs:service:DesiredCount',
    min_capacity: 1,
    max_capacity: 10,
    suspended_state: [
      { dynamic_scaling_in_suspended: true, dynamic_scaling_out_suspended: true, scheduled_scaling_suspended: true },
    ],
  };
  const all: readonly Pick<DeployedResource, 'type' | 'attributes'>[] = [
    { type: 'aws_ecs_cluster', attributes: { arn: `arn:aws:ecs:${place}:cluster/demo-stg`, name: 'demo-stg' } },
    { type: 'aws_ecs_task_definition', attributes: definition },
    { type: 'aws_ecs_service', attributes: service },
    { type: 'aws_appautoscaling_target', attributes: target },
    { type: 'aws_ecr_repository', attributes: { arn: `arn:aws:ecr:${place}:repository/hello-stg`, name: 'hello-stg' } },
    { type: 'aws_subnet', attributes: { id: 'subnet-1', vpc_id: 'vpc-1' } },
    ...(options.resources ?? []),
  ];
  return all.map((resource, index) => ({ ...resource, address: `${resource.type}.R${index}`, dependsOn: [] }));
}

/** Runs one ECS service behind a balancer of its own. */
export async function startEcsRuntime(options: EcsRuntimeOptions = {}): Promise<EcsRuntime> {
  const directory = new TemporaryDirectory();
  const imagesDirectory = options.imagesDirectory ?? join(directory.path, 'images');
  const digest = options.program === undefined ? undefined : writeImage(imagesDirectory, options.program);
  const balancer = new RoundRobinBalancer([targetGroupArn]);
  Object.assign(balancer.names, options.names ?? {});
  const balancing: Adapter = {
    name: 'load-balancing',
    types: [],
    needs: [],
    start: (context) => {
      context.keep(balancer);
      context.services.provide(loadBalancers, balancer);
      return Promise.resolve();
    },
  };
  let endpoint = '';
  const observer: Adapter = {
    name: 'observer',
    types: ['aws_ecs_cluster'],
    needs: ['aws-endpoint'],
    start: ({ services }) => {
      const place = { id: '111122223333/ap-northeast-1', accountId: '111122223333', region: 'ap-northeast-1' };
      endpoint = services.find(awsEndpoints)?.(place)?.url ?? '';
      return Promise.resolve();
    },
  };
  const events = createRuntimeEvents();
  const seen: RuntimeEvent[] = [];
  events.subscribe((event) => void seen.push(event));
  const runtime = await startRuntime({
    deployments: [
      {
        stackId: 'demo-stg',
        resources: serviceResources(options, digest),
        outputs: {},
        assetsDirectory: directory.path,
      },
    ],
    dataDirectory: join(directory.path, 'data'),
    imagesDirectory,
    projectDirectory: directory.path,
    port: 0,
    events,
    environment: { PATH: process.env.PATH ?? '', ...options.environment },
    adapters: [ecs, awsEndpoint, dynamodb, s3, ssm, balancing, observer],
    ...(options.account === undefined ? {} : { account: options.account }),
  });
  const services = runtime.find(ecsServices);
  if (services === undefined) throw new Error('the runtime has no ECS services');
  const status = (): EcsServiceStatus => {
    const [only] = services.list();
    if (only === undefined) throw new Error('the runtime has no service');
    return only;
  };
  return {
    runtime,
    services,
    balancer,
    imagesDirectory,
    endpoint,
    events: seen,
    addImage: (program) => writeImage(imagesDirectory, program),
    status,
    until: async (wanted, timeoutMs) => {
      await eventually(
        () => wanted(status()),
        () => JSON.stringify([status(), seen.filter(({ kind }) => kind === 'log').slice(-20)], null, 1),
        timeoutMs,
      );
      return status();
    },
    close: async () => {
      await runtime.close();
      directory.remove();
    },
  };
}

/** The parameter that tells a release of the service, `/tristage/stg/release/hello`, with fields that differ. */
export function releaseParameter(
  fields: Readonly<Record<string, unknown>> = {},
): Pick<DeployedResource, 'type' | 'attributes'> {
  const name = '/tristage/stg/release/hello';
  const value = JSON.stringify({
    cluster: 'demo-stg',
    service: 'hello-stg',
    taskDefinition: templateArn,
    container: 'app',
    repository: repositoryUrl,
    desiredCount: 2,
    scalableTarget: 'service/demo-stg/hello-stg',
    ...fields,
  });
  const attributes = { arn: `arn:aws:ssm:${place}:parameter${name}`, name, type: 'String', value };
  return { type: 'aws_ssm_parameter', attributes };
}
