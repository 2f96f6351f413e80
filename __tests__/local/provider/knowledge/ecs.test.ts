import { type Attributes } from '../../../../local/provider/codec/value';
import { RehearsedAccount, refusalsOf, textAt } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const arn = 'arn:aws:ecs:eu-west-1:111122223333';

describeResource({
  type: 'aws_ecs_cluster',
  config: { name: 'gateway' },
  gives: { id: `${arn}:cluster/gateway`, arn: `${arn}:cluster/gateway` },
  replacedBy: [{ name: 'other' }],
  refused: [['insights of an unknown value', { setting: [{ name: 'containerInsights', value: 'on' }] }, 'got on']],
});

const containers = (...given: readonly unknown[]) => ({ container_definitions: JSON.stringify(given) });
const task = {
  family: 'users',
  network_mode: 'awsvpc',
  requires_compatibilities: ['FARGATE'],
  cpu: '256',
  memory: '512',
  ...containers({ name: 'users', image: 'repo:none' }),
};

describeResource({
  type: 'aws_ecs_task_definition',
  config: task,
  gives: {
    id: 'users',
    arn: `${arn}:task-definition/users:1`,
    arn_without_revision: `${arn}:task-definition/users`,
    revision: 1,
  },
  replacedBy: [{ cpu: '512', memory: '1024' }, containers({ name: 'users', image: 'repo:1' })],
  refused: [
    [
      'a size Fargate does not have',
      { memory: '4096' },
      'No Fargate configuration exists for given values: 256 CPU, 4096 memory.',
    ],
    ['bridge networking on Fargate', { network_mode: 'bridge' }, 'Fargate only supports network mode'],
    ['definitions that are not JSON', { container_definitions: '[' }, 'container_definitions is invalid'],
    ['no container', containers(), 'Container list cannot be empty.'],
    ['a container without image', containers({ name: 'users' }), 'Container.image should not be null or empty.'],
    [
      'two containers of one name',
      containers({ name: 'a', image: 'i' }, { name: 'a', image: 'i' }),
      'Duplicate container name: a',
    ],
    [
      'no essential container',
      containers({ name: 'a', image: 'i', essential: false }),
      'At least one container must be marked as essential.',
    ],
    [
      'logs without execution role',
      containers({ name: 'a', image: 'i', logConfiguration: { logDriver: 'awslogs' } }),
      'to support log driver awslogs',
    ],
  ],
});

describe('revisions of a task definition', () => {
  it('count up within a family', () => {
    const account = new RehearsedAccount();
    account.create('aws_ecs_task_definition', task);
    const next = account.create('aws_ecs_task_definition', {
      ...task,
      ...containers({ name: 'users', image: 'repo:1' }),
    });
    expect(next.arn).toBe(`${arn}:task-definition/users:2`);
    expect(account.create('aws_ecs_task_definition', { ...task, family: 'orders' }).revision).toBe(1);
  });
});

const service = {
  name: 'users',
  cluster: `${arn}:cluster/gateway`,
  launch_type: 'FARGATE',
  task_definition: `${arn}:task-definition/users:1`,
  desired_count: 2,
  network_configuration: [{ subnets: ['subnet-1'] }],
  deployment_circuit_breaker: [{ enable: true, rollback: true }],
};
const withTask = (account: RehearsedAccount) => {
  account.create('aws_ecs_cluster', { name: 'gateway' });
  account.create('aws_ecs_task_definition', task);
};
describeResource({
  type: 'aws_ecs_service',
  given: withTask,
  config: service,
  gives: {
    id: `${arn}:service/gateway/users`,
    scheduling_strategy: 'REPLICA',
    platform_version: 'LATEST',
    deployment_maximum_percent: 200,
  },
  replacedBy: [{ name: 'other' }, { cluster: `${arn}:cluster/other` }],
  updatedBy: [{ desired_count: 3 }],
  collision: 'Creation of service was not idempotent.',
  refused: [
    [
      'the circuit breaker with blue/green',
      { deployment_configuration: [{ strategy: 'BLUE_GREEN' }] },
      'circuit breaker is not supported with the BLUE_GREEN deployment strategy',
    ],
    [
      'a launch type beside a capacity provider',
      { capacity_provider_strategy: [{ capacity_provider: 'FARGATE_SPOT' }] },
      'conflicts with capacity_provider_strategy',
    ],
    ['Fargate without network', { network_configuration: [] }, 'Network Configuration must be provided'],
    [
      'a deployment that can start nothing and stop nothing',
      { deployment_maximum_percent: 100 },
      'Both maximumPercent and minimumHealthyPercent cannot be 100',
    ],
    [
      'a grace period without load balancer',
      { health_check_grace_period_seconds: 30 },
      'only valid for services configured to use load balancers',
    ],
    ['an unknown strategy', { deployment_configuration: [{ strategy: 'GREEN' }] }, 'got GREEN'],
  ],
});

