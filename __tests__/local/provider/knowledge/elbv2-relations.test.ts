import { type Attributes } from '../../../../local/provider/codec/value';
import { RehearsedAccount, refusalsOf, textAt } from '../../../support/rehearsed-account';

const prefix = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer';
const application = `${prefix}/app/services/0123456789abcdef`;
const network = `${prefix}/net/link/0123456789abcdef`;
const certificate = 'arn:aws:acm:eu-west-1:111122223333:certificate/0f6c2a1e-0000-4000-8000-000000000000';
const fixed = (change: Attributes = {}) => ({
  type: 'fixed-response',
  fixed_response: [{ content_type: 'application/json', message_body: '{}', status_code: '404', ...change }],
});
const forward = (target_group_arn: string) => ({ default_action: [{ type: 'forward', target_group_arn }] });
const someGroup = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/users/0123456789abcdef';

const https = {
  load_balancer_arn: application,
  port: 443,
  protocol: 'HTTPS',
  certificate_arn: certificate,
  default_action: [fixed()],
};
const tls = {
  load_balancer_arn: network,
  port: 443,
  protocol: 'TLS',
  certificate_arn: certificate,
  ...forward(someGroup),
};
const tcp = { load_balancer_arn: network, port: 443, protocol: 'TCP', ...forward(someGroup) };

