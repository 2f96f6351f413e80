import { TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { AlarmTopic } from '../../modules/alarms/alarm-topic';
import { PrivateZone } from '../../modules/dns/private-zone';
import { Repository } from '../../modules/ecr/repository';
import { EcsCluster } from '../../modules/ecs/cluster';
import { GatewayEndpoint } from '../../modules/network/aws-endpoints';
import { requireDisjoint } from '../../modules/network/cidr';
import { Network } from '../../modules/network/network';
import { TaskEndpoints } from '../../modules/network/task-endpoints';
import { TagGroup } from '../../modules/resource-groups/tag-group';
import { StageStack } from '../stage-stack';
import { GatewayGroups } from './groups';
import { gatewayProject } from './names';
import { requireServiceList } from './service-list';

/**
 * What the other stacks of the gateway stand on: a Public VPC and an Isolated VPC with every security group and rule, the
 * zones of the names that lead from one to the other, repositories, cluster and alarm topic.
 */
export class GatewayNetworkStack extends StageStack {
  readonly topic: AlarmTopic;
  readonly cluster: EcsCluster;
  readonly publicNetwork: Network;
  readonly isolatedNetwork: Network;
  readonly groups: GatewayGroups;
  /** Names of the endpoints: `services` answers in the Public VPC, `egress` in the Isolated VPC. */
  readonly zones: { readonly services: PrivateZone; readonly egress: PrivateZone };
  readonly repositories: {
    readonly proxy: Repository;
    readonly microservice: Repository;
    readonly egressProxy: Repository;
  };

  constructor(scope: Construct, environment: Environment) {
    super(scope, { system: 'gateway-network', project: gatewayProject, service: 'VPC', environment });
    const { stage, accountId, region, retainData, logRetentionDays, gateway } = environment;
    requireServiceList(this, gateway.services);
    requireDisjoint(this, { publicCidr: gateway.publicCidr, isolatedCidr: gateway.isolatedCidr });

    this.topic = new AlarmTopic(this, 'AlarmTopic', {
      name: `gateway-alarms-${stage}`,
      accountId,
      email: environment.alarmEmail,
    });
    const common = { region, accountId, zones: gateway.zones, logRetentionDays };
    this.publicNetwork = new Network(this, 'PublicNetwork', {
      ...common,
      name: `gateway-public-${stage}`,
      cidr: gateway.publicCidr,
      tiers: ['public', 'private'],
      natPerZone: gateway.natPerZone,
    });
    this.isolatedNetwork = new Network(this, 'IsolatedNetwork', {
      ...common,
      name: `gateway-isolated-${stage}`,
      cidr: gateway.isolatedCidr,
      tiers: ['isolated'],
    });
    this.groups = new GatewayGroups(this, 'Groups', {
      stage,
      gateway,
      publicNetwork: this.publicNetwork,
      isolatedNetwork: this.isolatedNetwork,
    });
    this.zones = {
      services: new PrivateZone(this, 'ServicesZone', {
        name: gateway.servicesDomainName,
        network: this.publicNetwork,
        retainData,
      }),
      egress: new PrivateZone(this, 'EgressZone', {
        name: gateway.egressDomainName,
        network: this.isolatedNetwork,
        retainData,
      }),
    };
    const repository = (id: string, image: string) =>
      new Repository(this, id, { name: `${image}-${stage}`, retainData });
    this.repositories = {
      proxy: repository('ProxyRepository', 'gateway-proxy'),
      microservice: repository('MicroserviceRepository', 'gateway-microservice'),
      egressProxy: repository('EgressProxyRepository', 'gateway-egress-proxy'),
    };
    this.cluster = new EcsCluster(this, 'Cluster', {
      name: `gateway-${stage}`,
      logRetentionDays,
      allowExec: gateway.allowExec,
    });

    // Image layers come from S3 and would pay for every byte through NAT. AWS's own policy, because hosts in S3 may be on
    // the egress proxy's list, which decides there. Nothing in this VPC calls DynamoDB.
    new GatewayEndpoint(this, 'PublicS3', { network: this.publicNetwork, tiers: ['private'], service: 's3' });
    new TaskEndpoints(this, 'IsolatedAwsEndpoints', {
      network: this.isolatedNetwork,
      securityGroup: this.groups.awsEndpoints,
      clients: [this.groups.services],
      tableClients: [this.groups.services],
      repositories: [this.repositories.microservice],
      clusterName: `gateway-${stage}`,
      logGroupPrefix: `/gateway/${stage}/`,
      parameters: [`${gateway.parameterPrefix}/*`],
      tables: `gateway-*-${stage}`,
      allowExec: gateway.allowExec,
    });
    new TagGroup(this, 'ResourceGroup', {
      name: `${gatewayProject}-${stage}`,
      tags: { Project: gatewayProject, Stage: stage },
    });
    for (const [name, value] of [
      ['ProxyRepositoryUrl', this.repositories.proxy.url],
      ['MicroserviceRepositoryUrl', this.repositories.microservice.url],
      ['EgressProxyRepositoryUrl', this.repositories.egressProxy.url],
    ] as const) {
      new TerraformOutput(this, name, { value, staticId: true });
    }
  }
}
