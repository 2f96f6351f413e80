import { someDigest } from '../../support/some-fargate';
import { gatewayEnvironment, refunds, synthesizeGateway } from '../../support/gateway-stacks';
import { type SynthesizedStack } from '../../support/synthesized-stack';
import { ListenerRouter } from '../../support/listener-router';

const stg = synthesizeGateway('stg')('services');
const prod = synthesizeGateway('prod')('services');
const released = synthesizeGateway('stg', { images: { microservice: someDigest } })('services');
const { services } = gatewayEnvironment('stg').gateway;
const names = services.map(({ name }) => name);

describe('the listener of the microservices', () => {
  const router = new ListenerRouter(stg);
  const notFound = {
    status: 404,
    body: { error: 'Service not found', message: 'The requested service path does not exist' },
  };
  const healthy = { status: 200, body: { status: 'healthy' } };

  it.each([
    ['/users', 'users', 'gateway-users-stg'],
    ['/users/42', 'users', 'gateway-users-stg'],
    ['/orders', 'orders', 'gateway-orders-stg'],
    ['/payments/7', 'payments', 'gateway-payments-stg'],
    ['/users', undefined, notFound],
    ['/users', 'orders', notFound],
    ['/Users', 'users', notFound],
    ['/api/users', 'users', notFound],
    ['/', undefined, notFound],
    ['/health', undefined, healthy],
    ['/health/', undefined, healthy],
    ['/health/unknown', undefined, healthy],
    ['/health/users/x', undefined, healthy],
    ['/healthy', undefined, notFound],
    ['/health/users', undefined, 'gateway-users-stg'],
    ['/health/orders', undefined, 'gateway-orders-stg'],
    ['/health/payments', 'users', 'gateway-payments-stg'],
  ])('answers %s with X-Service-Name %s by %p', (path, serviceName, expected) => {
    const headers: Record<string, string> = serviceName === undefined ? {} : { 'x-service-name': serviceName };
    expect(router.route(path, headers)).toEqual(expected);
  });

  it('has the priorities of the list, and 50 for its own health', () => {
    const priorities = stg.all('aws_lb_listener_rule').map(({ priority }) => Number(priority));
    expect(priorities.sort((one, other) => one - other)).toEqual([11, 12, 13, 50, 100, 200, 300]);
  });

  it('is reached over TLS with a certificate that the public zone validates', () => {
    expect(stg.only('aws_lb_listener', '.LoadBalancer_Https_')).toMatchObject({ port: 443, protocol: 'HTTPS' });
    expect(stg.only('aws_acm_certificate')).toMatchObject({
      domain_name: 'services.stg.example.com',
      validation_method: 'DNS',
    });
    expect(
      stg.configuration.dataSources
        .filter(({ type }) => type === 'aws_route53_zone')
        .map(({ properties }) => properties),
    ).toMatchObject([{ name: 'example.com', private_zone: false }]);
  });
});

describe('the way in through PrivateLink', () => {
  it('is a network load balancer on 443 whose one target is the internal load balancer', () => {
    expect(stg.only('aws_lb', 'PrivateLinkLoadBalancer')).toMatchObject({
      name: 'gateway-services-nlb-stg',
      load_balancer_type: 'network',
      internal: true,
    });
    expect(stg.only('aws_lb_listener', 'PrivateLinkLoadBalancer')).toMatchObject({
      port: 443,
      protocol: 'TCP',
      default_action: [{ type: 'forward', target_group_arn: expect.stringContaining('LoadBalancerTarget') }],
    });
    expect(stg.only('aws_lb_target_group', 'LoadBalancerTarget')).toMatchObject({
      target_type: 'alb',
      protocol: 'TCP',
      port: 443,
      health_check: { protocol: 'HTTPS', path: '/health' },
    });
    expect(stg.only('aws_lb_target_group_attachment').target_id).toMatch(/^\$\{aws_lb\.LoadBalancer_\w+\.arn\}$/);
    expect(stg.only('aws_lb', '.LoadBalancer')).toMatchObject({ name: 'gateway-services-stg', internal: true });
  });

  it('is offered to the account alone, and each connection is accepted by hand or by code', () => {
    expect(stg.only('aws_vpc_endpoint_service')).toMatchObject({
      acceptance_required: true,
      allowed_principals: ['arn:aws:iam::111122223333:root'],
      network_load_balancer_arns: [expect.stringContaining('aws_lb.PrivateLinkLoadBalancer')],
    });
  });
});

