import { PrivateZone } from '../../../modules/dns/private-zone';
import { SecurityGroup } from '../../../modules/network/security-group';
import { ServiceConnection } from '../../../modules/privatelink/service-connection';
import { someNetwork } from '../../support/some-network';
import { SynthesizedScope } from '../../support/synth-scope';
import { someEndpointService } from './privatelink-constructs';

const scope = new SynthesizedScope((parent) => {
  const network = someNetwork(parent);
  new ServiceConnection(parent, 'Link', {
    name: 'shop',
    service: someEndpointService(parent),
    network,
    tier: 'private',
    securityGroup: new SecurityGroup(parent, 'Group', { name: 'group', network, description: 'The endpoint' }),
    zone: new PrivateZone(parent, 'Zone', { name: 'shop.example.com', network }),
  });
});

describe('ServiceConnection', () => {
  it('connects to the service by its name, without a policy and without private DNS, which AWS would refuse', () => {
    const endpoint = scope.only('aws_vpc_endpoint');
    expect(endpoint).toMatchObject({
      vpc_endpoint_type: 'Interface',
      service_name: expect.stringMatching(/aws_vpc_endpoint_service\.\w+\.service_name\}$/),
      private_dns_enabled: false,
      subnet_ids: [expect.stringContaining('PrivateSubnet'), expect.stringContaining('PrivateSubnet')],
      security_group_ids: [expect.stringContaining('aws_security_group.Group')],
    });
    expect(endpoint).not.toHaveProperty('policy');
  });

  it('accepts the connection itself', () => {
    expect(scope.only('aws_vpc_endpoint_connection_accepter')).toEqual(
      expect.objectContaining({
        vpc_endpoint_service_id: expect.stringMatching(/aws_vpc_endpoint_service\.\w+\.id\}$/),
        vpc_endpoint_id: expect.stringMatching(/aws_vpc_endpoint\.\w+\.id\}$/),
      }),
    );
  });

  it("leads the zone's own name to the endpoint, once it is accepted", () => {
    expect(scope.only('aws_route53_record')).toMatchObject({
      name: 'shop.example.com',
      type: 'A',
      alias: {
        name: expect.stringMatching(/dns_entry\[0\]\.dns_name\}$/),
        zone_id: expect.stringMatching(/dns_entry\[0\]\.hosted_zone_id\}$/),
        evaluate_target_health: false,
      },
      depends_on: [expect.stringContaining('aws_vpc_endpoint_connection_accepter.')],
    });
  });
});
