import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { DnsCertificate } from '../../modules/certificates/dns-certificate';
import { nodeHealthCheck } from '../../modules/ecs/container';
import { FargateService } from '../../modules/ecs/fargate-service';
import { ApplicationLoadBalancer } from '../../modules/load-balancing/application-load-balancer';
import { IpTargetGroup } from '../../modules/load-balancing/ip-target-group';
import { LogBucket } from '../../modules/storage/log-bucket';
import { RateLimit } from '../../modules/waf/rate-limit';
import { StageStack } from '../stage-stack';
import { proxyPort } from './groups';
import { gatewayProject } from './names';
import { type GatewayNetworkStack } from './network-stack';
import { ProxyWatch } from './proxy-watch';
import { releaseParameterName } from '../releases';

export interface GatewayProxyProps {
  readonly network: GatewayNetworkStack;
}

/** Longest time of a request, and twice that for all open ones to end: the program stops 5 seconds before it is killed. */
const requestTimeoutSeconds = 30;
const stopTimeoutSeconds = 2 * requestTimeoutSeconds;

/** The gateway's front: a public load balancer and the proxy behind it, which reaches the microservices by their private name. */
export class GatewayProxyStack extends StageStack {
  constructor(scope: Construct, environment: Environment, { network }: GatewayProxyProps) {
    super(scope, { system: 'gateway-proxy', project: gatewayProject, service: 'Proxy', environment });
    const { stage, accountId, region, retainData, logRetentionDays, gateway } = environment;
    const zone = new DataAwsRoute53Zone(this, 'PublicZone', { name: gateway.publicZoneName, privateZone: false });
    const certificate = new DnsCertificate(this, 'Certificate', {
      domainName: gateway.domainName,
      zone,
      preventDestroy: retainData,
    });
    const targetGroup = new IpTargetGroup(this, 'TargetGroup', {
      name: `gateway-proxy-${stage}`,
      network: network.publicNetwork,
      port: proxyPort,
    });
    const name = `gateway-public-${stage}`;
    const loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', {
      name,
      securityGroup: network.groups.publicAlb,
      tier: 'public',
      certificate,
      logBucket: new LogBucket(this, 'LogBucket', {
        name: `gateway-proxy-logs-${stage}-${accountId}-${region}`,
        accountId,
        prefixes: [name],
        retentionDays: logRetentionDays,
        retainData,
      }),
      otherwise: targetGroup,
      redirectHttp: true,
      retainData,
    });
    new Route53Record(this, 'Alias', {
      zoneId: zone.zoneId,
      name: gateway.domainName,
      type: 'A',
      alias: { name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: true },
    });
    if (gateway.wafRateLimit !== undefined) {
      new RateLimit(this, 'RateLimit', {
        name: `gateway-${stage}`,
        resourceArn: loadBalancer.arn,
        requestsPerFiveMinutes: gateway.wafRateLimit,
        logRetentionDays,
        redactedHeaders: ['authorization', 'cookie'],
      });
    }
    const service = new FargateService(this, 'Service', {
      name: `gateway-proxy-${stage}`,
      accountId,
      region,
      cluster: network.cluster,
      containers: [
        {
          name: 'gateway-proxy',
          repository: network.repositories.proxy,
          imageDigest: gateway.images.proxy,
          port: proxyPort,
          environment: programEnvironment(environment),
          healthCheck: nodeHealthCheck,
          stopTimeoutSeconds,
          logGroupName: `/gateway/${stage}/gateway-proxy`,
        },
      ],
      logRetentionDays,
      securityGroup: network.groups.proxy,
      tier: 'private',
      targetGroup,
      routes: [loadBalancer.https],
      desiredCount: gateway.desiredCount,
      releaseParameter: releaseParameterName(stage, 'gateway-proxy'),
    });
    new ProxyWatch(this, 'Watch', {
      stage,
      region,
      topic: network.topic,
      loadBalancer,
      targetGroup,
      service,
      services: gateway.services,
    });
    for (const [outputName, value] of [
      ['Url', `https://${gateway.domainName}`],
      ['LoadBalancerDnsName', loadBalancer.dnsName],
    ] as const) {
      new TerraformOutput(this, outputName, { value, staticId: true });
    }
  }
}

/** What the program reads at its start. */
function programEnvironment({ stage, gateway }: Environment): Record<string, string> {
  const services = gateway.services.map(({ name, title, path, port, version }) => ({
    name,
    title,
    path,
    port,
    version,
    healthEndpoint: '/health',
  }));
  return {
    STAGE: stage,
    PORT: String(proxyPort),
    LOG_LEVEL: gateway.logLevel,
    VPC_ENDPOINT_DNS: gateway.servicesDomainName,
    UPSTREAM_PROTOCOL: 'https',
    SERVICES: JSON.stringify(services),
    HEALTH_CHECK_INTERVAL: '30',
    REQUEST_TIMEOUT: String(requestTimeoutSeconds),
    STOP_TIMEOUT_SECONDS: String(stopTimeoutSeconds),
  };
}
