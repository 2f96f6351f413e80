import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { TerraformOutput } from 'cdktf';
import { Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { DnsCertificate } from '../../modules/certificates/dns-certificate';
import { Dashboard } from '../../modules/dashboard/dashboard';
import { AlbTargetGroup } from '../../modules/load-balancing/alb-target-group';
import { ApplicationLoadBalancer } from '../../modules/load-balancing/application-load-balancer';
import { NetworkLoadBalancer } from '../../modules/load-balancing/network-load-balancer';
import { EndpointService } from '../../modules/privatelink/endpoint-service';
import { LogBucket } from '../../modules/storage/log-bucket';
import { StageStack } from '../stage-stack';
import { LoadBalancerAlarms } from '../../modules/alarms/load-balancer-alarms';
import { Microservice } from './microservice';
import { gatewayProject } from './names';
import { type GatewayNetworkStack } from './network-stack';
import { healthPriority } from './service-list';

export interface GatewayServicesProps {
  readonly network: GatewayNetworkStack;
}

/** Answer where no microservice has the path. */
const notFound = { error: 'Service not found', message: 'The requested service path does not exist' };

/**
 * The microservices of the Isolated VPC behind one load balancer, offered to the Public VPC over PrivateLink. Each entry of
 * the environment's list brings a microservice of its own and changes no other.
 */
export class GatewayServicesStack extends StageStack {
  readonly endpointService: EndpointService;
  readonly loadBalancer: ApplicationLoadBalancer;

  constructor(scope: Construct, environment: Environment, { network }: GatewayServicesProps) {
    super(scope, { system: 'gateway-services', project: gatewayProject, service: 'ECS', environment });
    const { stage, accountId, region, retainData, logRetentionDays, gateway } = environment;

    const name = `gateway-services-${stage}`;
    const certificate = new DnsCertificate(this, 'Certificate', {
      domainName: gateway.servicesDomainName,
      // The private zone of that name answers nobody who could validate it.
      zone: new DataAwsRoute53Zone(this, 'PublicZone', { name: gateway.publicZoneName, privateZone: false }),
      preventDestroy: retainData,
    });
    this.loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', {
      name,
      securityGroup: network.groups.servicesAlb,
      tier: 'isolated',
      certificate,
      logBucket: new LogBucket(this, 'LogBucket', {
        name: `gateway-services-logs-${stage}-${accountId}-${region}`,
        accountId,
        prefixes: [name],
        retentionDays: logRetentionDays,
        retainData,
      }),
      otherwise: { status: 404, body: notFound },
      retainData,
    });
    this.loadBalancer.route(this, 'HealthRule', {
      priority: healthPriority,
      paths: ['/health', '/health/*'],
      to: { status: 200, body: { status: 'healthy' } },
    });

    const front = new NetworkLoadBalancer(this, 'PrivateLinkLoadBalancer', {
      name: `gateway-services-nlb-${stage}`,
      securityGroup: network.groups.servicesNlb,
      tier: 'isolated',
      retainData,
    });
    const target = new AlbTargetGroup(this, 'LoadBalancerTarget', {
      name: `gateway-services-nlb-${stage}`,
      network: network.isolatedNetwork,
      loadBalancer: this.loadBalancer,
    });
    front.passTls('Https', target);
    this.endpointService = new EndpointService(this, 'EndpointService', {
      name,
      loadBalancers: [front],
      allowedPrincipals: [`arn:aws:iam::${accountId}:root`],
      idParameterName: `${gateway.parameterPrefix}/isolated/vpc-endpoint-service-id`,
    });

    const each = new Construct(this, 'Services');
    const microservices = gateway.services.map(
      (entry) => new Microservice(each, entry.name, { environment, entry, network, loadBalancer: this.loadBalancer }),
    );
    new LoadBalancerAlarms(this, 'Alarms', {
      name: 'gateway-services',
      stage,
      topic: network.topic,
      loadBalancer: this.loadBalancer,
    });
    new Dashboard(this, 'Dashboard', {
      name,
      region,
      rows: [
        [
          { title: 'Requests', metrics: [this.loadBalancer.metric('RequestCount')], statistics: ['Sum'] },
          {
            title: 'Server errors',
            metrics: [
              this.loadBalancer.metric('HTTPCode_ELB_5XX_Count'),
              this.loadBalancer.metric('HTTPCode_Target_5XX_Count'),
            ],
            statistics: ['Sum'],
          },
          {
            title: 'Connections through PrivateLink',
            metrics: [front.metric('ActiveFlowCount'), front.metric('NewFlowCount')],
            statistics: ['Average'],
          },
          {
            title: 'Targets of the connections',
            metrics: [front.targetMetric('HealthyHostCount', target), front.targetMetric('UnHealthyHostCount', target)],
            statistics: ['Maximum'],
          },
        ],
        ...microservices.map((microservice) => microservice.graphs()),
      ],
    });
    for (const [outputName, value] of [
      ['EndpointServiceName', this.endpointService.serviceName],
      ['LoadBalancerDnsName', this.loadBalancer.dnsName],
    ] as const) {
      new TerraformOutput(this, outputName, { value, staticId: true });
    }
  }
}
