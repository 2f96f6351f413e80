import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  ClientException,
  ClusterNotFoundException,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  ServiceNotFoundException,
  StopTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { openAccountObjects, type AccountObjects } from '../../../../local/provider/objects/account-objects';
import { imageRegistry } from '../../../../cli/release/image-registry';
import { signedJsonCall } from '../../../../cli/release/signed-json-call';
import { TemporaryDirectory } from '../../../support/deployed-state';
import {
  type EcsRuntime,
  repositoryUrl,
  server,
  serviceArn,
  serviceResources,
  startEcsRuntime,
  templateArn,
} from '../../../support/ecs-runtime';

const accountId = '111122223333';
const region = 'ap-northeast-1';
const cluster = 'demo-stg';
const service = 'hello-stg';

/** The account as the rehearsal leaves it, with what the service has of objects. */
function accountOf(directory: string): AccountObjects {
  const account = openAccountObjects(directory);
  for (const { type, attributes } of serviceResources({}, undefined)) {
    if (!['aws_ecs_service', 'aws_ecs_task_definition', 'aws_appautoscaling_target'].includes(type)) continue;
    account.create({ type, accountId, region, attributes: { ...attributes, region } });
  }
  return account;
}

describe('the APIs around the running ECS services', () => {
  const directory = new TemporaryDirectory();
  const account = accountOf(directory.path);
  let runtime: EcsRuntime;
  let ecs: ECSClient;
  let scaling: ApplicationAutoScalingClient;
  beforeAll(async () => {
    runtime = await startEcsRuntime({ account });
    const config = { endpoint: runtime.endpoint, region, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
    ecs = new ECSClient(config);
    scaling = new ApplicationAutoScalingClient(config);
  });
  afterAll(async () => {
    ecs.destroy();
    scaling.destroy();
    await runtime.close();
    directory.remove();
  });

  it('describes a service that has no image yet: none desired, none running, stable', async () => {
    await runtime.until(({ rolloutState }) => rolloutState === 'COMPLETED');
    const { services, failures } = await ecs.send(
      new DescribeServicesCommand({ cluster, services: [service, 'absent'] }),
    );
    expect(failures).toEqual([{ arn: 'absent', reason: 'MISSING' }]);
    expect(services).toHaveLength(1);
    expect(services?.[0]).toMatchObject({
      serviceArn,
      serviceName: service,
      clusterArn: `arn:aws:ecs:${region}:${accountId}:cluster/${cluster}`,
      desiredCount: 0,
      runningCount: 0,
      taskDefinition: templateArn,
      deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED', createdAt: expect.any(Date) }],
    });
  });

  it('registers a revision, runs it, and leaves the change in the account as if behind Terraform', async () => {
    const digest = runtime.addImage(server('"new"'));
    const described = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: templateArn }));
    const { family, containerDefinitions, cpu, memory, networkMode, runtimePlatform } = described.taskDefinition ?? {};
    const containers = (containerDefinitions ?? []).map((one) => ({ ...one, image: `${repositoryUrl}@${digest}` }));
    const { taskDefinition } = await ecs.send(
      new RegisterTaskDefinitionCommand({
        family,
        containerDefinitions: containers,
        cpu,
        memory,
        networkMode,
        runtimePlatform,
      }),
    );
    expect(taskDefinition).toMatchObject({ family: 'hello-stg', revision: 2, status: 'ACTIVE' });
    const arn = taskDefinition?.taskDefinitionArn ?? '';
    const updated = await ecs.send(
      new UpdateServiceCommand({ cluster, service, taskDefinition: arn, desiredCount: 1 }),
    );
    const [primary] = updated.service?.deployments ?? [];
    expect(primary).toMatchObject({ status: 'PRIMARY', rolloutState: 'IN_PROGRESS', taskDefinition: arn });
    await runtime.until((status) => status.rolloutState === 'COMPLETED' && status.runningCount === 1);

    expect(account.find('aws_ecs_service', { id: serviceArn })).toMatchObject([
      { attributes: { task_definition: arn, desired_count: 1, name: service } },
    ]);
    const [revision] = account.find('aws_ecs_task_definition', { arn });
    expect(revision?.attributes).toMatchObject({
      family: 'hello-stg',
      revision: 2,
      arn_without_revision: arn.replace(/:2$/, ''),
      cpu: '256',
      network_mode: 'awsvpc',
      runtime_platform: [{ cpu_architecture: 'X86_64', operating_system_family: 'LINUX' }],
    });
    expect(JSON.parse(String(revision?.attributes.container_definitions))).toMatchObject([
      { name: 'app', image: `${repositoryUrl}@${digest}` },
    ]);
    expect(account.find('aws_ecs_task_definition', { family: 'hello-stg' })).toHaveLength(2);
  });

  it('lists, describes and stops tasks', async () => {
    const before = await runtime.until(({ runningCount }) => runningCount === 1);
    const running = before.tasks.find(({ lastStatus }) => lastStatus === 'RUNNING');
    const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, serviceName: service }));
    expect(taskArns).toEqual([`arn:aws:ecs:${region}:${accountId}:task/${cluster}/${running?.taskId}`]);
    const { tasks, failures } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [...taskArns, 'absent'] }));
    expect(failures).toEqual([{ arn: 'absent', reason: 'MISSING' }]);
    expect(tasks).toMatchObject([
      { lastStatus: 'RUNNING', desiredStatus: 'RUNNING', group: `service:${service}`, containers: [{ name: 'app' }] },
    ]);
    const { task } = await ecs.send(new StopTaskCommand({ cluster, task: taskArns[0], reason: 'enough' }));
    expect(task).toMatchObject({ desiredStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: 'enough' });
    await runtime.until(
      (status) =>
        status.runningCount === 1 && status.tasks.every(({ taskId }, i) => i === 0 || taskId !== running?.taskId),
    );
  });

  it('keeps the suspended state of the scaling in the account', async () => {
    const name = { ServiceNamespace: 'ecs' as const, ScalableDimension: 'ecs:service:DesiredCount' as const };
    const ResourceId = `service/${cluster}/${service}`;
    await scaling.send(
      new RegisterScalableTargetCommand({ ...name, ResourceId, SuspendedState: { DynamicScalingOutSuspended: false } }),
    );
    const { ScalableTargets } = await scaling.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ResourceIds: [ResourceId] }),
    );
    const suspended = { DynamicScalingInSuspended: true, DynamicScalingOutSuspended: false };
    expect(ScalableTargets).toMatchObject([{ MinCapacity: 1, MaxCapacity: 10, SuspendedState: suspended }]);
    expect(account.find('aws_appautoscaling_target', { resource_id: ResourceId })).toMatchObject([
      {
        attributes: {
          min_capacity: 1,
          suspended_state: [{ dynamic_scaling_in_suspended: true, dynamic_scaling_out_suspended: false }],
        },
      },
    ]);
    await expect(
      scaling.send(new RegisterScalableTargetCommand({ ...name, ResourceId: 'service/demo-stg/absent' })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('knows the images of a repository by digest', async () => {
    const registry = imageRegistry(signedJsonCall(ecs.config.credentials, runtime.endpoint));
    const digest = runtime.addImage(server('"other"'));
    const repository = { registryId: accountId, region, name: 'hello-stg' };
    expect(await registry.has(repository, digest)).toBe(true);
    expect(await registry.has(repository, `sha256:${'0'.repeat(64)}`)).toBe(false);
    await expect(registry.has({ ...repository, name: 'absent-stg' }, digest)).rejects.toThrow(
      'ECR repository absent-stg: RepositoryNotFoundException',
    );
  });

  it.each([
    ['another cluster', ClusterNotFoundException, new DescribeServicesCommand({ cluster: 'x', services: [service] })],
    ['another service', ServiceNotFoundException, new UpdateServiceCommand({ cluster, service: 'x' })],
    ['no such revision', ClientException, new UpdateServiceCommand({ cluster, service, taskDefinition: 'x:9' })],
    ['no such definition', ClientException, new DescribeTaskDefinitionCommand({ taskDefinition: 'x' })],
    ['no container', ClientException, new RegisterTaskDefinitionCommand({ family: 'x', containerDefinitions: [] })],
  ])('refuses %s by AWS’ name', async (_, error, command) => {
    // The commands differ in type, which the client's overloads cannot take as one.
    await expect(ecs.send(command as DescribeServicesCommand)).rejects.toBeInstanceOf(error);
  });

  it('says what it does not serve', async () => {
    const response = await fetch(runtime.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.CreateCluster' },
      body: '{}',
    });
    expect(response.status).toBe(501);
    expect(await response.text()).toContain('ecs: CreateCluster is not served here');
  });
});
