import { Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { ServerErrorsAlarm } from '../../modules/alarms/server-errors-alarm';
import { Table } from '../../modules/dynamodb/table';
import { nodeHealthCheck } from '../../modules/ecs/container';
import { FargateService } from '../../modules/ecs/fargate-service';
import { IpTargetGroup } from '../../modules/load-balancing/ip-target-group';
import { itemsStatement, type MicroserviceEntry, programEnvironment } from '../microservice-program';
import { releaseParameterName } from '../releases';
import { apiPort } from './groups';
import { type WebLoadBalancer } from './load-balancer';
import { type WebNetworkStack } from './network-stack';

export interface ApiServiceProps {
  readonly environment: Environment;
  readonly network: WebNetworkStack;
  /** Load balancer whose listener gets the API's rule. */
  readonly loadBalancer: WebLoadBalancer;
}

/** What the program of the microservices runs as behind the API's host. */
const users: MicroserviceEntry = {
  name: 'users',
  title: 'User Service',
  path: '/users',
  port: apiPort,
  version: 'v1',
  fields: { name: 'text', email: 'email' },
};

/** The load balancer lets go of a task first, and the program has longer than that to end what is under way. */
const drainSeconds = 20;
const stopTimeoutSeconds = 30;

/** The API: its users with a table of their own, target group, rule and service. */
export class ApiService extends Construct {
  readonly service: FargateService;
  readonly targetGroup: IpTargetGroup;
  readonly table: Table;

  constructor(scope: Construct, id: string, { environment, network, loadBalancer }: ApiServiceProps) {
    super(scope, id);
    const { stage, accountId, region, logRetentionDays, retainData, web } = environment;
    const name = `web-api-${stage}`;
    this.table = new Table(this, 'Table', {
      name: `web-users-${stage}`,
      key: { partitionKey: 'pk', sortKey: 'sk' },
      retainData,
    });
    this.targetGroup = new IpTargetGroup(this, 'TargetGroup', {
      name,
      network: network.network,
      port: apiPort,
      deregistrationDelaySeconds: drainSeconds,
    });
    const rule = loadBalancer.route(this, 'Rule', {
      priority: 200,
      hosts: [web.apiDomainName],
      paths: [`${users.path}*`, '/health'],
      to: this.targetGroup,
    });
    this.service = new FargateService(this, 'Service', {
      name,
      accountId,
      region,
      cluster: network.cluster,
      containers: [
        {
          name: 'api',
          repository: network.repositories.api,
          imageDigest: web.images.api,
          port: apiPort,
          environment: programEnvironment(users, { tableName: this.table.table.name, logLevel: web.logLevel }),
          healthCheck: nodeHealthCheck,
          stopTimeoutSeconds,
          logGroupName: `/web/${stage}/api`,
        },
      ],
      statements: [itemsStatement(this.table)],
      logRetentionDays,
      securityGroup: network.groups.api,
      tier: 'isolated',
      targetGroup: this.targetGroup,
      routes: [rule.rule],
      desiredCount: web.minTasks,
      scaling: {
        steps: { loadBalancer: loadBalancer.loadBalancer, minTasks: web.minTasks, maxTasks: web.maxTasks },
      },
      releaseParameter: releaseParameterName(stage, 'web-api'),
    });
    new ServerErrorsAlarm(this, 'ServerErrors', {
      name: `web-api-server-errors-${stage}`,
      description: 'The API answers with server errors: see its log',
      topic: network.topic,
      metric: loadBalancer.loadBalancer.targetMetric('HTTPCode_Target_5XX_Count', this.targetGroup),
    });
  }
}