describe('the parameters for other readers', () => {
  const published = (stack: SynthesizedStack) =>
    stack
      .all('aws_ssm_parameter')
      .map(({ name, type }) => `${String(type)} ${String(name)}`)
      .sort();

  it('have the names of the series in prod', () => {
    expect(published(prod)).toEqual([
      'String /microservice/isolated/target-group-arn/orders',
      'String /microservice/isolated/target-group-arn/payments',
      'String /microservice/isolated/target-group-arn/users',
      'String /microservice/isolated/vpc-endpoint-service-id',
      'String /tristage/prod/release/orders',
      'String /tristage/prod/release/payments',
      'String /tristage/prod/release/users',
    ]);
  });

  it('have the stage in their names elsewhere', () => {
    expect(published(stg)).toContain('String /microservice/stg/isolated/target-group-arn/users');
    expect(published(stg)).toContain('String /microservice/stg/isolated/vpc-endpoint-service-id');
    expect(stg.only('aws_ssm_parameter', 'users_TargetGroupArn').value).toMatch(
      /^\$\{aws_lb_target_group\.Services_users_TargetGroup_\w+\.arn\}$/,
    );
  });
});

describe.each(services)('the microservice $name', ({ name, port, path, title, version }) => {
  it('has a target group with the checks and the drain that are asked for', () => {
    expect(stg.only('aws_lb_target_group', `Services_${name}`)).toMatchObject({
      name: `gateway-${name}-stg`,
      target_type: 'ip',
      protocol: 'HTTP',
      port,
      deregistration_delay: '30',
      health_check: {
        path: '/health',
        port: String(port),
        matcher: '200',
        interval: 30,
        timeout: 5,
        healthy_threshold: 2,
        unhealthy_threshold: 3,
      },
    });
  });

  it('runs the smallest tasks, two once there is an image, in the Isolated VPC', () => {
    expect(stg.only('aws_ecs_task_definition', `Services_${name}`)).toMatchObject({
      family: `gateway-${name}-stg`,
      cpu: '256',
      memory: '512',
    });
    expect(released.container(`Services_${name}`).image).toMatch(new RegExp(`@${someDigest}$`));
    expect(released.only('aws_ecs_service', `Services_${name}`)).toMatchObject({
      name: `gateway-${name}-stg`,
      desired_count: 2,
      health_check_grace_period_seconds: 60,
      network_configuration: {
        subnets: [expect.stringContaining('IsolatedSubnet-'), expect.stringContaining('IsolatedSubnet-')],
        security_groups: [expect.stringContaining('Groups_Services_')],
      },
    });
    expect(stg.container(`Services_${name}`).image).toMatch(/:none$/);
    expect(stg.only('aws_ecs_service', `Services_${name}`).desired_count).toBe(0);
  });

  it('tells the program who it is', () => {
    const { environment } = stg.container(`Services_${name}`);
    const { EXAMPLES, FIELDS, ...others } = environment;
    expect(others).toEqual({
      SERVICE_NAME: name,
      SERVICE_TITLE: title,
      SERVICE_PATH: path,
      SERVICE_VERSION: version,
      PORT: String(port),
      LOG_LEVEL: 'INFO',
      TABLE_NAME: expect.stringMatching(new RegExp(`aws_dynamodb_table\\.Services_${name}_Table_\\w+\\.name`)),
      EGRESS_PROXY_URL: 'https://egress.stg.example.com',
    });
    expect(JSON.parse(FIELDS ?? '')).toEqual(services.find((service) => service.name === name)?.fields);
    expect(EXAMPLES === undefined).toBe(name !== 'users');
    expect(prod.container(`Services_${name}`).environment).not.toHaveProperty('EXAMPLES');
  });

  it('has a table of its own, and the rights it needs there and nowhere else', () => {
    expect(stg.only('aws_dynamodb_table', `Services_${name}`)).toMatchObject({
      name: `gateway-${name}-stg`,
      hash_key: 'pk',
      range_key: 'sk',
      lifecycle: { prevent_destroy: false },
    });
    expect(prod.only('aws_dynamodb_table', `Services_${name}`)).toMatchObject({
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
    });
    expect(prod.statements(`${name}_Service_Task_Roles_Task`)).toEqual([
      {
        Sid: 'Items',
        Effect: 'Allow',
        Action: [
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
          'dynamodb:DeleteItem',
          'dynamodb:Query',
        ],
        Resource: expect.stringMatching(
          new RegExp(`^\\$\\{aws_dynamodb_table\\.Services_${name}_Table_\\w+\\.arn\\}$`),
        ),
      },
    ]);
  });

  it('takes shells in stg alone', () => {
    const enabled = (stack: SynthesizedStack) =>
      stack.only('aws_ecs_service', `Services_${name}`).enable_execute_command;
    expect([enabled(stg), enabled(prod)]).toEqual([true, false]);
    expect(prod.all('aws_iam_role_policy', 'Task_Exec')).toEqual([]);
    expect(prod.only('aws_ecs_task_definition', `Services_${name}`).volume).toEqual([]);
  });

  it('has its alarms, and a row on the dashboard', () => {
    expect(
      stg
        .all('aws_cloudwatch_metric_alarm', `Services_${name}`)
        .map(({ alarm_name }) => alarm_name)
        .sort(),
    ).toEqual(
      ['missing-tasks', 'server-errors', 'table-errors', 'table-throttles', 'unhealthy-hosts'].map(
        (what) => `gateway-${name}-${what}-stg`,
      ),
    );
    expect(stg.dashboardRows()).toContainEqual([
      `${title}: requests and errors`,
      `${title}: response time (s)`,
      `${title}: CPU and memory (%)`,
      `${title}: tasks`,
    ]);
  });
});

