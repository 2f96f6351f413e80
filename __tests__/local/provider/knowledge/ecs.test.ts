import { RehearsedAccount } from '../../../support/rehearsed-account';
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
describeResource({
  type: 'aws_ecs_service',
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
    ['an unknown strategy', { deployment_configuration: [{ strategy: 'GREEN' }] }, 'got GREEN'],
  ],
});
