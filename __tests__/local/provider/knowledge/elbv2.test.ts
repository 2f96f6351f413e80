import { RehearsedAccount, refusalsOf } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const prefix = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333';
const balancer = `${prefix}:loadbalancer/app/services/0123456789abcdef`;
const listenerArn = `${prefix}:listener/app/services/0123456789abcdef/0123456789abcdef`;
const group = `${prefix}:targetgroup/users/0123456789abcdef`;
const certificate = 'arn:aws:acm:eu-west-1:111122223333:certificate/0f6c2a1e-0000-4000-8000-000000000000';

describeResource({
  type: 'aws_lb',
  config: { name: 'services', internal: true, subnets: ['subnet-1', 'subnet-2'] },
  gives: {
    arn: expect.stringMatching(
      /^arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer\/app\/services\/[0-9a-f]{16}$/,
    ) as string,
    dns_name: expect.stringMatching(/^internal-services-\d{10}\.eu-west-1\.elb\.amazonaws\.com$/) as string,
    zone_id: 'Z32O12XQLNTSW2',
  },
  replacedBy: [{ name: 'other' }, { internal: false }],
  updatedBy: [{ idle_timeout: 120 }],
  collision: 'ELBv2 Load Balancer (services) already exists',
  refused: [
    ['33 characters', { name: 'x'.repeat(33) }, 'expected length of name to be in the range (1 - 32)'],
    ['a name that begins with internal-', { name: 'internal-a' }, 'cannot begin with "internal-"'],
    ['a hyphen at the end', { name: 'a-' }, 'cannot begin or end with a hyphen'],
    [
      'one subnet',
      { subnets: ['subnet-1'] },
      'At least two subnets in two different Availability Zones must be specified',
    ],
  ],
});

describe('aws_lb', () => {
  it('of type network has the names of one', () => {
    const state = new RehearsedAccount().create('aws_lb', {
      name: 'link',
      load_balancer_type: 'network',
      subnets: ['subnet-1'],
    });
    expect(state.arn_suffix).toMatch(/^net\/link\/[0-9a-f]{16}$/);
    expect(state.dns_name).toMatch(/^link-[0-9a-f]{16}\.elb\.eu-west-1\.amazonaws\.com$/);
    expect(state.zone_id).toBe('Z2IFOLAFXWLO4F');
  });

  it('is not destroyed while protected', () => {
    const account = new RehearsedAccount();
    const state = account.create('aws_lb', { name: 'a', enable_deletion_protection: true });
    expect(refusalsOf(() => account.destroy('aws_lb', state))).toEqual([
      expect.stringContaining('deletion protection is enabled'),
    ]);
  });
});

describeResource({
  type: 'aws_lb_listener',
  config: {
    load_balancer_arn: balancer,
    port: 443,
    protocol: 'HTTPS',
    certificate_arn: certificate,
    default_action: [{ type: 'forward', target_group_arn: group }],
  },
  gives: {
    arn: expect.stringMatching(/:listener\/app\/services\/0123456789abcdef\/[0-9a-f]{16}$/) as string,
    ssl_policy: 'ELBSecurityPolicy-2016-08',
    default_action: [{ order: 1 }],
  },
  replacedBy: [{ load_balancer_arn: `${balancer.slice(0, -1)}0` }],
  updatedBy: [{ port: 8443 }],
  collision: 'DuplicateListener: A listener already exists on this port',
  refused: [
    ['HTTPS without certificate', { certificate_arn: null }, 'A certificate must be specified for HTTPS listeners'],
    ['port 0', { port: 0 }, '(1 - 65535), got 0'],
    [
      'forward to nothing',
      { default_action: [{ type: 'forward' }] },
      'an action of type forward needs target_group_arn or forward',
    ],
    ['an unknown action', { default_action: [{ type: 'drop' }] }, 'got drop'],
  ],
});

const path = (...values: readonly string[]) => ({ condition: [{ path_pattern: [{ values }] }] });
describeResource({
  type: 'aws_lb_listener_rule',
  config: {
    listener_arn: listenerArn,
    priority: 100,
    action: [{ type: 'forward', target_group_arn: group }],
    ...path('/users*'),
  },
  gives: {
    arn: expect.stringMatching(
      /:listener-rule\/app\/services\/0123456789abcdef\/0123456789abcdef\/[0-9a-f]{16}$/,
    ) as string,
    priority: 100,
  },
  replacedBy: [{ listener_arn: `${listenerArn}0` }],
  updatedBy: [{ priority: 200 }],
  collision: "PriorityInUse: Priority '100' is currently in use",
  refused: [
    ['priority 50001', { priority: 50_001 }, '(1 - 50000), got 50001'],
    ['six values', path('/1', '/2', '/3', '/4', '/5', '/6'), 'a rule takes at most 5 condition values, got 6'],
  ],
});

describe('a rule without priority', () => {
  it('comes after the others of its listener', () => {
    const account = new RehearsedAccount();
    const rule = { listener_arn: listenerArn, action: [{ type: 'forward', target_group_arn: group }], ...path('/a') };
    account.create('aws_lb_listener_rule', { ...rule, priority: 7 });
    expect(account.create('aws_lb_listener_rule', rule).priority).toBe(8);
  });
});

const toAlb = {
  name: 'services',
  port: 443,
  protocol: 'TCP',
  vpc_id: 'vpc-1',
  target_type: 'alb',
  health_check: [{ protocol: 'HTTPS', path: '/health' }],
};
describeResource({
  type: 'aws_lb_target_group',
  config: toAlb,
  gives: {
    arn_suffix: expect.stringMatching(/^targetgroup\/services\/[0-9a-f]{16}$/) as string,
    health_check: [{ interval: 30, port: 'traffic-port' }],
  },
  replacedBy: [{ port: 444 }, { name: 'other' }],
  updatedBy: [{ health_check: [{ protocol: 'HTTPS', path: '/ready' }] }],
  collision: 'ELBv2 Target Group (services) already exists',
  refused: [
    [
      'another protocol for an ALB',
      { protocol: 'TLS' },
      "Protocol 'TLS' is not supported for target groups with target type 'alb'; use TCP",
    ],
    [
      'attributes for an ALB',
      { deregistration_delay: 30 },
      "attribute 'deregistration_delay' is not supported for target groups with target type 'alb'",
    ],
    [
      'a TCP health check for an ALB',
      { health_check: [{ protocol: 'TCP' }] },
      'Health check protocol must be HTTP or HTTPS',
    ],
    ['no port', { port: null }, 'Attribute "port" must be specified when "target_type" is "alb".'],
    ['33 characters', { name: 'x'.repeat(33) }, '(1 - 32)'],
  ],
});

describe('an ALB as a target', () => {
  it('needs a listener on the port of the group', () => {
    const account = new RehearsedAccount();
    const arn = account.create('aws_lb_target_group', toAlb).arn ?? null;
    const attachment = { target_group_arn: arn, target_id: balancer, port: 443 };
    expect(refusalsOf(() => account.create('aws_lb_target_group_attachment', attachment))).toEqual([
      expect.stringContaining('must have at least one listener that matches the target group port 443'),
    ]);
    account.create('aws_lb_listener', {
      load_balancer_arn: balancer,
      port: 443,
      protocol: 'HTTPS',
      certificate_arn: certificate,
      default_action: [{ type: 'forward', target_group_arn: group }],
    });
    expect(account.create('aws_lb_target_group_attachment', attachment).id).toMatch(/-\d{26}$/);
  });
});