describe('a service and what it refers to', () => {
  const group = (change: Attributes = {}) => ({
    name: 'users',
    port: 3000,
    protocol: 'HTTP',
    vpc_id: 'vpc-1',
    target_type: 'ip',
    ...change,
  });
  const served = (account: RehearsedAccount, groupChange: Attributes = {}) => {
    account.create('aws_ecs_cluster', { name: 'gateway' });
    account.create('aws_ecs_task_definition', {
      ...task,
      ...containers({ name: 'users', image: 'repo:none', portMappings: [{ containerPort: 3000 }] }),
    });
    const arn = account.create('aws_lb_target_group', group(groupChange)).arn ?? null;
    return { arn, load_balancer: [{ target_group_arn: arn, container_name: 'users', container_port: 3000 }] };
  };
  const listen = (account: RehearsedAccount, target_group_arn: Attributes['arn']) =>
    account.create('aws_lb_listener', {
      load_balancer_arn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/a/0123456789abcdef',
      port: 80,
      protocol: 'HTTP',
      default_action: [{ type: 'forward', target_group_arn: target_group_arn ?? null }],
    });
  const refused = (account: RehearsedAccount, change: Attributes) =>
    refusalsOf(() => account.create('aws_ecs_service', { ...service, ...change }));

  it('is accepted with its target group behind a listener', () => {
    const account = new RehearsedAccount();
    const { arn, load_balancer } = served(account);
    listen(account, arn);
    expect(refused(account, { load_balancer, health_check_grace_period_seconds: 30 })).toEqual([]);
  });

  it('is refused while no load balancer forwards to its target group', () => {
    const account = new RehearsedAccount();
    expect(refused(account, { load_balancer: served(account).load_balancer })).toEqual([
      expect.stringContaining('does not have an associated load balancer'),
    ]);
  });

  describe('moves its traffic between two target groups', () => {
    const trustedBy = (service: string) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
      });
    const blueGreen = { deployment_circuit_breaker: [], deployment_configuration: [{ strategy: 'BLUE_GREEN' }] };
    const listener = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/a/1/2';
    const rule = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/a/1/2/3';
    const advanced = (alternate: Attributes[string], role: string) => [
      {
        alternate_target_group_arn: alternate ?? null,
        production_listener_rule: listener,
        role_arn: role,
      },
    ];

    function twoGroups() {
      const account = new RehearsedAccount();
      const { arn: blue, load_balancer } = served(account);
      const green = account.create('aws_lb_target_group', group({ name: 'green' })).arn ?? null;
      const role = account.create('aws_iam_role', { name: 'ecs', assume_role_policy: trustedBy('ecs.amazonaws.com') });
      const [target] = load_balancer;
      return { account, blue, green, role: textAt(role, 'arn'), target };
    }

    it('only with the second group, and another one', () => {
      const { account, role, target } = twoGroups();
      const same = [{ ...target, advanced_configuration: advanced(target?.target_group_arn ?? null, role) }];
      const refusals = (load_balancer: Attributes[string]) =>
        account.refusals('aws_ecs_service', { ...service, ...blueGreen, load_balancer: load_balancer ?? null });
      expect(refusals([{ ...target }])).toEqual([
        expect.stringContaining('alternateTargetGroupArn and productionListenerRule'),
      ]);
      expect(refusals(same)).toEqual([expect.stringContaining('must be another target group')]);
    });

    it('never while it rolls', () => {
      const { account, green, role, target } = twoGroups();
      const load_balancer = [{ ...target, advanced_configuration: advanced(green, role) }];
      expect(account.refusals('aws_ecs_service', { ...service, load_balancer })).toEqual([
        expect.stringContaining('not supported with the ROLLING deployment strategy'),
      ]);
      const long = {
        ...blueGreen,
        deployment_configuration: [{ strategy: 'BLUE_GREEN', bake_time_in_minutes: '1441' }],
      };
      expect(account.refusals('aws_ecs_service', { ...service, ...long, load_balancer })).toEqual([
        expect.stringContaining('bakeTimeInMinutes must be from 0 to 1440'),
      ]);
      const other = { ...blueGreen, deployment_controller: [{ type: 'CODE_DEPLOY' }] };
      expect(account.refusals('aws_ecs_service', { ...service, ...other, load_balancer })).toEqual([
        expect.stringContaining('supported with the ECS deployment controller only'),
      ]);
    });

    it('with groups behind a load balancer, rules that are there and a role that ECS may assume', () => {
      const { account, blue, green, role, target } = twoGroups();
      listen(account, blue);
      const create = (advanced_configuration: Attributes[]) =>
        refused(account, { ...blueGreen, load_balancer: [{ ...target, advanced_configuration }] });
      expect(create(advanced(green, role))).toEqual([
        expect.stringContaining('does not have an associated load balancer'),
      ]);
      expect(create([{ alternate_target_group_arn: green, production_listener_rule: rule, role_arn: role }])).toEqual([
        expect.stringContaining(`The listener rule ${rule} was not found.`),
      ]);
      account.create('aws_lb_listener', {
        load_balancer_arn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/a/0123456789abcdef',
        port: 8443,
        protocol: 'HTTP',
        default_action: [{ type: 'forward', target_group_arn: green }],
      });
      const strange = account.create('aws_iam_role', { name: 'x', assume_role_policy: trustedBy('ec2.amazonaws.com') });
      expect(create(advanced(green, textAt(strange, 'arn')))).toEqual([
        expect.stringContaining('not authorized to assume the role'),
      ]);
      expect(create(advanced(green, role))).toEqual([]);
    });
  });

  it('is refused for a container, a port or a kind of target that does not fit', () => {
    const account = new RehearsedAccount();
    const { arn, load_balancer } = served(account, { target_type: 'instance' });
    listen(account, arn);
    const [target] = load_balancer;
    expect(refused(account, { load_balancer })).toEqual([
      expect.stringContaining('has target type instance, which is incompatible with the awsvpc network mode'),
    ]);
    expect(refused(account, { load_balancer: [{ ...target, container_name: 'web' }] })[0]).toContain(
      'The container web does not exist in the task definition.',
    );
    expect(refused(account, { load_balancer: [{ ...target, container_port: 80 }] })[0]).toContain(
      'The container users did not have a container port 80 defined.',
    );
  });

  it('is refused without cluster, without revision, and with exec but no task role', () => {
    expect(refused(new RehearsedAccount(), {})).toEqual([
      expect.stringContaining('ClusterNotFoundException'),
      expect.stringContaining(`TaskDefinition not found: ${arn}:task-definition/users:1`),
    ]);
    const account = new RehearsedAccount();
    withTask(account);
    expect(refused(account, { task_definition: null })).toEqual([
      expect.stringContaining('TaskDefinition can not be blank.'),
    ]);
    expect(
      refused(account, { name: 'external', task_definition: null, deployment_controller: [{ type: 'EXTERNAL' }] }),
    ).toEqual([]);
    expect(refused(account, { enable_execute_command: true })).toEqual([
      expect.stringContaining('a valid taskRoleArn is not being used'),
    ]);
  });

  it('keeps its cluster, and may go on with a revision that is gone', () => {
    const account = new RehearsedAccount();
    const cluster = account.create('aws_ecs_cluster', { name: 'gateway' });
    const revision = account.create('aws_ecs_task_definition', task);
    const running = account.create('aws_ecs_service', service);
    account.destroy('aws_ecs_task_definition', revision);
    expect(account.update('aws_ecs_service', running, { ...service, desired_count: 3 }).desired_count).toBe(3);
    expect(refusalsOf(() => account.destroy('aws_ecs_cluster', cluster))).toEqual([
      expect.stringContaining('ClusterContainsServicesException'),
    ]);
  });
});

