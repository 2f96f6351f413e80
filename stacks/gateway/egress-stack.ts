import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { DnsCertificate } from '../../modules/certificates/dns-certificate';
import { nodeHealthCheck } from '../../modules/ecs/container';
import { FargateService } from '../../modules/ecs/fargate-service';
import { IpTargetGroup } from '../../modules/load-balancing/ip-target-group';
import { NetworkLoadBalancer } from '../../modules/load-balancing/network-load-balancer';
import { EndpointService } from '../../modules/privatelink/endpoint-service';
import { StageStack } from '../stage-stack';
import { EgressWatch } from './egress-watch';
import { egressProxyPort } from './groups';
import { gatewayProject } from './names';
import { type GatewayNetworkStack } from './network-stack';
import { releaseParameterName } from '../releases';

export interface GatewayEgressProps {
  readonly network: GatewayNetworkStack;
}

/** Time for tunnels to end: their other end may be slow, and each task has its own. */
const stopTimeoutSeconds = 60;

/**
 * The only way out of the Isolated VPC: a forward proxy in the Public VPC that lets through to listed hosts and ports alone,
 * offered over PrivateLink.
 */
export class GatewayEgressStack extends StageStack {
  readonly endpointService: EndpointService;

  constructor(scope: Construct, environment: Environment, { network }: GatewayEgressProps) {
    super(scope, { system: 'gateway-egress', project: gatewayProject, service: 'EgressProxy', environment });
    const { stage, accountId, region, retainData, logRetentionDays, gateway } = environment;
    const certificate = new DnsCertificate(this, 'Certificate', {
      domainName: gateway.egressDomainName,
      zone: new DataAwsRoute53Zone(this, 'PublicZone', { name: gateway.publicZoneName, privateZone: false }),
      preventDestroy: retainData,
    });
    const loadBalancer = new NetworkLoadBalancer(this, 'LoadBalancer', {
      name: `gateway-egress-${stage}`,
      securityGroup: network.groups.egressNlb,
      tier: 'private',
      retainData,
    });
    const targetGroup = new IpTargetGroup(this, 'TargetGroup', {
      name: `gateway-egress-proxy-${stage}`,
      network: network.publicNetwork,
      port: egressProxyPort,
      protocol: 'TCP',
      proxyProtocol: true,
    });
    const listener = loadBalancer.endTls('Https', targetGroup, certificate);
    this.endpointService = new EndpointService(this, 'EndpointService', {
      name: `gateway-egress-${stage}`,
      loadBalancers: [loadBalancer],
      allowedPrincipals: [`arn:aws:iam::${accountId}:root`],
      idParameterName: `${gateway.parameterPrefix}/public/vpc-endpoint-service-id`,
    });
    const service = new FargateService(this, 'Service', {
      name: `gateway-egress-proxy-${stage}`,
      accountId,
      region,
      cluster: network.cluster,
      containers: [
        {
          name: 'gateway-egress-proxy',
          repository: network.repositories.egressProxy,
          imageDigest: gateway.images.egressProxy,
          port: egressProxyPort,
          environment: {
            PORT: String(egressProxyPort),
            LOG_LEVEL: gateway.logLevel,
            ALLOWED_HOSTS: gateway.egressAllowedHosts.join(','),
            PROXY_PROTOCOL: 'v2',
            STOP_TIMEOUT_SECONDS: String(stopTimeoutSeconds),
          },
          healthCheck: nodeHealthCheck,
          stopTimeoutSeconds,
          logGroupName: `/gateway/${stage}/gateway-egress-proxy`,
        },
      ],
      logRetentionDays,
      securityGroup: network.groups.egressProxy,
      tier: 'private',
      targetGroup,
      routes: [listener],
      desiredCount: gateway.desiredCount,
      releaseParameter: releaseParameterName(stage, 'gateway-egress-proxy'),
    });
    new EgressWatch(this, 'Watch', { stage, region, topic: network.topic, loadBalancer, targetGroup, service });
    new TerraformOutput(this, 'EndpointServiceName', { value: this.endpointService.serviceName, staticId: true });
  }
}
