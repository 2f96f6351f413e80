import { EcsCluster } from '../../../modules/ecs/cluster';
import { type FargateContainer } from '../../../modules/ecs/container';
import { FargateTask, type FargateTaskProps } from '../../../modules/ecs/fargate-task';
import { accountId } from '../../support/constructs';
import { someContainer, someDigest, someTaskProps } from '../../support/some-fargate';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: Partial<FargateTaskProps> = {}, allowExec = false, containers: Changes = [{}]) =>
  new SynthesizedScope((scope) => {
    const cluster = new EcsCluster(scope, 'Cluster', { name: 'shop-stg', logRetentionDays: 30, allowExec });
    const [main, ...sidecars] = containers;
    new FargateTask(scope, 'Task', {
      ...someTaskProps(scope, [someContainer(scope, main), ...sidecars.map((change) => someContainer(scope, change))]),
      execLogGroup: cluster.execLogGroup,
      ...props,
    });
  });
/** A task of one container that differs from others by `change`. */
const synthContainer = (change: Partial<FargateContainer>) => synth({}, false, [change]);

type Changes = readonly [Partial<FargateContainer>, ...Partial<FargateContainer>[]];

const definition = (scope: SynthesizedScope) => scope.only('aws_ecs_task_definition');
const containersIn = (scope: SynthesizedScope) =>
  JSON.parse(String(definition(scope).container_definitions)) as Record<string, unknown>[];
const container = (scope: SynthesizedScope): Record<string, unknown> => {
  const containers = containersIn(scope);
  expect(containers).toHaveLength(1);
  return containers[0] ?? {};
};