describe('a listener', () => {
  const refusals = (config: Attributes) => new RehearsedAccount().refusals('aws_lb_listener', config);

  it.each<[string, Attributes]>([
    ['HTTPS with a fixed answer', https],
    ['TLS with policies', { ...tls, alpn_policy: 'HTTP1Only', ssl_policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' }],
    ['TCP', { ...tcp, tcp_idle_timeout_seconds: 350 }],
    [
      'HTTP that redirects',
      {
        load_balancer_arn: application,
        port: 80,
        protocol: 'HTTP',
        default_action: [{ type: 'redirect', redirect: [{ protocol: 'HTTPS', port: '443', status_code: 'HTTP_301' }] }],
      },
    ],
  ])('may be %s', (_, config) => {
    const account = new RehearsedAccount();
    const state = account.create('aws_lb_listener', config);
    expect(account.plan('aws_lb_listener', state, config)).toEqual({ planned: state, requiresReplace: [] });
    account.destroy('aws_lb_listener', state);
  });

  it.each<[string, Attributes, string]>([
    [
      'TCP on an application load balancer',
      { ...https, protocol: 'TCP' },
      "Listener protocol 'TCP' must be one of 'HTTP, HTTPS'",
    ],
    ['HTTPS on a network load balancer', { ...tls, protocol: 'HTTPS' }, "must be one of 'TCP, TLS, UDP, TCP_UDP'"],
    ['TLS without certificate', { ...tls, certificate_arn: null }, 'A certificate must be specified for TLS listeners'],
    ['TCP with a certificate', { ...tcp, certificate_arn: certificate }, 'certificate_arn is not supported for TCP'],
    ['TCP with a policy', { ...tcp, ssl_policy: 'ELBSecurityPolicy-2016-08' }, 'ssl_policy is not supported for TCP'],
    ['a policy of no known name', { ...tls, ssl_policy: 'modern' }, 'begins with ELBSecurityPolicy-'],
    ['ALPN on TCP', { ...tcp, alpn_policy: 'HTTP2Only' }, 'An ALPN policy is not supported for TCP'],
    [
      'an idle time on TLS',
      { ...tls, tcp_idle_timeout_seconds: 100 },
      "'tcp.idle_timeout.seconds' is not supported for TLS",
    ],
    [
      'a fixed answer of a network load balancer',
      { ...tcp, default_action: [fixed()] },
      'is not supported for network',
    ],
    [
      'a long body',
      { ...https, default_action: [fixed({ message_body: 'x'.repeat(1025) })] },
      'in the range (0 - 1024)',
    ],
    ['another content type', { ...https, default_action: [fixed({ content_type: 'image/png' })] }, 'got image/png'],
    [
      'a redirecting fixed answer',
      { ...https, default_action: [fixed({ status_code: '302' })] },
      'must be 2XX, 4XX or 5XX',
    ],
    [
      'a fixed answer with a target',
      { ...https, default_action: [{ ...fixed(), target_group_arn: someGroup }] },
      'an action of type fixed-response takes no target_group_arn',
    ],
    [
      'a redirect to itself',
      { ...https, default_action: [{ type: 'redirect', redirect: [{ status_code: 'HTTP_302' }] }] },
      'it creates a loop',
    ],
    [
      'a redirect of another kind',
      { ...https, default_action: [{ type: 'redirect', redirect: [{ port: '1', status_code: 'HTTP_308' }] }] },
      'got HTTP_308',
    ],
  ])('is refused: %s', (_, config, message) => {
    expect(refusals(config)).toContainEqual(expect.stringContaining(message));
  });

  it('takes a certificate that ACM has issued, of its own region', () => {
    const account = new RehearsedAccount();
    const pending = account.create('aws_acm_certificate', { domain_name: 'a.example', validation_method: 'DNS' });
    const arn = textAt(pending, 'arn');
    const refused = (certificate_arn: string) =>
      refusalsOf(() => account.create('aws_lb_listener', { ...https, certificate_arn }));
    expect(refused(arn)).toEqual([expect.stringContaining(`UnsupportedCertificate: The certificate '${arn}'`)]);
    expect(refused(certificate.replace('eu-west-1', 'us-east-1'))).toEqual([
      expect.stringContaining('CertificateNotFound'),
    ]);
    account.create('aws_acm_certificate_validation', { certificate_arn: arn });
    expect(refused(arn)).toEqual([]);
  });

  it('forwards to target groups that fit', () => {
    const account = new RehearsedAccount();
    const group = (name: string, change: Attributes) =>
      textAt(account.create('aws_lb_target_group', { name, port: 443, vpc_id: 'vpc-1', ...change }), 'arn');
    const refused = (config: Attributes) => refusalsOf(() => account.create('aws_lb_listener', config));
    const web = group('web', { protocol: 'HTTP', target_type: 'ip' });
    const raw = group('raw', { protocol: 'TCP', target_type: 'ip' });
    const alb = group('alb', { protocol: 'TCP', target_type: 'alb', health_check: [{ protocol: 'HTTPS' }] });
    expect(refused({ ...tcp, ...forward(web) })).toEqual([
      expect.stringContaining("Listener protocol 'TCP' is not supported with a target group with protocol 'HTTP'"),
    ]);
    expect(refused({ ...https, ...forward(raw) })).toEqual([expect.stringContaining("with protocol 'TCP'")]);
    expect(refused({ ...tls, ...forward(alb) })).toEqual([expect.stringContaining("with the target-type 'alb'")]);
    expect(refused({ ...tcp, port: 8443, ...forward(alb) })).toEqual([
      expect.stringContaining('The port 8443 of the listener must match the port 443 of the target group'),
    ]);
    expect(refused({ ...tcp, ...forward(alb) })).toEqual([]);
    expect(refused({ ...https, ...forward(web) })).toEqual([]);
    expect(refused({ ...https, load_balancer_arn: `${application}0`, ...forward(web) })).toEqual([
      expect.stringContaining(`cannot be associated with more than one load balancer: ${web}`),
    ]);
  });
});

describe('a listener rule', () => {
  const rule = (change: Attributes) => ({
    listener_arn: `${application.replace('loadbalancer', 'listener')}/0123456789abcdef`,
    priority: 100,
    action: [fixed({ status_code: '200' })],
    condition: [{ path_pattern: [{ values: ['/users*'] }] }],
    ...change,
  });

  it('has its conditions and answers, and no second plan', () => {
    const account = new RehearsedAccount();
    const config = rule({
      condition: [
        { path_pattern: [{ values: ['/users*'] }] },
        { http_header: [{ http_header_name: 'X-Service-Name', values: ['users'] }] },
      ],
    });
    const state = account.create('aws_lb_listener_rule', config);
    expect(account.plan('aws_lb_listener_rule', state, config)).toEqual({ planned: state, requiresReplace: [] });
  });

  it.each<[string, Attributes, string]>([
    ['no kind of condition', { condition: [{}] }, 'a condition has exactly one of host_header'],
    [
      'two kinds in one condition',
      { condition: [{ path_pattern: [{ values: ['/a'] }], host_header: [{ values: ['a.example'] }] }] },
      'a condition has exactly one of host_header',
    ],
    [
      'two conditions of the path',
      { condition: [{ path_pattern: [{ values: ['/a'] }] }, { path_pattern: [{ values: ['/b'] }] }] },
      "A rule can only have one 'path-pattern' condition",
    ],
    [
      'six values over its conditions',
      {
        condition: [
          { path_pattern: [{ values: ['/a', '/b', '/c'] }] },
          { host_header: [{ values: ['a', 'b'] }] },
          { query_string: [{ value: 'x' }] },
        ],
      },
      'a rule takes at most 5 condition values, got 6',
    ],
    ['a path with a space', { condition: [{ path_pattern: [{ values: ['/a b'] }] }] }, 'must hold letters, digits'],
    [
      'a listener of a network load balancer',
      { listener_arn: `${network.replace('loadbalancer', 'listener')}/0123456789abcdef` },
      'rules belong to listeners of application load balancers',
    ],
    ['a body that is too long', { action: [fixed({ message_body: 'x'.repeat(1025) })] }, 'in the range (0 - 1024)'],
  ])('is refused: %s', (_, change, message) => {
    expect(new RehearsedAccount().refusals('aws_lb_listener_rule', rule(change))).toContainEqual(
      expect.stringContaining(message),
    );
  });

  it('is refused a target group of another kind', () => {
    const account = new RehearsedAccount();
    const listener = account.create('aws_lb_listener', https);
    const group = account.create('aws_lb_target_group', { name: 'raw', port: 80, protocol: 'TCP', vpc_id: 'vpc-1' });
    const config = rule({
      listener_arn: textAt(listener, 'arn'),
      action: [{ type: 'forward', forward: [{ target_group: [{ arn: textAt(group, 'arn') }] }] }],
    });
    expect(refusalsOf(() => account.create('aws_lb_listener_rule', config))).toEqual([
      expect.stringContaining("Listener protocol 'HTTPS' is not supported with a target group with protocol 'TCP'"),
    ]);
  });
});

describe('a target group', () => {
  const group = (change: Attributes) => ({
    name: 'egress',
    port: 8080,
    protocol: 'TCP',
    vpc_id: 'vpc-1',
    target_type: 'ip',
    ...change,
  });

  it('has the values of the provider', () => {
    const account = new RehearsedAccount();
    const config = group({ proxy_protocol_v2: true });
    const state = account.create('aws_lb_target_group', config);
    expect(state).toMatchObject({ proxy_protocol_v2: true, deregistration_delay: '300', slow_start: 0 });
    expect(account.plan('aws_lb_target_group', state, config).planned).toEqual(state);
    expect(
      account.plan('aws_lb_target_group', state, { ...config, deregistration_delay: '60' }).requiresReplace,
    ).toEqual([]);
  });

  it.each<[string, Attributes, string]>([
    ['proxy protocol over HTTP', { protocol: 'HTTP', proxy_protocol_v2: true }, "'proxy_protocol_v2' is not supported"],
    [
      'a slow start over TCP',
      { slow_start: 30 },
      "'slow_start' is not supported for target groups with protocol 'TCP'",
    ],
    ['a delay of more than an hour', { deregistration_delay: '3601' }, 'must be from 0 to 3600 seconds'],
    [
      'a TCP check of HTTP',
      { protocol: 'HTTP', health_check: [{ protocol: 'TCP' }] },
      '"health_check.protocol" cannot have value "TCP" when "protocol" is "HTTP".',
    ],
    [
      'a path of a TCP check',
      { health_check: [{ protocol: 'TCP', path: '/health' }] },
      '"health_check.path" cannot be specified when "health_check.protocol" is "TCP".',
    ],
    [
      'a timeout as long as the interval',
      { health_check: [{ protocol: 'HTTP', interval: 10, timeout: 10 }] },
      'Health check interval must be greater than the timeout.',
    ],
  ])('is refused %s', (_, change, message) => {
    expect(new RehearsedAccount().refusals('aws_lb_target_group', group(change))).toContainEqual(
      expect.stringContaining(message),
    );
  });

  it('is not deleted while a listener forwards to it', () => {
    const account = new RehearsedAccount();
    const state = account.create('aws_lb_target_group', group({}));
    const listener = account.create('aws_lb_listener', { ...tcp, ...forward(textAt(state, 'arn')) });
    expect(refusalsOf(() => account.destroy('aws_lb_target_group', state))).toEqual([
      expect.stringContaining('is currently in use by a listener or a rule'),
    ]);
    account.destroy('aws_lb_listener', listener);
    account.destroy('aws_lb_target_group', state);
  });

  it('of type alb takes one application load balancer of its VPC', () => {
    const { account, subnets, vpc_id } = twoZones();
    const balancer = textAt(account.create('aws_lb', { name: 'alb', internal: true, subnets }), 'arn');
    account.create('aws_lb_listener', { ...https, load_balancer_arn: balancer });
    const alb = (name: string, vpc: string) =>
      textAt(
        account.create('aws_lb_target_group', { name, port: 443, protocol: 'TCP', target_type: 'alb', vpc_id: vpc }),
        'arn',
      );
    const refused = (target_group_arn: string, target_id: string) =>
      refusalsOf(() => account.create('aws_lb_target_group_attachment', { target_group_arn, target_id, port: 443 }));
    const group = alb('group', vpc_id);
    expect(refused(group, network)).toEqual([expect.stringContaining('is not an Application Load Balancer')]);
    expect(refused(alb('other', 'vpc-2'), balancer)).toEqual([expect.stringContaining('is not in the VPC vpc-2')]);
    expect(refused(group, balancer)).toEqual([]);
    expect(refused(group, balancer)).toEqual([expect.stringContaining('takes one Application Load Balancer')]);
  });
});

/** A VPC with a subnet in each of two zones. */
function twoZones() {
  const account = new RehearsedAccount();
  const vpc_id = textAt(account.create('aws_vpc', { cidr_block: '10.0.0.0/16' }), 'id');
  const subnet = (index: number, zone: string) =>
    textAt(
      account.create('aws_subnet', { vpc_id, cidr_block: `10.0.${index}.0/24`, availability_zone: `eu-west-1${zone}` }),
      'id',
    );
  return { account, vpc_id, subnet, subnets: [subnet(1, 'a'), subnet(2, 'b')] };
}

describe('a load balancer', () => {
  const internal = { name: 'services', internal: true };

  it('is in the VPC of its subnets, with the provider’s values', () => {
    const { account, vpc_id, subnets } = twoZones();
    const config = { ...internal, subnets, access_logs: [{ bucket: 'logs' }] };
    const state = account.create('aws_lb', config);
    expect(state).toMatchObject({ vpc_id, client_keep_alive: 3600, xff_header_processing_mode: 'append' });
    expect(state.access_logs).toEqual([expect.objectContaining({ bucket: 'logs', enabled: false })]);
    expect(account.plan('aws_lb', state, config).planned).toEqual(state);
  });

  it('is refused subnets of one zone, a VPC without way out, and groups of another VPC', () => {
    const { account, vpc_id, subnet, subnets } = twoZones();
    const refused = (config: Attributes) => refusalsOf(() => account.create('aws_lb', { ...internal, ...config }));
    expect(refused({ subnets: [subnets[0] ?? '', subnet(3, 'a')] })).toEqual([
      expect.stringContaining('cannot be attached to multiple subnets in the same Availability Zone'),
      expect.stringContaining('At least two subnets in two different Availability Zones must be specified'),
    ]);
    expect(refused({ subnets, internal: false })).toEqual([
      expect.stringContaining(`InvalidSubnet: VPC ${vpc_id} has no internet gateway`),
    ]);
    const strange = textAt(account.create('aws_security_group', { name: 'a', vpc_id: 'vpc-2' }), 'id');
    expect(refused({ subnets, security_groups: [strange] })).toEqual([
      expect.stringContaining('One or more security groups are invalid'),
    ]);
    account.create('aws_internet_gateway', { vpc_id });
    expect(refused({ subnets, internal: false })).toEqual([]);
  });

  it('of type network has security groups from birth, or never', () => {
    const account = new RehearsedAccount();
    const config = { ...internal, load_balancer_type: 'network', subnets: ['subnet-1'] };
    const replaces = (prior: Attributes, next: Attributes) =>
      account.plan('aws_lb', account.create('aws_lb', { ...config, ...prior }), { ...config, ...next }).requiresReplace;
    expect(replaces({ name: 'a', security_groups: ['sg-1'] }, { name: 'a', security_groups: ['sg-2'] })).toEqual([]);
    expect(replaces({ name: 'b' }, { name: 'b', security_groups: ['sg-1'] })).toEqual([['security_groups']]);
    expect(
      account.refusals('aws_lb', { ...config, enforce_security_group_inbound_rules_on_private_link_traffic: 'yes' }),
    ).toEqual([expect.stringContaining('got yes')]);
  });

  it('writes access logs where the bucket lets it', () => {
    const { account, subnets } = twoZones();
    account.create('aws_s3_bucket', { bucket: 'gateway-logs' });
    const config = { ...internal, subnets, access_logs: [{ bucket: 'gateway-logs', enabled: true }] };
    expect(refusalsOf(() => account.create('aws_lb', config))).toEqual([
      expect.stringContaining('Access Denied for bucket: gateway-logs. Please check S3bucket permission'),
    ]);
    account.create('aws_s3_bucket_policy', {
      bucket: 'gateway-logs',
      policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
            Action: 's3:PutObject',
            Resource: 'arn:aws:s3:::gateway-logs/*',
          },
        ],
      }),
    });
    expect(refusalsOf(() => account.create('aws_lb', config))).toEqual([]);
  });
});