describeResource({
  type: 'aws_ecs_cluster_capacity_providers',
  given: (account) => account.create('aws_ecs_cluster', { name: 'gateway' }),
  config: {
    cluster_name: 'gateway',
    capacity_providers: ['FARGATE', 'FARGATE_SPOT'],
    default_capacity_provider_strategy: [{ capacity_provider: 'FARGATE', weight: 1 }],
  },
  gives: { id: 'gateway', default_capacity_provider_strategy: [{ base: 0, weight: 1 }] },
  replacedBy: [{ cluster_name: 'other' }],
  updatedBy: [{ capacity_providers: ['FARGATE'] }],
  refused: [
    [
      'a strategy with a provider that the cluster lacks',
      { capacity_providers: ['FARGATE_SPOT'] },
      "The specified capacity provider 'FARGATE' was not found",
    ],
    [
      'two bases',
      {
        default_capacity_provider_strategy: [
          { capacity_provider: 'FARGATE', base: 1 },
          { capacity_provider: 'FARGATE_SPOT', base: 1 },
        ],
      },
      'Only one capacity provider in a capacity provider strategy can have a base defined.',
    ],
  ],
});

describe('capacity providers', () => {
  it('belong to a cluster and must exist', () => {
    const refused = refusalsOf(() =>
      new RehearsedAccount().create('aws_ecs_cluster_capacity_providers', {
        cluster_name: 'gateway',
        capacity_providers: ['own'],
      }),
    );
    expect(refused).toEqual([
      expect.stringContaining('ClusterNotFoundException'),
      expect.stringContaining("capacity provider 'own' was not found"),
    ]);
  });
});