describe('FargateTask', () => {
  it('is the smallest task of Fargate on arm64, and its old revisions stay registered', () => {
    expect(definition(synth())).toMatchObject({
      family: 'shop-cart-stg',
      requires_compatibilities: ['FARGATE'],
      network_mode: 'awsvpc',
      cpu: '256',
      memory: '512',
      runtime_platform: { operating_system_family: 'LINUX', cpu_architecture: 'ARM64' },
      skip_destroy: true,
      volume: [],
    });
    expect(definition(synth({ cpu: 1024, memoryMiB: 3072 }))).toMatchObject({ cpu: '1024', memory: '3072' });
  });

  it('runs one container without root on a file system that it cannot change', () => {
    expect(container(synth())).toMatchObject({
      name: 'cart',
      essential: true,
      user: '65532:65532',
      readonlyRootFilesystem: true,
      linuxParameters: { initProcessEnabled: true },
      portMappings: [{ containerPort: 3000, hostPort: 3000, protocol: 'tcp' }],
      environment: [
        { name: 'PORT', value: '3000' },
        { name: 'LOG_LEVEL', value: 'INFO' },
      ],
      mountPoints: [],
      stopTimeout: 30,
      healthCheck: { command: ['CMD', '/nodejs/bin/node', 'health-check.cjs'], interval: 30, timeout: 5, retries: 3 },
    });
    expect(container(synthContainer({ stopTimeoutSeconds: 60 }))).toMatchObject({ stopTimeout: 60 });
  });

  it('logs to its own group, and goes on when the log cannot be delivered', () => {
    const scope = synth();
    expect(scope.only('aws_cloudwatch_log_group', 'Task')).toMatchObject({
      name: '/shop/stg/cart',
      retention_in_days: 30,
    });
    expect(container(scope).logConfiguration).toEqual({
      logDriver: 'awslogs',
      options: {
        'awslogs-group': expect.stringMatching(/aws_cloudwatch_log_group\.Task_LogGroup_\w+\.name/),
        'awslogs-region': 'eu-west-1',
        'awslogs-stream-prefix': 'cart-service',
        mode: 'non-blocking',
        'max-buffer-size': '4m',
      },
    });
  });

  it('names an image by its digest, and none at all before the first push', () => {
    const url = /^\$\{aws_ecr_repository\.\w+\.repository_url\}/;
    expect(container(synthContainer({ imageDigest: someDigest })).image).toMatch(
      new RegExp(`${url.source}@${someDigest}$`),
    );
    expect(container(synth()).image).toMatch(new RegExp(`${url.source}:none$`));
  });

  it.each(['latest', 'release-7', 'sha256:0123', someDigest.toUpperCase(), `${someDigest}0`, `@${someDigest}`, ''])(
    'refuses the image %p',
    (imageDigest) => {
      expect(() => synthContainer({ imageDigest })).toThrow(
        `Task: imageDigest must be sha256: and 64 lower-case hexadecimal digits, not a tag, got "${imageDigest}"`,
      );
    },
  );

  it('lets Fargate pull that one image and write that one log', () => {
    const scope = synth();
    const roleOf = (name: string) =>
      scope.all('aws_iam_role').find((role) => role.name === `shop-cart-stg-${name}`)?.assume_role_policy;
    expect(JSON.parse(String(roleOf('execution')))).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'ecs-tasks.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
        },
      ],
    });
    expect(roleOf('task')).toBe(roleOf('execution'));
    expect(scope.statements('Execution')).toEqual([
      { Sid: 'RegistryToken', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
      {
        Sid: 'Image',
        Effect: 'Allow',
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Resource: expect.stringMatching(/^\$\{aws_ecr_repository\.\w+\.arn\}$/),
      },
      {
        Sid: 'Log',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.Task_LogGroup_\w+\.arn\}:\*$/),
      },
    ]);
  });

  it('lets the program do what it is given, which without statements is nothing', () => {
    expect(synth().all('aws_iam_role_policy')).toHaveLength(1);
    const statements = [{ Sid: 'Items', Action: 'dynamodb:GetItem', Resource: 'arn:aws:dynamodb:::table/cart' }];
    expect(synth({ statements }).statements('Roles_Task')).toEqual([{ Effect: 'Allow', ...statements[0] }]);
  });

  it('takes exec sessions where they are logged: paths to write to, channels, and that log', () => {
    const scope = synth({}, true);
    const paths = {
      'managed-agents': '/managed-agents',
      'ssm-lib': '/var/lib/amazon/ssm',
      'ssm-log': '/var/log/amazon/ssm',
    };
    expect(definition(scope).volume).toEqual(Object.keys(paths).map((name) => ({ name })));
    expect(container(scope)).toMatchObject({
      readonlyRootFilesystem: true,
      mountPoints: Object.entries(paths).map(([sourceVolume, containerPath]) => ({ sourceVolume, containerPath })),
    });
    expect(scope.statements('Task_Exec')).toEqual([
      {
        Sid: 'ExecSession',
        Effect: 'Allow',
        Action: [
          'ssmmessages:CreateControlChannel',
          'ssmmessages:CreateDataChannel',
          'ssmmessages:OpenControlChannel',
          'ssmmessages:OpenDataChannel',
        ],
        Resource: '*',
      },
      {
        Sid: 'ExecLogGroups',
        Effect: 'Allow',
        Action: 'logs:DescribeLogGroups',
        Resource: `arn:aws:logs:eu-west-1:${accountId}:log-group:*`,
      },
      {
        Sid: 'ExecLog',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.Cluster_Exec_\w+\.arn\}:\*$/),
      },
    ]);
  });

  it.each<[Partial<FargateTaskProps>, string]>([
    [{ name: 'a'.repeat(55) }, 'name must be 1 to 54 letters, digits, _ or -'],
    [{ cpu: 300 }, 'cpu must be one of 256, 512, 1024, 2048, 4096, got 300'],
    [{ memoryMiB: 256 }, 'memoryMiB must be an integer from 512 to 2048, got 256'],
    [{ memoryMiB: 1536 }, 'memoryMiB must be a size that Fargate gives with 256 CPU units, got 1536'],
    [{ cpu: 1024, memoryMiB: 2560 }, 'memoryMiB must be a size that Fargate gives with 1024 CPU units, got 2560'],
  ])('refuses %p', (props, fault) => {
    expect(() => synth(props)).toThrow(`Task: ${fault}`);
  });

  it.each<[Partial<FargateContainer>, string]>([
    [{ port: 80 }, 'port must be an integer from 1024 to 65535, got 80'],
    [{ stopTimeoutSeconds: 121 }, 'stopTimeoutSeconds must be an integer from 2 to 120, got 121'],
    [{ user: '0' }, 'user must be a number other than 0, alone or with a group as 101:101, got "0"'],
    [{ user: 'root' }, 'user must be a number other than 0, alone or with a group as 101:101, got "root"'],
    [{ writablePaths: ['tmp'] }, 'writablePaths must be absolute paths of letters and digits, got "tmp"'],
    [
      { dependsOnHealthy: ['cart'] },
      'dependsOnHealthy must name another container that has a health check, got "cart"',
    ],
  ])('refuses the container %p', (change, fault) => {
    expect(() => synthContainer(change)).toThrow(`Task: ${fault}`);
  });
});

