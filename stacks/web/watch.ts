import { Construct } from 'constructs';
import { type Environment } from '../../environments/environment';
import { AlarmTopic } from '../../modules/alarms/alarm-topic';
import { MetricAlarm } from '../../modules/alarms/metric-alarm';
import { type Distribution } from '../../modules/cloudfront/distribution';
import { type UsEast1 } from '../../modules/cloudfront/us-east-1';
import { type ViewerFunction } from '../../modules/cloudfront/viewer-function';
import { Dashboard, type Graph } from '../../modules/dashboard/dashboard';
import { type FargateService } from '../../modules/ecs/fargate-service';
import { type ApplicationLoadBalancer } from '../../modules/load-balancing/application-load-balancer';
import { type IpTargetGroup } from '../../modules/load-balancing/ip-target-group';
import { type EdgeWebAcl } from '../../modules/waf/edge-web-acl';
import { LoadBalancerAlarms } from '../../modules/alarms/load-balancer-alarms';
import { TableAlarms } from '../../modules/alarms/table-alarms';
import { TargetAlarms } from '../../modules/alarms/target-alarms';
import { EdgeAlarms } from './edge-alarms';
import { tableOperations } from '../microservice-program';

/** A service behind the load balancer. */
export interface WatchedService {
  /** Begins the names of its alarms, which the stage ends: `web-api`. */
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  readonly service: FargateService;
  readonly targetGroup: IpTargetGroup;
}

export interface WebWatchProps {
  readonly environment: Environment;
  readonly usEast1: UsEast1;
  /** Topic of the stage's own region. */
  readonly topic: AlarmTopic;
  readonly front: Distribution;
  readonly api: Distribution;
  readonly webAcl?: EdgeWebAcl;
  /** Runs on every request for an image. */
  readonly imageRequest?: ViewerFunction;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly services: readonly WatchedService[];
  readonly tableName: string;
}

/** Alarms and dashboard of the web system. An alarm is in the region of its metric, and so is the topic that it tells. */
export class WebWatch extends Construct {
  constructor(scope: Construct, id: string, props: WebWatchProps) {
    super(scope, id);
    const { environment, usEast1, topic, front, api, webAcl, imageRequest, loadBalancer, services, tableName } = props;
    const { stage, accountId, region, alarmEmail } = environment;
    const edgeTopic = new AlarmTopic(usEast1, 'AlarmTopic', {
      name: `web-edge-alarms-${stage}`,
      accountId,
      email: alarmEmail,
    });
    new EdgeAlarms(usEast1, 'Alarms', {
      stage,
      topic: edgeTopic,
      distributions: { web: front, 'web-api': api },
      webAcl,
      viewerFunctions: imageRequest ? { 'web-image-request': imageRequest } : {},
    });
    new LoadBalancerAlarms(this, 'LoadBalancer', { name: 'web', stage, topic, loadBalancer });
    new TableAlarms(this, 'Table', { name: 'web-users', stage, topic, tableName, operations: tableOperations });
    const each = new Construct(this, 'Services');
    for (const { name, title, service, targetGroup } of services) {
      const alarms = new Construct(each, name);
      new TargetAlarms(alarms, 'Targets', {
        name,
        stage,
        title,
        topic,
        service,
        unhealthyHosts: loadBalancer.targetMetric('UnHealthyHostCount', targetGroup),
      });
      new MetricAlarm(alarms, 'Cpu', {
        name: `${name}-cpu-${stage}`,
        description: `${title} uses most of its processors although it may scale: see the number of tasks and its limit`,
        topic,
        metric: service.metric('CPUUtilization'),
        statistic: 'Average',
        comparison: 'GreaterThanThreshold',
        threshold: 85,
        periodSeconds: 300,
        evaluationPeriods: 3,
      });
    }
    new Dashboard(this, 'Dashboard', {
      name: `web-${stage}`,
      region,
      rows: [
        distributionGraphs('Site', front),
        distributionGraphs('API', api),
        ...(webAcl ? [[webAclGraph(webAcl)]] : []),
        loadBalancerGraphs(loadBalancer),
        ...services.map((watched) => serviceGraphs(watched, loadBalancer)),
        tableGraphs(tableName),
      ],
    });
  }
}

