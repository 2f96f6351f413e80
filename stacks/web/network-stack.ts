import { TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { AlarmTopic } from '../../modules/alarms/alarm-topic';
import { Repository } from '../../modules/ecr/repository';
import { EcsCluster } from '../../modules/ecs/cluster';
import { requireDisjoint } from '../../modules/network/cidr';
import { Network } from '../../modules/network/network';
import { TaskEndpoints } from '../../modules/network/task-endpoints';
import { TagGroup } from '../../modules/resource-groups/tag-group';
import { releaseParameterName } from '../releases';
import { StageStack } from '../stage-stack';
import { WebGroups } from './groups';
import { webProject } from './names';

/**
 * What the other stacks of the web system stand on: a VPC without a way out, with every security group and rule, the roads
 * to AWS services, repositories, cluster and alarm topic.
 */
export class WebNetworkStack extends StageStack {
  readonly topic: AlarmTopic;
  readonly network: Network;
  readonly cluster: EcsCluster;
  readonly groups: WebGroups;
  readonly repositories: { readonly app: Repository; readonly proxy: Repository; readonly api: Repository };

  constructor(scope: Construct, environment: Environment) {
    super(scope, { system: 'web-network', project: webProject, service: 'VPC', environment });
    const { stage, accountId, region, retainData, logRetentionDays, gateway, web } = environment;
    requireDisjoint(this, {
      'web.cidr': web.cidr,
      'gateway.publicCidr': gateway.publicCidr,
      'gateway.isolatedCidr': gateway.isolatedCidr,
    });

    this.topic = new AlarmTopic(this, 'AlarmTopic', {
      name: `web-alarms-${stage}`,
      accountId,
      email: environment.alarmEmail,
    });
    this.network = new Network(this, 'Network', {
      name: `web-${stage}`,
      region,
      accountId,
      cidr: web.cidr,
      zones: web.zones,
      tiers: web.loadBalancer === 'public' ? ['public', 'isolated'] : ['isolated'],
      attachInternetGateway: true,
      logRetentionDays,
    });
    this.groups = new WebGroups(this, 'Groups', { stage, network: this.network });
    const repository = (id: string, image: string) =>
      new Repository(this, id, { name: `${image}-${stage}`, retainData });
    this.repositories = {
      app: repository('AppRepository', 'web-app'),
      proxy: repository('ProxyRepository', 'web-proxy'),
      api: repository('ApiRepository', 'web-api'),
    };
    const clusterName = `web-${stage}`;
    this.cluster = new EcsCluster(this, 'Cluster', { name: clusterName, logRetentionDays, allowExec: web.allowExec });
    new TaskEndpoints(this, 'AwsEndpoints', {
      network: this.network,
      securityGroup: this.groups.awsEndpoints,
      clients: [this.groups.web, this.groups.api],
      tableClients: [this.groups.api],
      repositories: Object.values(this.repositories),
      clusterName,
      logGroupPrefix: `/web/${stage}/`,
      parameters: [`/mesh/${stage}/*`, releaseParameterName(stage, '*')],
      tables: `web-*-${stage}`,
      allowExec: web.allowExec,
    });
    new TagGroup(this, 'ResourceGroup', {
      name: `${webProject}-${stage}`,
      tags: { Project: webProject, Stage: stage },
    });
    for (const [name, value] of [
      ['AppRepositoryUrl', this.repositories.app.url],
      ['ProxyRepositoryUrl', this.repositories.proxy.url],
      ['ApiRepositoryUrl', this.repositories.api.url],
    ] as const) {
      new TerraformOutput(this, name, { value, staticId: true });
    }
  }
}