describe('FargateTask of several containers', () => {
  const proxy: Partial<FargateContainer> = {
    name: 'proxy',
    port: 8080,
    environment: { PORT: '8080' },
    healthCheck: undefined,
    user: '101:101',
    writablePaths: ['/tmp', '/var/cache/nginx'],
    dependsOnHealthy: ['cart'],
    stopTimeoutSeconds: 40,
  };
  const scope = synth({}, false, [{}, proxy]);

  it('starts one after the other is healthy, each with its own port, account, files and patience', () => {
    const [cart, sidecar] = containersIn(scope);
    expect(cart).toMatchObject({ name: 'cart', mountPoints: [], stopTimeout: 30 });
    expect(cart).not.toHaveProperty('dependsOn');
    expect(sidecar).toMatchObject({
      name: 'proxy',
      essential: true,
      dependsOn: [{ containerName: 'cart', condition: 'HEALTHY' }],
      user: '101:101',
      readonlyRootFilesystem: true,
      portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: 'tcp' }],
      environment: [{ name: 'PORT', value: '8080' }],
      mountPoints: [
        { sourceVolume: 'proxy-tmp', containerPath: '/tmp' },
        { sourceVolume: 'proxy-var-cache-nginx', containerPath: '/var/cache/nginx' },
      ],
      stopTimeout: 40,
    });
    expect(sidecar).not.toHaveProperty('healthCheck');
    expect(definition(scope).volume).toEqual([{ name: 'proxy-tmp' }, { name: 'proxy-var-cache-nginx' }]);
  });

  it('writes a log each, and Fargate may pull both images and write both logs', () => {
    expect(scope.all('aws_cloudwatch_log_group').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['/shop/stg/cart', '/shop/stg/proxy']),
    );
    const [cart, sidecar] = containersIn(scope).map(({ logConfiguration }) => logConfiguration);
    expect(cart).toMatchObject({ options: { 'awslogs-group': expect.stringMatching(/Task_LogGroup_\w+\.name/) } });
    expect(sidecar).toMatchObject({
      options: { 'awslogs-group': expect.stringMatching(/Task_LogGroup-proxy_\w+\.name/) },
    });
    expect(scope.statements('Execution')).toMatchObject([
      { Sid: 'RegistryToken' },
      {
        Sid: 'Image',
        Resource: [expect.stringMatching(/\.Repository_\w+\.arn/), expect.stringMatching(/Repository-proxy/)],
      },
      { Sid: 'Log', Resource: [expect.stringMatching(/LogGroup_\w+\.arn/), expect.stringMatching(/LogGroup-proxy/)] },
    ]);
  });

  it('gives each container volumes of its own for exec sessions', () => {
    const [cart, sidecar] = containersIn(synth({}, true, [{}, { ...proxy, writablePaths: [] }]));
    const volumes = (prefix: string): unknown[] =>
      ['managed-agents', 'ssm-lib', 'ssm-log'].map((name): unknown =>
        expect.objectContaining({ sourceVolume: prefix + name }),
      );
    expect(cart?.mountPoints).toEqual(volumes(''));
    expect(sidecar?.mountPoints).toEqual(volumes('proxy-'));
  });

  it('names both images by digest, or none', () => {
    const both = synth({}, false, [{ imageDigest: someDigest }, { ...proxy, imageDigest: someDigest }]);
    expect(containersIn(both).map(({ image }) => String(image).endsWith(`@${someDigest}`))).toEqual([true, true]);
    expect(() => synth({}, false, [{ imageDigest: someDigest }, proxy])).toThrow(
      'Task: imageDigest must be given for every container or for none, got one for cart and none for proxy',
    );
    expect(() => synth({}, false, [{}, { ...proxy, imageDigest: someDigest }])).toThrow(
      'got one for proxy and none for cart',
    );
  });

  it.each<[Partial<FargateContainer>, string]>([
    [{ ...proxy, port: 3000 }, 'containers must have different ports, got 3000, 3000'],
    [{ ...proxy, port: 80 }, 'port of container "proxy" must be an integer from 1024 to 65535, got 80'],
    [
      { ...proxy, dependsOnHealthy: ['proxy'] },
      'dependsOnHealthy of container "proxy" must name another container that has a health check, got "proxy"',
    ],
    [
      { ...proxy, dependsOnHealthy: ['cat'] },
      'dependsOnHealthy of container "proxy" must name another container that has a health check, got "cat"',
    ],
  ])('refuses %p beside another', (change, fault) => {
    expect(() => synth({}, false, [{}, change])).toThrow(`Task: ${fault}`);
  });

  it('refuses two containers of one name', () => {
    expect(
      () =>
        new SynthesizedScope((other) => {
          const twin = someContainer(other);
          new FargateTask(other, 'Task', someTaskProps(other, [twin, { ...twin, port: 4000 }]));
        }),
    ).toThrow('Task: containers must have different names, got cart, cart');
  });

  it('refuses to wait for a container without a health check', () => {
    expect(() => synth({}, false, [{ healthCheck: undefined }, proxy])).toThrow(
      'dependsOnHealthy of container "proxy" must name another container that has a health check, got "cart"',
    );
  });
});
