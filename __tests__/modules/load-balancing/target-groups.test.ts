import { AlbTargetGroup } from '../../../modules/load-balancing/alb-target-group';
import { ApplicationLoadBalancer } from '../../../modules/load-balancing/application-load-balancer';
import { IpTargetGroup, type IpTargetGroupProps } from '../../../modules/load-balancing/ip-target-group';
import { someCertificate, someLogBucket, someSecurityGroup } from '../../support/some-load-balancing';
import { someNetwork } from '../../support/some-network';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: Partial<IpTargetGroupProps> = {}) =>
  new SynthesizedScope(
    (scope) =>
      void new IpTargetGroup(scope, 'Group', { name: 'shop', network: someNetwork(scope), port: 3000, ...props }),
  ).only('aws_lb_target_group');

describe('IpTargetGroup', () => {
  it('checks the health of HTTP targets as often and as strictly as the gateway asks for', () => {
    const group = synth();
    expect(group).toMatchObject({
      name: 'shop',
      target_type: 'ip',
      protocol: 'HTTP',
      port: 3000,
      deregistration_delay: '30',
      health_check: {
        enabled: true,
        protocol: 'HTTP',
        port: '3000',
        path: '/health',
        matcher: '200',
        interval: 30,
        timeout: 5,
        healthy_threshold: 2,
        unhealthy_threshold: 3,
      },
    });
    expect(group).not.toHaveProperty('proxy_protocol_v2');
  });

  it('takes another path and another delay', () => {
    expect(synth({ healthCheckPath: '/ready', deregistrationDelaySeconds: 5 })).toMatchObject({
      deregistration_delay: '5',
      health_check: { path: '/ready' },
    });
  });

  it.each([true, false])(
    'tells TCP targets where a connection came from as asked (%p), never by its address',
    (proxyProtocol) => {
      expect(synth({ protocol: 'TCP', proxyProtocol })).toMatchObject({
        protocol: 'TCP',
        proxy_protocol_v2: proxyProtocol,
        preserve_client_ip: 'false',
        health_check: { protocol: 'HTTP', path: '/health' },
      });
    },
  );

  it.each<[Partial<IpTargetGroupProps>, string]>([
    [{ name: 'a'.repeat(33) }, 'name must be 1 to 32 letters'],
    [{ name: 'shop_cart' }, 'name must be 1 to 32 letters'],
    [{ port: 0 }, 'port must be an integer from 1 to 65535, got 0'],
    [{ deregistrationDelaySeconds: 3601 }, 'deregistrationDelaySeconds must be an integer from 0 to 3600, got 3601'],
    [{ healthCheckPath: 'health' }, 'healthCheckPath must be a path of at most 1024 characters, got "health"'],
    [{ proxyProtocol: true }, 'proxyProtocol must be false for a group of protocol HTTP, got true'],
  ])('refuses %p', (props, fault) => {
    expect(() => synth(props)).toThrow(`Group: ${fault}`);
  });
});

describe('AlbTargetGroup', () => {
  const scope = new SynthesizedScope((stack) => {
    const securityGroup = someSecurityGroup(stack);
    const loadBalancer = new ApplicationLoadBalancer(stack, 'LoadBalancer', {
      name: 'shop',
      securityGroup,
      tier: 'isolated',
      certificate: someCertificate(stack),
      logBucket: someLogBucket(stack),
      otherwise: { status: 404, body: {} },
    });
    new AlbTargetGroup(stack, 'Group', { name: 'shop-nlb', network: securityGroup.network, loadBalancer });
  });

  it('hands connections on 443 as they are, asks for health over HTTPS, and has none of the attributes AWS refuses', () => {
    expect(scope.only('aws_lb_target_group')).toEqual({
      name: 'shop-nlb',
      target_type: 'alb',
      protocol: 'TCP',
      port: 443,
      vpc_id: expect.stringMatching(/aws_vpc\.\w+\.id/),
      health_check: { enabled: true, protocol: 'HTTPS', path: '/health', matcher: '200' },
    });
  });

  it('has the load balancer as its one target, once that listens', () => {
    expect(scope.only('aws_lb_target_group_attachment')).toMatchObject({
      target_id: expect.stringMatching(/aws_lb\.LoadBalancer_\w+\.arn/),
      port: 443,
      depends_on: [expect.stringMatching(/^aws_lb_listener\.LoadBalancer_Https_/)],
    });
  });
});