describe('one more entry in the list', () => {
  const more = synthesizeGateway('stg', { services: [...services, refunds] })('services');
  const byAddress = (stack: SynthesizedStack) =>
    new Map(stack.configuration.resources.map(({ address, properties }) => [address, properties]));
  const before = byAddress(stg);
  const after = byAddress(more);
  const places = (addresses: readonly string[]) =>
    addresses.map((address) => address.replace(/_[0-9A-F]{8}$/, '')).sort();

  it('adds what one microservice is made of', () => {
    expect(places([...after.keys()].filter((address) => !before.has(address)))).toEqual(
      [
        'aws_appautoscaling_policy.Services_refunds_Service_Scaling_Cpu',
        'aws_appautoscaling_policy.Services_refunds_Service_Scaling_Memory',
        'aws_appautoscaling_target.Services_refunds_Service_Scaling',
        'aws_cloudwatch_log_group.Services_refunds_Service_Task_LogGroup',
        'aws_cloudwatch_metric_alarm.Services_refunds_Alarms_MissingTasks',
        'aws_cloudwatch_metric_alarm.Services_refunds_Alarms_UnhealthyHosts',
        'aws_cloudwatch_metric_alarm.Services_refunds_ServerErrors',
        'aws_cloudwatch_metric_alarm.Services_refunds_TableAlarms_Errors',
        'aws_cloudwatch_metric_alarm.Services_refunds_TableAlarms_Throttles',
        'aws_dynamodb_table.Services_refunds_Table',
        'aws_ecs_service.Services_refunds_Service',
        'aws_ecs_task_definition.Services_refunds_Service_Task',
        'aws_iam_role.Services_refunds_Service_Task_Roles_Execution',
        'aws_iam_role.Services_refunds_Service_Task_Roles_Task',
        'aws_iam_role_policy.Services_refunds_Service_Task_Roles_Execution_Policy',
        'aws_iam_role_policy.Services_refunds_Service_Task_Roles_Task_Exec',
        'aws_iam_role_policy.Services_refunds_Service_Task_Roles_Task_Policy',
        'aws_lb_listener_rule.Services_refunds_HealthRule',
        'aws_lb_listener_rule.Services_refunds_Rule',
        'aws_lb_target_group.Services_refunds_TargetGroup',
        'aws_ssm_parameter.Services_refunds_Service_Release',
        'aws_ssm_parameter.Services_refunds_TargetGroupArn',
      ].sort(),
    );
  });

  it('changes nothing else but the dashboard, which gets a row', () => {
    const changed = [...before].filter(
      ([address, properties]) => JSON.stringify(after.get(address)) !== JSON.stringify(properties),
    );
    expect(places(changed.map(([address]) => address))).toEqual(['aws_cloudwatch_dashboard.Dashboard']);
    expect(more.dashboardRows().length).toBe(stg.dashboardRows().length + 1);
  });

  it('routes to it', () => {
    expect(new ListenerRouter(more).route('/refunds/1', { 'x-service-name': 'refunds' })).toBe('gateway-refunds-stg');
    expect(new ListenerRouter(more).route('/health/refunds')).toBe('gateway-refunds-stg');
  });

  it('can be taken away again, with all that is its own', () => {
    const fewer = synthesizeGateway('stg', { services: services.slice(1) })('services');
    const [gone = ''] = names;
    expect(fewer.configuration.resources.filter(({ address }) => address.includes(`Services_${gone}_`))).toEqual([]);
  });
});