const edgeRegion = 'us-east-1';

const distributionGraphs = (title: string, distribution: Distribution): readonly Graph[] => [
  { title: `${title}: requests`, metrics: [distribution.metric('Requests')], statistics: ['Sum'], region: edgeRegion },
  {
    title: `${title}: answered from the edge (%)`,
    metrics: [distribution.metric('CacheHitRate')],
    statistics: ['Average'],
    region: edgeRegion,
  },
  {
    title: `${title}: errors (%)`,
    metrics: [distribution.metric('4xxErrorRate'), distribution.metric('5xxErrorRate')],
    statistics: ['Average'],
    region: edgeRegion,
  },
  {
    title: `${title}: time of the origin (ms)`,
    metrics: [distribution.metric('OriginLatency')],
    statistics: ['p50', 'p99'],
    region: edgeRegion,
  },
];

const webAclGraph = (webAcl: EdgeWebAcl): Graph => ({
  title: 'Requests blocked and allowed by the web ACL',
  metrics: [webAcl.metric('BlockedRequests'), webAcl.metric('AllowedRequests')],
  statistics: ['Sum'],
  region: edgeRegion,
});

const loadBalancerGraphs = (loadBalancer: ApplicationLoadBalancer): readonly Graph[] => [
  { title: 'Load balancer: requests', metrics: [loadBalancer.metric('RequestCount')], statistics: ['Sum'] },
  {
    title: 'Load balancer: server errors',
    metrics: [
      loadBalancer.metric('HTTPCode_ELB_5XX_Count'),
      loadBalancer.metric('HTTPCode_Target_5XX_Count'),
      loadBalancer.metric('RejectedConnectionCount'),
    ],
    statistics: ['Sum'],
  },
  {
    title: 'Load balancer: response time (s)',
    metrics: [loadBalancer.metric('TargetResponseTime')],
    statistics: ['p50', 'p99'],
  },
];

const serviceGraphs = (
  { title, service, targetGroup }: WatchedService,
  loadBalancer: ApplicationLoadBalancer,
): readonly Graph[] => [
  {
    title: `${title}: CPU and memory (%)`,
    metrics: [service.metric('CPUUtilization'), service.metric('MemoryUtilization')],
    statistics: ['Average'],
  },
  {
    title: `${title}: tasks`,
    metrics: [
      service.tasksMetric('DesiredTaskCount'),
      service.tasksMetric('RunningTaskCount'),
      loadBalancer.targetMetric('HealthyHostCount', targetGroup),
    ],
    statistics: ['Average'],
  },
  {
    title: `${title}: requests and errors`,
    metrics: [
      loadBalancer.targetMetric('RequestCount', targetGroup),
      loadBalancer.targetMetric('HTTPCode_Target_5XX_Count', targetGroup),
    ],
    statistics: ['Sum'],
  },
];

function tableGraphs(tableName: string): readonly Graph[] {
  const metric = (metricName: string, dimensions: Record<string, string> = {}) => ({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensions: { TableName: tableName, ...dimensions },
  });
  return [
    {
      title: 'Table: capacity units',
      metrics: [metric('ConsumedReadCapacityUnits'), metric('ConsumedWriteCapacityUnits')],
      statistics: ['Sum'],
    },
    {
      title: 'Table: throttles and errors',
      metrics: [
        metric('ReadThrottleEvents'),
        metric('WriteThrottleEvents'),
        ...tableOperations.map((operation) => metric('SystemErrors', { Operation: operation })),
      ],
      statistics: ['Sum'],
    },
  ];
}
