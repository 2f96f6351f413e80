import {
  ApplicationLoadBalancer,
  type ApplicationLoadBalancerProps,
} from '../../../modules/load-balancing/application-load-balancer';
import { IpTargetGroup } from '../../../modules/load-balancing/ip-target-group';
import { type Route } from '../../../modules/load-balancing/listener-rule';
import { someCertificate, someLogBucket, someSecurityGroup } from '../../support/some-load-balancing';
import { SynthesizedScope } from '../../support/synth-scope';

const notFound = { status: 404, body: { error: 'Not found' } };

const synth = (
  props: Partial<ApplicationLoadBalancerProps> = {},
  use: (balancer: ApplicationLoadBalancer) => void = () => undefined,
) =>
  new SynthesizedScope((scope) => {
    const balancer = new ApplicationLoadBalancer(scope, 'LoadBalancer', {
      name: 'shop',
      securityGroup: someSecurityGroup(scope),
      tier: 'private',
      certificate: someCertificate(scope),
      logBucket: someLogBucket(scope),
      otherwise: notFound,
      ...props,
    });
    use(balancer);
  });

describe('ApplicationLoadBalancer', () => {
  it('is internal, closed by its group, logs every request and takes no request in two meanings', () => {
    expect(synth().only('aws_lb')).toMatchObject({
      name: 'shop',
      load_balancer_type: 'application',
      internal: true,
      ip_address_type: 'ipv4',
      idle_timeout: 60,
      drop_invalid_header_fields: true,
      desync_mitigation_mode: 'strictest',
      enable_deletion_protection: true,
      subnets: [
        expect.stringContaining('PrivateSubnet-eu-west-1a'),
        expect.stringContaining('PrivateSubnet-eu-west-1c'),
      ],
      security_groups: [expect.stringMatching(/aws_security_group\.SecurityGroup_\w+\.id/)],
      access_logs: { bucket: expect.stringMatching(/aws_s3_bucket\.\w+\.bucket/), prefix: 'shop', enabled: true },
      depends_on: [expect.stringMatching(/^aws_s3_bucket_policy\.LogBucket_Policy_/)],
    });
  });

  it('faces the internet in public subnets only', () => {
    expect(synth({ tier: 'public' }).only('aws_lb')).toMatchObject({
      internal: false,
      subnets: [expect.stringContaining('PublicSubnet'), expect.stringContaining('PublicSubnet')],
    });
  });

  it('takes its idle timeout and may be deleted where told so', () => {
    expect(synth({ idleTimeoutSeconds: 120, retainData: false }).only('aws_lb')).toMatchObject({
      idle_timeout: 120,
      enable_deletion_protection: false,
    });
  });

  it('listens for TLS 1.3 or 1.2 on 443 with an issued certificate, and on nothing else', () => {
    expect(synth().only('aws_lb_listener')).toMatchObject({
      port: 443,
      protocol: 'HTTPS',
      ssl_policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      certificate_arn: expect.stringMatching(/aws_acm_certificate_validation\.\w+\.certificate_arn/),
    });
  });

  it('answers what no rule fits with fixed JSON, or sends it to a group', () => {
    expect(synth().only('aws_lb_listener').default_action).toEqual([
      {
        type: 'fixed-response',
        fixed_response: { content_type: 'application/json', message_body: '{"error":"Not found"}', status_code: '404' },
      },
    ]);
    const scope = new SynthesizedScope((stack) => {
      const securityGroup = someSecurityGroup(stack);
      new ApplicationLoadBalancer(stack, 'LoadBalancer', {
        name: 'shop',
        securityGroup,
        tier: 'public',
        certificate: someCertificate(stack),
        logBucket: someLogBucket(stack),
        otherwise: new IpTargetGroup(stack, 'Group', { name: 'shop', network: securityGroup.network, port: 8000 }),
      });
    });
    expect(scope.only('aws_lb_listener').default_action).toEqual([
      { type: 'forward', target_group_arn: expect.stringMatching(/aws_lb_target_group\.Group_\w+\.arn/) },
    ]);
  });

  it('redirects port 80 where asked to', () => {
    const scope = synth({ redirectHttp: true });
    expect(scope.only('aws_lb_listener', 'Http_')).toMatchObject({
      port: 80,
      protocol: 'HTTP',
      default_action: [{ type: 'redirect', redirect: { port: '443', protocol: 'HTTPS', status_code: 'HTTP_301' } }],
    });
  });

  it.each<[Partial<ApplicationLoadBalancerProps>, string]>([
    [{ name: 'a'.repeat(33) }, 'name must be 1 to 32 letters'],
    [{ name: 'internal-shop' }, 'name must be 1 to 32 letters'],
    [{ name: 'shop-' }, 'name must be 1 to 32 letters'],
    [{ idleTimeoutSeconds: 4001 }, 'idleTimeoutSeconds must be an integer from 1 to 4000, got 4001'],
    [{ otherwise: { status: 302, body: {} } }, 'status must be a status of 2xx, 4xx or 5xx, got "302"'],
    [{ otherwise: { status: 404, body: { a: 'ä'.repeat(600) } } }, 'body must be at most 1024 bytes of JSON, got 1208'],
  ])('refuses %p', (props, fault) => {
    expect(() => synth(props)).toThrow(`LoadBalancer: ${fault}`);
  });
});

