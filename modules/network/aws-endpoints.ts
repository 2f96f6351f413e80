import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { Construct } from 'constructs';
import { requireMatch } from '../validate';
import { type Network, type Tier } from './network';
import { type SecurityGroup } from './security-group';

const servicePattern = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/;

export interface InterfaceEndpointProps {
  readonly network: Network;
  /** Tier whose subnets hold the endpoint's addresses. */
  readonly tier: Tier;
  /** The AWS service as in its endpoint's name: `logs`, `ecr.api`. */
  readonly service: string;
  readonly securityGroup: SecurityGroup;
  /** Endpoint policy as JSON; it limits what credentials may do through the endpoint and grants nothing by itself. */
  readonly policy: string;
}

/** The road to one AWS service inside the VPC: its usual host name leads to addresses in the subnets. */
export class InterfaceEndpoint extends Construct {
  readonly endpoint: VpcEndpoint;

  constructor(scope: Construct, id: string, props: InterfaceEndpointProps) {
    super(scope, id);
    const { network, tier, service, securityGroup, policy } = props;
    requireMatch(this, 'service', service, servicePattern, 'the name of an AWS service such as ecr.api');
    this.endpoint = new VpcEndpoint(this, 'Resource', {
      vpcId: network.vpcId,
      vpcEndpointType: 'Interface',
      serviceName: `com.amazonaws.${network.region}.${service}`,
      subnetIds: network.subnetIds(tier),
      securityGroupIds: [securityGroup.id],
      privateDnsEnabled: true,
      policy,
      tags: { Name: `${network.name}-${service}` },
    });
  }
}

export interface GatewayEndpointProps {
  readonly network: Network;
  /** Tiers whose route tables lead to the service through the endpoint. */
  readonly tiers: readonly Tier[];
  readonly service: 's3' | 'dynamodb';
  /** Endpoint policy as JSON. @default AWS's own, which limits nothing */
  readonly policy?: string;
}

/** The road to S3 or DynamoDB: a route to the service's prefix list, without NAT and without a charge. */
export class GatewayEndpoint extends Construct {
  readonly endpoint: VpcEndpoint;

  constructor(scope: Construct, id: string, props: GatewayEndpointProps) {
    super(scope, id);
    const { network, tiers, service, policy } = props;
    this.endpoint = new VpcEndpoint(this, 'Resource', {
      vpcId: network.vpcId,
      vpcEndpointType: 'Gateway',
      serviceName: `com.amazonaws.${network.region}.${service}`,
      routeTableIds: tiers.flatMap((tier) => network.routeTableIds(tier)),
      policy,
      tags: { Name: `${network.name}-${service}` },
    });
  }

  /** The addresses of the service as a prefix list, for rules of security groups. */
  get prefixListId(): string {
    return this.endpoint.prefixListId;
  }
}
