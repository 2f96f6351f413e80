import { gatewayEnvironment, synthesizeGateway } from '../../support/gateway-stacks';
import { someDigest } from '../../support/some-fargate';

const stg = synthesizeGateway('stg')('egress');
const released = synthesizeGateway('stg', { images: { egressProxy: someDigest } })('egress');

describe('GatewayEgressStack', () => {
  it('ends TLS under its own name on an internal network load balancer', () => {
    expect(stg.only('aws_lb')).toMatchObject({
      name: 'gateway-egress-stg',
      load_balancer_type: 'network',
      internal: true,
    });
    expect(stg.only('aws_acm_certificate').domain_name).toBe('egress.stg.example.com');
    expect(stg.only('aws_lb_listener')).toMatchObject({
      port: 443,
      protocol: 'TLS',
      ssl_policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      certificate_arn: expect.stringContaining('aws_acm_certificate_validation.'),
      default_action: [{ type: 'forward', target_group_arn: expect.stringContaining('aws_lb_target_group.') }],
    });
  });

  it('tells the proxy from which endpoint a connection came', () => {
    expect(stg.only('aws_lb_target_group')).toMatchObject({
      name: 'gateway-egress-proxy-stg',
      target_type: 'ip',
      protocol: 'TCP',
      port: 8080,
      proxy_protocol_v2: true,
      preserve_client_ip: 'false',
      health_check: { protocol: 'HTTP', port: '8080', path: '/health', interval: 30, timeout: 5 },
    });
    expect(stg.container().environment.PROXY_PROTOCOL).toBe('v2');
  });

  it('gives the program the list of the environment and its time to stop, and no right at all', () => {
    const { environment, stopTimeout } = stg.container();
    expect(environment).toEqual({
      PORT: '8080',
      LOG_LEVEL: 'INFO',
      ALLOWED_HOSTS: gatewayEnvironment('stg').gateway.egressAllowedHosts.join(','),
      PROXY_PROTOCOL: 'v2',
      STOP_TIMEOUT_SECONDS: String(stopTimeout),
    });
    expect(stopTimeout).toBe(60);
    expect(stg.all('aws_iam_role_policy', 'Roles_Task_Policy')).toEqual([]);
  });

  it('runs in private subnets of the Public VPC, once there is an image', () => {
    expect(stg.container().image).toMatch(/:none$/);
    expect(stg.only('aws_ecs_service').desired_count).toBe(0);
    expect(released.container().image).toMatch(new RegExp(`@${someDigest}$`));
    expect(released.only('aws_ecs_service')).toMatchObject({
      name: 'gateway-egress-proxy-stg',
      desired_count: 2,
      network_configuration: {
        assign_public_ip: false,
        subnets: [expect.stringContaining('PrivateSubnet-'), expect.stringContaining('PrivateSubnet-')],
        security_groups: [expect.stringContaining('Groups_EgressProxy_')],
      },
    });
  });

  it('is offered to the account alone, under the name that the series gives its parameter', () => {
    expect(stg.only('aws_vpc_endpoint_service')).toMatchObject({
      acceptance_required: true,
      allowed_principals: ['arn:aws:iam::111122223333:root'],
    });
    const prod = synthesizeGateway('prod')('egress');
    expect(
      prod
        .all('aws_ssm_parameter')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['/microservice/public/vpc-endpoint-service-id', '/tristage/prod/release/gateway-egress-proxy']);
  });

  it('rings for each refused request', () => {
    expect(stg.only('aws_cloudwatch_log_metric_filter')).toMatchObject({
      pattern: '{ $.event = "egress.denied" }',
      log_group_name: expect.stringContaining('aws_cloudwatch_log_group.'),
      metric_transformation: { namespace: 'GatewayEgress', name: 'DeniedRequests/stg', value: '1' },
    });
    expect(stg.only('aws_cloudwatch_log_group').name).toBe('/gateway/stg/gateway-egress-proxy');
    expect(stg.only('aws_cloudwatch_metric_alarm', 'Denied')).toMatchObject({
      namespace: 'GatewayEgress',
      metric_name: 'DeniedRequests/stg',
      statistic: 'Sum',
      comparison_operator: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
    });
  });

  it('has its alarms and its dashboard', () => {
    expect(
      stg
        .all('aws_cloudwatch_metric_alarm')
        .map(({ alarm_name }) => alarm_name)
        .sort(),
    ).toEqual([
      'gateway-egress-denied-stg',
      'gateway-egress-proxy-missing-tasks-stg',
      'gateway-egress-proxy-unhealthy-hosts-stg',
    ]);
    expect(stg.only('aws_cloudwatch_dashboard').dashboard_name).toBe('gateway-egress-stg');
    expect(stg.dashboardRows().flat()).toContain('Denied requests');
  });
});