describe('rules of an ApplicationLoadBalancer', () => {
  const route = (change: Partial<Route> = {}): Route => ({ priority: 7, paths: ['/cart*'], to: notFound, ...change });
  const withRoute = (change: Partial<Route> = {}) =>
    synth({}, (balancer) => void balancer.route(balancer, 'Rule', route(change)));

  it('hold a path, and a header where one is named', () => {
    expect(withRoute().only('aws_lb_listener_rule')).toMatchObject({
      priority: 7,
      listener_arn: expect.stringMatching(/aws_lb_listener\.LoadBalancer_Https_\w+\.arn/),
      condition: [{ path_pattern: { values: ['/cart*'] } }],
      action: [{ type: 'fixed-response' }],
    });
    const header = { name: 'X-Service-Name', values: ['cart'] };
    expect(withRoute({ header }).only('aws_lb_listener_rule').condition).toEqual([
      { path_pattern: { values: ['/cart*'] } },
      { http_header: { http_header_name: 'X-Service-Name', values: ['cart'] } },
    ]);
  });

  it('hold hosts, with a path or without', () => {
    expect(withRoute({ hosts: ['shop.example.com', '*.example.org'] }).only('aws_lb_listener_rule').condition).toEqual([
      { host_header: { values: ['shop.example.com', '*.example.org'] } },
      { path_pattern: { values: ['/cart*'] } },
    ]);
    const anyPath = withRoute({ hosts: ['shop.example.com'], paths: undefined }).only('aws_lb_listener_rule');
    expect(anyPath.condition).toEqual([{ host_header: { values: ['shop.example.com'] } }]);
    expect(anyPath).not.toHaveProperty('lifecycle');
  });

  it('leave a rotated header to its rotation', () => {
    const header = { name: 'X-Secret', values: ['first'], rotated: true };
    expect(withRoute({ header }).only('aws_lb_listener_rule')).toMatchObject({
      condition: [
        { path_pattern: { values: ['/cart*'] } },
        { http_header: { http_header_name: 'X-Secret', values: ['first'] } },
      ],
      lifecycle: { ignore_changes: ['condition'] },
    });
  });

  it('refuse a priority that another rule has, and name both', () => {
    expect(() =>
      synth({}, (balancer) => {
        balancer.route(balancer, 'Cart', route());
        balancer.route(balancer, 'Orders', route({ paths: ['/orders*'] }));
      }),
    ).toThrow(/LoadBalancer\/Orders: priority must be one that no other rule has, got 7 of .*LoadBalancer\/Cart$/);
  });

  it.each<[Partial<Route>, string]>([
    [{ priority: 0 }, 'priority must be an integer from 1 to 50000, got 0'],
    [{ priority: 50_001 }, 'priority must be an integer from 1 to 50000, got 50001'],
    [{ paths: ['cart'] }, 'paths must be patterns of a leading /'],
    [{ paths: ['/a b'] }, 'paths must be patterns of a leading /'],
    [{ paths: [`/${'a'.repeat(128)}`] }, 'paths must be patterns of a leading /'],
    [{ paths: [] }, 'hosts, paths and header must hold 1 to 5 values together, got 0'],
    [{ hosts: ['shop example.com'] }, 'hosts must be patterns of a domain name'],
    [{ hosts: ['localhost'] }, 'hosts must be patterns of a domain name'],
    [{ hosts: [`${'a'.repeat(125)}.com`] }, 'hosts must be patterns of a domain name'],
    [{ hosts: ['a.com', 'b.com', 'c.com'], paths: ['/a', '/b', '/c'] }, 'hosts, paths and header must hold 1 to 5'],
    [
      { paths: ['/a', '/b', '/c'], header: { name: 'X', values: ['1', '2', '3'] } },
      'hosts, paths and header must hold 1 to 5 values together, got 6',
    ],
  ])('refuse %p', (change, fault) => {
    expect(() => withRoute(change)).toThrow(`Rule: ${fault}`);
  });
});
