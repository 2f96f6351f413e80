import { Construct } from 'constructs';
import { type GatewayEnvironment } from '../../environments/environment';
import { type Network } from '../../modules/network/network';
import { SecurityGroup } from '../../modules/network/security-group';

const internet = { cidr: '0.0.0.0/0' };

/** Port on which the programs behind the load balancers listen; the microservices have theirs in the environment. */
export const proxyPort = 8000;
export const egressProxyPort = 8080;

export interface GatewayGroupsProps {
  readonly stage: string;
  readonly gateway: Pick<GatewayEnvironment, 'services' | 'egressAllowedHosts'>;
  readonly publicNetwork: Network;
  readonly isolatedNetwork: Network;
}

/** Every security group of the gateway, and every rule but those to the prefix lists of AWS. */
export class GatewayGroups extends Construct {
  /** Public VPC. */
  readonly publicAlb: SecurityGroup;
  readonly proxy: SecurityGroup;
  readonly servicesEndpoint: SecurityGroup;
  readonly egressNlb: SecurityGroup;
  readonly egressProxy: SecurityGroup;
  /** Isolated VPC. */
  readonly servicesNlb: SecurityGroup;
  readonly servicesAlb: SecurityGroup;
  readonly services: SecurityGroup;
  readonly awsEndpoints: SecurityGroup;
  readonly egressEndpoint: SecurityGroup;

  constructor(scope: Construct, id: string, props: GatewayGroupsProps) {
    super(scope, id);
    const { stage, gateway, publicNetwork, isolatedNetwork } = props;
    const group = (network: Network, groupId: string, purpose: string, description: string) =>
      new SecurityGroup(this, groupId, { name: `gateway-${purpose}-${stage}`, network, description });
    const inPublic = group.bind(undefined, publicNetwork);
    const inIsolated = group.bind(undefined, isolatedNetwork);

    this.publicAlb = inPublic('PublicAlb', 'public-alb', 'Public load balancer');
    this.proxy = inPublic('Proxy', 'proxy', 'Tasks of the proxy');
    this.servicesEndpoint = inPublic(
      'ServicesEndpoint',
      'services-endpoint',
      'Endpoint that leads to the microservices',
    );
    this.egressNlb = inPublic('EgressNlb', 'egress-nlb', 'Load balancer of the egress proxy');
    this.egressProxy = inPublic('EgressProxy', 'egress-proxy', 'Tasks of the egress proxy');
    this.servicesNlb = inIsolated('ServicesNlb', 'services-nlb', 'Load balancer that PrivateLink connects to');
    this.servicesAlb = inIsolated('ServicesAlb', 'services-alb', 'Load balancer of the microservices');
    this.services = inIsolated('Services', 'services', 'Tasks of the microservices');
    this.awsEndpoints = inIsolated('AwsEndpoints', 'aws-endpoints', 'Endpoints of AWS services');
    this.egressEndpoint = inIsolated('EgressEndpoint', 'egress-endpoint', 'Endpoint that leads to the egress proxy');

    this.#admitClients(gateway, publicNetwork);
    this.#admitEgress(gateway, isolatedNetwork);
  }

  /** From the internet to the microservices. */
  #admitClients({ services }: GatewayGroupsProps['gateway'], publicNetwork: Network): void {
    this.publicAlb.allowFrom('Internet-443', internet, 443, 'HTTPS from the internet');
    this.publicAlb.allowFrom('Internet-80', internet, 80, 'HTTP from the internet, answered with a redirect');
    this.publicAlb.connectTo(this.proxy, proxyPort, 'requests of clients');
    // ECR, CloudWatch Logs and SSM have no prefix list, and behind NAT their addresses are any.
    this.proxy.allowTo('Aws-443', internet, 443, 'AWS APIs through NAT');
    this.proxy.connectTo(this.servicesEndpoint, 443, 'requests to the microservices');
    admitOverPrivateLink(this.servicesNlb, publicNetwork);
    this.servicesNlb.connectTo(this.servicesAlb, 443, 'requests to the microservices');
    for (const { name, port } of services) this.servicesAlb.connectTo(this.services, port, `requests to ${name}`);
    this.services.connectTo(this.awsEndpoints, 443, 'AWS APIs');
  }

  /** From the microservices to the hosts on the list. */
  #admitEgress({ egressAllowedHosts }: GatewayGroupsProps['gateway'], isolatedNetwork: Network): void {
    this.services.connectTo(this.egressEndpoint, 443, 'requests to external hosts');
    admitOverPrivateLink(this.egressNlb, isolatedNetwork);
    this.egressNlb.connectTo(this.egressProxy, egressProxyPort, 'requests to external hosts');
    const ports = new Set([443, ...egressAllowedHosts.map((host) => Number(host.split(':')[1]))]);
    for (const port of [...ports].sort((one, other) => one - other)) {
      const description = port === 443 ? 'AWS APIs and listed hosts through NAT' : 'listed hosts through NAT';
      this.egressProxy.allowTo(`Internet-${port}`, internet, port, description);
    }
  }
}

/**
 * Lets the clients of an endpoint reach the load balancer behind the endpoint service. To its rules a connection over
 * PrivateLink comes from the client's own address in the other VPC, where no group of this one can be named.
 */
function admitOverPrivateLink(loadBalancer: SecurityGroup, clients: Network): void {
  const tier = clients.tiers.includes('private') ? 'private' : 'isolated';
  for (const [zone, cidr] of clients.subnetCidrs(tier)) {
    loadBalancer.allowFrom(`PrivateLink-${zone}`, { cidr }, 443, `PrivateLink from ${clients.name} in ${zone}`);
  }
}
