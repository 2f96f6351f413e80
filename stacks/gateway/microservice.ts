import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Construct } from 'constructs';
import { type Environment, type GatewayService } from '../../environments/environment';
import { ServerErrorsAlarm } from '../../modules/alarms/server-errors-alarm';
import { type Graph } from '../../modules/dashboard/dashboard';
import { Table } from '../../modules/dynamodb/table';
import { nodeHealthCheck } from '../../modules/ecs/container';
import { FargateService } from '../../modules/ecs/fargate-service';
import { type ApplicationLoadBalancer } from '../../modules/load-balancing/application-load-balancer';
import { IpTargetGroup } from '../../modules/load-balancing/ip-target-group';
import { type GatewayNetworkStack } from './network-stack';
import { itemsStatement, programEnvironment, tableOperations } from '../microservice-program';
import { releaseParameterName } from '../releases';
import { TableAlarms } from '../../modules/alarms/table-alarms';
import { TargetAlarms } from '../../modules/alarms/target-alarms';

export interface MicroserviceProps {
  readonly environment: Environment;
  readonly entry: GatewayService;
  readonly network: GatewayNetworkStack;
  /** Load balancer whose listener gets the service's rules. */
  readonly loadBalancer: ApplicationLoadBalancer;
}

/** Everything of one microservice: table, target group, rules, service with scaling, parameters, alarms. */
export class Microservice extends Construct {
  readonly targetGroup: IpTargetGroup;
  readonly service: FargateService;
  readonly #title: string;
  readonly #loadBalancer: ApplicationLoadBalancer;

  constructor(scope: Construct, id: string, props: MicroserviceProps) {
    super(scope, id);
    const { environment, entry, network, loadBalancer } = props;
    const { stage, accountId, region, logRetentionDays, retainData, gateway } = environment;
    const { title, path, port, priority, healthPriority } = entry;
    const name = `gateway-${entry.name}`;
    this.#title = title;
    this.#loadBalancer = loadBalancer;

    const table = new Table(this, 'Table', {
      name: `${name}-${stage}`,
      key: { partitionKey: 'pk', sortKey: 'sk' },
      retainData,
    });
    this.targetGroup = new IpTargetGroup(this, 'TargetGroup', {
      name: `${name}-${stage}`,
      network: network.isolatedNetwork,
      port,
    });
    const routes = [
      loadBalancer.route(this, 'HealthRule', {
        priority: healthPriority,
        paths: [`/health/${entry.name}`],
        to: this.targetGroup,
      }),
      loadBalancer.route(this, 'Rule', {
        priority,
        paths: [`${path}*`],
        header: { name: 'X-Service-Name', values: [entry.name] },
        to: this.targetGroup,
      }),
    ];
    new SsmParameter(this, 'TargetGroupArn', {
      name: `${gateway.parameterPrefix}/isolated/target-group-arn/${entry.name}`,
      type: 'String',
      value: this.targetGroup.arn,
    });
    this.service = new FargateService(this, 'Service', {
      name: `${name}-${stage}`,
      accountId,
      region,
      cluster: network.cluster,
      containers: [
        {
          name: entry.name,
          repository: network.repositories.microservice,
          imageDigest: gateway.images.microservice,
          port,
          environment: {
            ...programEnvironment(entry, { tableName: table.table.name, logLevel: gateway.logLevel }),
            EGRESS_PROXY_URL: `https://${gateway.egressDomainName}`,
          },
          healthCheck: nodeHealthCheck,
          logGroupName: `/gateway/${stage}/${entry.name}`,
        },
      ],
      statements: [itemsStatement(table)],
      logRetentionDays,
      securityGroup: network.groups.services,
      tier: 'isolated',
      targetGroup: this.targetGroup,
      routes: routes.map(({ rule }) => rule),
      desiredCount: gateway.desiredCount,
      releaseParameter: releaseParameterName(stage, entry.name),
    });
    const { topic } = network;
    new TargetAlarms(this, 'Alarms', {
      name,
      stage,
      title,
      topic,
      service: this.service,
      unhealthyHosts: loadBalancer.targetMetric('UnHealthyHostCount', this.targetGroup),
    });
    new ServerErrorsAlarm(this, 'ServerErrors', {
      name: `${name}-server-errors-${stage}`,
      description: `${title} answers with server errors: see its log`,
      topic,
      metric: loadBalancer.targetMetric('HTTPCode_Target_5XX_Count', this.targetGroup),
    });
    new TableAlarms(this, 'TableAlarms', {
      name,
      stage,
      topic,
      tableName: table.table.name,
      operations: tableOperations,
    });
  }

  /** The service's row on the dashboard. */
  graphs(): readonly Graph[] {
    const target = (metricName: Parameters<ApplicationLoadBalancer['targetMetric']>[0]) =>
      this.#loadBalancer.targetMetric(metricName, this.targetGroup);
    return [
      {
        title: `${this.#title}: requests and errors`,
        metrics: [target('RequestCount'), target('HTTPCode_Target_5XX_Count')],
        statistics: ['Sum'],
      },
      {
        title: `${this.#title}: response time (s)`,
        metrics: [target('TargetResponseTime')],
        statistics: ['p50', 'p99'],
      },
      {
        title: `${this.#title}: CPU and memory (%)`,
        metrics: [this.service.metric('CPUUtilization'), this.service.metric('MemoryUtilization')],
        statistics: ['Average'],
      },
      {
        title: `${this.#title}: tasks`,
        metrics: [
          this.service.tasksMetric('DesiredTaskCount'),
          this.service.tasksMetric('RunningTaskCount'),
          target('HealthyHostCount'),
        ],
        statistics: ['Average'],
      },
    ];
  }
}
