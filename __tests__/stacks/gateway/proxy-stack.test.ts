import { gatewayEnvironment, refunds, synthesizeGateway } from '../../support/gateway-stacks';
import { someDigest } from '../../support/some-fargate';

const stg = synthesizeGateway('stg', { wafRateLimit: undefined })('proxy');
const prod = synthesizeGateway('prod', { wafRateLimit: 2000, images: { proxy: someDigest } })('proxy');
const { services } = gatewayEnvironment('stg').gateway;

describe('GatewayProxyStack', () => {
  it('faces the internet with HTTPS, redirects HTTP, and sends everything to the proxy', () => {
    expect(stg.only('aws_lb')).toMatchObject({
      name: 'gateway-public-stg',
      internal: false,
      subnets: [expect.stringContaining('PublicSubnet-'), expect.stringContaining('PublicSubnet-')],
      security_groups: [expect.stringContaining('Groups_PublicAlb_')],
      access_logs: { enabled: true, prefix: 'gateway-public-stg' },
      enable_deletion_protection: false,
    });
    expect(prod.only('aws_lb').enable_deletion_protection).toBe(true);
    expect(stg.only('aws_lb_listener', 'Https')).toMatchObject({
      port: 443,
      default_action: [
        { type: 'forward', target_group_arn: expect.stringContaining('aws_lb_target_group.TargetGroup') },
      ],
    });
    expect(stg.only('aws_lb_listener', 'Http_')).toMatchObject({ port: 80, default_action: [{ type: 'redirect' }] });
    expect(stg.only('aws_lb_target_group')).toMatchObject({ name: 'gateway-proxy-stg', port: 8000, protocol: 'HTTP' });
  });

  it('has a name with a certificate, and no IPv6 address that nothing answers', () => {
    expect(stg.only('aws_acm_certificate').domain_name).toBe('gateway.stg.example.com');
    expect(stg.all('aws_route53_record', '.Alias')).toMatchObject([
      {
        name: 'gateway.stg.example.com',
        type: 'A',
        alias: { name: expect.stringMatching(/aws_lb\.\w+\.dns_name/), evaluate_target_health: true },
      },
    ]);
    expect(stg.only('aws_lb').ip_address_type).toBe('ipv4');
  });

  it('is guarded by a web ACL where the environment has a limit, without credentials in its log', () => {
    expect(stg.all('aws_wafv2_web_acl')).toEqual([]);
    expect(prod.only('aws_wafv2_web_acl').rule_json).toContain('"Limit":2000');
    expect(prod.only('aws_wafv2_web_acl_association').resource_arn).toMatch(/^\$\{aws_lb\.LoadBalancer_\w+\.arn\}$/);
    expect(prod.only('aws_cloudwatch_log_group', 'RateLimit').name).toBe('aws-waf-logs-gateway-prod');
    expect(prod.only('aws_wafv2_web_acl_logging_configuration').redacted_fields).toEqual(
      ['authorization', 'cookie'].map((name) => ({ single_header: { name } })),
    );
  });

  it('tells the program where the microservices are and which there are', () => {
    const { environment, stopTimeout } = stg.container();
    const { SERVICES, ...others } = environment;
    expect(others).toEqual({
      STAGE: 'stg',
      PORT: '8000',
      LOG_LEVEL: 'INFO',
      VPC_ENDPOINT_DNS: 'services.stg.example.com',
      UPSTREAM_PROTOCOL: 'https',
      HEALTH_CHECK_INTERVAL: '30',
      REQUEST_TIMEOUT: '30',
      STOP_TIMEOUT_SECONDS: String(stopTimeout),
    });
    expect(stopTimeout).toBe(60);
    expect(JSON.parse(SERVICES ?? '')).toEqual(
      services.map(({ name, title, path, port, version }) => ({
        name,
        title,
        path,
        port,
        version,
        healthEndpoint: '/health',
      })),
    );
  });

  it('runs in private subnets with no right but to its own log and image', () => {
    expect(prod.only('aws_ecs_service')).toMatchObject({
      name: 'gateway-proxy-prod',
      desired_count: 2,
      enable_execute_command: false,
      network_configuration: {
        assign_public_ip: false,
        subnets: [expect.stringContaining('PrivateSubnet-'), expect.stringContaining('PrivateSubnet-')],
        security_groups: [expect.stringContaining('Groups_Proxy_')],
      },
    });
    expect(prod.all('aws_iam_role_policy').length).toBe(1);
    expect(stg.only('aws_ecs_service')).toMatchObject({ desired_count: 0, enable_execute_command: true });
    expect(prod.only('aws_ssm_parameter').name).toBe('/tristage/prod/release/gateway-proxy');
  });

  it('rings when the proxies find a microservice unhealthy, by the metrics of their log', () => {
    expect(stg.only('aws_cloudwatch_metric_alarm', 'Services_users')).toMatchObject({
      namespace: 'MicroserviceProxy',
      metric_name: 'ServiceHealth/users',
      dimensions: { Stage: 'stg' },
      statistic: 'Average',
      comparison_operator: 'LessThanThreshold',
      threshold: 0.5,
      period: 60,
      evaluation_periods: 3,
    });
  });

  it('has its alarms', () => {
    expect(
      stg
        .all('aws_cloudwatch_metric_alarm')
        .map(({ alarm_name }) => alarm_name)
        .sort(),
    ).toEqual([
      'gateway-proxy-load-balancer-errors-stg',
      'gateway-proxy-missing-tasks-stg',
      'gateway-proxy-orders-unhealthy-stg',
      'gateway-proxy-payments-unhealthy-stg',
      'gateway-proxy-response-time-stg',
      'gateway-proxy-server-errors-stg',
      'gateway-proxy-unhealthy-hosts-stg',
      'gateway-proxy-users-unhealthy-stg',
    ]);
  });

  it('draws requests, errors, time and health of each microservice, as many as the list has', () => {
    expect(stg.only('aws_cloudwatch_dashboard').dashboard_name).toBe('gateway-proxy-stg');
    const body = String(stg.only('aws_cloudwatch_dashboard').dashboard_body);
    for (const metric of ['RequestCount', 'ErrorCount', 'ResponseTime', 'ServiceHealth']) {
      expect(body).toContain(`["MicroserviceProxy","${metric}/users","Stage","stg",{`);
    }
    const more = synthesizeGateway('stg', { services: [...services, refunds] })('proxy');
    expect(more.dashboardRows().length).toBe(stg.dashboardRows().length + 1);
    expect(more.only('aws_cloudwatch_metric_alarm', 'Services_refunds').metric_name).toBe('ServiceHealth/refunds');
  });
});
