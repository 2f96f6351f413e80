import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { type EndpointService } from '../../modules/privatelink/endpoint-service';
import { ServiceConnection } from '../../modules/privatelink/service-connection';
import { StageStack } from '../stage-stack';
import { gatewayProject } from './names';
import { type GatewayNetworkStack } from './network-stack';

/** A stack that offers what stands behind its load balancer. */
interface OfferingStack {
  readonly endpointService: EndpointService;
}

export interface GatewayLinkProps {
  readonly network: GatewayNetworkStack;
  /** Offers the microservices of the Isolated VPC. */
  readonly services: OfferingStack;
  /** Offers the egress proxy of the Public VPC. */
  readonly egress: OfferingStack;
}

/**
 * The two connections between the VPCs, each accepted and with the name that leads to it. The parameters for other readers
 * are named after the VPC that the endpoint is in.
 */
export class GatewayLinkStack extends StageStack {
  /** From the Public VPC to the microservices. */
  readonly inbound: ServiceConnection;
  /** From the Isolated VPC to the egress proxy. */
  readonly egress: ServiceConnection;

  constructor(scope: Construct, environment: Environment, { network, services, egress }: GatewayLinkProps) {
    super(scope, { system: 'gateway-link', project: gatewayProject, service: 'PrivateLink', environment });
    const { stage, gateway } = environment;
    this.inbound = new ServiceConnection(this, 'Inbound', {
      name: `gateway-services-${stage}`,
      service: services.endpointService,
      network: network.publicNetwork,
      tier: 'private',
      securityGroup: network.groups.servicesEndpoint,
      zone: network.zones.services,
    });
    this.egress = new ServiceConnection(this, 'Egress', {
      name: `gateway-egress-${stage}`,
      service: egress.endpointService,
      network: network.isolatedNetwork,
      tier: 'isolated',
      securityGroup: network.groups.egressEndpoint,
      zone: network.zones.egress,
    });
    this.#publish('Public', `${gateway.parameterPrefix}/public`, this.inbound);
    this.#publish('Isolated', `${gateway.parameterPrefix}/isolated`, this.egress);
  }

  #publish(vpc: 'Public' | 'Isolated', prefix: string, { dnsName, endpointId }: ServiceConnection): void {
    for (const [id, name, value] of [
      ['VpcEndpointDns', 'vpc-endpoint-dns', dnsName],
      ['VpcEndpointId', 'vpc-endpoint-id', endpointId],
    ] as const) {
      new SsmParameter(this, `${vpc}${id}Parameter`, { name: `${prefix}/${name}`, type: 'String', value });
      new TerraformOutput(this, `${vpc}${id}`, { value, staticId: true });
    }
  }
}
