import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcEndpointConnectionAccepter } from '@cdktf/provider-aws/lib/vpc-endpoint-connection-accepter';
import { Construct } from 'constructs';
import { type PrivateZone } from '../dns/private-zone';
import { type Network, type Tier } from '../network/network';
import { type SecurityGroup } from '../network/security-group';
import { type EndpointService } from './endpoint-service';

export interface ServiceConnectionProps {
  readonly name: string;
  /** Service of the same account and region, whose load balancers have a node in each zone of `network`. */
  readonly service: EndpointService;
  readonly network: Network;
  /** Tier whose subnets hold the endpoint's addresses. */
  readonly tier: Tier;
  /** Decides who reaches the service: its members' rules are the only guard on this side. */
  readonly securityGroup: SecurityGroup;
  /** Zone whose own name leads to the endpoint; its certificate is the service's. */
  readonly zone: PrivateZone;
}

/**
 * A connection to an endpoint service of one's own: the endpoint, its acceptance, and the name that leads to it once it is
 * accepted. There is no endpoint policy, because PrivateLink takes none but full access for services that are not AWS's.
 */
export class ServiceConnection extends Construct {
  readonly endpoint: VpcEndpoint;

  constructor(scope: Construct, id: string, props: ServiceConnectionProps) {
    super(scope, id);
    const { name, service, network, tier, securityGroup, zone } = props;
    this.endpoint = new VpcEndpoint(this, 'Resource', {
      vpcId: network.vpcId,
      vpcEndpointType: 'Interface',
      serviceName: service.serviceName,
      subnetIds: network.subnetIds(tier),
      securityGroupIds: [securityGroup.id],
      privateDnsEnabled: false,
      tags: { Name: name },
    });
    const accepter = new VpcEndpointConnectionAccepter(this, 'Accepter', {
      vpcEndpointServiceId: service.id,
      vpcEndpointId: this.endpoint.id,
    });
    const address = this.endpoint.dnsEntry.get(0);
    new Route53Record(this, 'Alias', {
      zoneId: zone.zoneId,
      name: zone.name,
      type: 'A',
      alias: { name: address.dnsName, zoneId: address.hostedZoneId, evaluateTargetHealth: false },
      dependsOn: [accepter],
    });
  }

  /** `vpce-…` */
  get endpointId(): string {
    return this.endpoint.id;
  }

  /** The endpoint's own regional host name, without a certificate for it. */
  get dnsName(): string {
    return this.endpoint.dnsEntry.get(0).dnsName;
  }
}
