import { IpTargetGroup } from '../../../modules/load-balancing/ip-target-group';
import {
  NetworkLoadBalancer,
  type NetworkLoadBalancerProps,
} from '../../../modules/load-balancing/network-load-balancer';
import { someCertificate, someSecurityGroup } from '../../support/some-load-balancing';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: Partial<NetworkLoadBalancerProps> = {}) =>
  new SynthesizedScope((scope) => {
    const securityGroup = someSecurityGroup(scope);
    const balancer = new NetworkLoadBalancer(scope, 'LoadBalancer', {
      name: 'shop',
      securityGroup,
      tier: 'private',
      ...props,
    });
    const group = new IpTargetGroup(scope, 'Group', {
      name: 'shop',
      network: securityGroup.network,
      port: 8080,
      protocol: 'TCP',
    });
    balancer.endTls('Tls', group, someCertificate(scope));
  });

describe('NetworkLoadBalancer', () => {
  it('is internal, serves every zone, and its group holds for PrivateLink too', () => {
    expect(synth().only('aws_lb')).toMatchObject({
      name: 'shop',
      load_balancer_type: 'network',
      internal: true,
      security_groups: [expect.stringMatching(/aws_security_group\.SecurityGroup_\w+\.id/)],
      enforce_security_group_inbound_rules_on_private_link_traffic: 'on',
      enable_cross_zone_load_balancing: true,
      enable_deletion_protection: true,
      subnets: [
        expect.stringContaining('PrivateSubnet-eu-west-1a'),
        expect.stringContaining('PrivateSubnet-eu-west-1c'),
      ],
    });
    expect(synth({ retainData: false }).only('aws_lb').enable_deletion_protection).toBe(false);
  });

  it('ends TLS 1.3 or 1.2 on 443 with an issued certificate', () => {
    expect(synth().only('aws_lb_listener')).toMatchObject({
      port: 443,
      protocol: 'TLS',
      ssl_policy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      certificate_arn: expect.stringMatching(/aws_acm_certificate_validation\.\w+\.certificate_arn/),
      default_action: [{ type: 'forward', target_group_arn: expect.stringMatching(/aws_lb_target_group\.Group_/) }],
    });
  });

  it('refuses a name that AWS refuses', () => {
    expect(() => synth({ name: 'a'.repeat(33) })).toThrow('LoadBalancer: name must be 1 to 32 letters');
  });
});
