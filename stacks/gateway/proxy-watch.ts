import { Construct } from 'constructs';
import { type GatewayService } from '../../environments/environment';
import { type AlarmTopic } from '../../modules/alarms/alarm-topic';
import { type Metric, MetricAlarm } from '../../modules/alarms/metric-alarm';
import { ServerErrorsAlarm } from '../../modules/alarms/server-errors-alarm';
import { Dashboard, type Graph } from '../../modules/dashboard/dashboard';
import { type FargateService } from '../../modules/ecs/fargate-service';
import { type ApplicationLoadBalancer } from '../../modules/load-balancing/application-load-balancer';
import { type IpTargetGroup } from '../../modules/load-balancing/ip-target-group';
import { LoadBalancerAlarms } from '../../modules/alarms/load-balancer-alarms';
import { TargetAlarms } from '../../modules/alarms/target-alarms';

export interface ProxyWatchProps {
  readonly stage: string;
  readonly region: string;
  readonly topic: AlarmTopic;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly targetGroup: IpTargetGroup;
  readonly service: FargateService;
  /** What the proxy leads to: each has metrics of its own. */
  readonly services: readonly GatewayService[];
}

/** A metric that the proxy publishes through its log (embedded metric format), named after a microservice. */
const proxyMetric = (metricName: string, service: string, stage: string): Metric => ({
  namespace: 'MicroserviceProxy',
  metricName: `${metricName}/${service}`,
  dimensions: { Stage: stage },
});

/** Alarms and dashboard of the proxy: of what clients meet, and of each microservice as the proxy sees it. */
export class ProxyWatch extends Construct {
  constructor(scope: Construct, id: string, props: ProxyWatchProps) {
    super(scope, id);
    const { stage, region, topic, loadBalancer, targetGroup, service, services } = props;
    new LoadBalancerAlarms(this, 'LoadBalancer', { name: 'gateway-proxy', stage, topic, loadBalancer });
    new TargetAlarms(this, 'Proxy', {
      name: 'gateway-proxy',
      stage,
      title: 'the proxy',
      topic,
      service,
      unhealthyHosts: loadBalancer.targetMetric('UnHealthyHostCount', targetGroup),
    });
    new ServerErrorsAlarm(this, 'ServerErrors', {
      name: `gateway-proxy-server-errors-${stage}`,
      description: 'The proxy answers with server errors (502, 503, 504): see which microservice is unhealthy',
      topic,
      metric: loadBalancer.metric('HTTPCode_Target_5XX_Count'),
    });
    const each = new Construct(this, 'Services');
    for (const { name, title } of services) this.#watchService(each, name, title, props);

    new Dashboard(this, 'Dashboard', {
      name: `gateway-proxy-${stage}`,
      region,
      rows: [
        [
          { title: 'Requests', metrics: [loadBalancer.metric('RequestCount')], statistics: ['Sum'] },
          {
            title: 'Server errors',
            metrics: [
              loadBalancer.metric('HTTPCode_ELB_5XX_Count'),
              loadBalancer.metric('HTTPCode_Target_5XX_Count'),
              loadBalancer.metric('RejectedConnectionCount'),
            ],
            statistics: ['Sum'],
          },
          {
            title: 'Response time (s)',
            metrics: [loadBalancer.metric('TargetResponseTime')],
            statistics: ['p50', 'p99'],
          },
        ],
        [
          {
            title: 'Proxy: CPU and memory (%)',
            metrics: [service.metric('CPUUtilization'), service.metric('MemoryUtilization')],
            statistics: ['Average'],
          },
          {
            title: 'Proxy: tasks',
            metrics: [
              service.tasksMetric('DesiredTaskCount'),
              service.tasksMetric('RunningTaskCount'),
              loadBalancer.targetMetric('HealthyHostCount', targetGroup),
            ],
            statistics: ['Average'],
          },
        ],
        ...services.map(({ name, title }) => graphsOf(name, title, stage)),
      ],
    });
  }

  #watchService(scope: Construct, name: string, title: string, { stage, topic }: ProxyWatchProps): void {
    const alarms = new Construct(scope, name);
    new MetricAlarm(alarms, 'Health', {
      name: `gateway-proxy-${name}-unhealthy-${stage}`,
      description: `The proxies find ${title} unhealthy and answer 503 for it: see its tasks, its target group and the endpoint`,
      topic,
      metric: proxyMetric('ServiceHealth', name, stage),
      statistic: 'Average',
      comparison: 'LessThanThreshold',
      threshold: 0.5,
      periodSeconds: 60,
      evaluationPeriods: 3,
    });
  }
}

/** The row of one microservice, as the proxy sees it. */
function graphsOf(name: string, title: string, stage: string): readonly Graph[] {
  return [
    {
      title: `${title}: requests and errors`,
      metrics: [proxyMetric('RequestCount', name, stage), proxyMetric('ErrorCount', name, stage)],
      statistics: ['Sum'],
    },
    {
      title: `${title}: response time (ms)`,
      metrics: [proxyMetric('ResponseTime', name, stage)],
      statistics: ['p50', 'p99'],
    },
    { title: `${title}: health`, metrics: [proxyMetric('ServiceHealth', name, stage)], statistics: ['Minimum'] },
  ];
}
