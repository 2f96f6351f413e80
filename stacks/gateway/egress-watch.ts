import { Construct } from 'constructs';
import { type AlarmTopic } from '../../modules/alarms/alarm-topic';
import { MetricAlarm } from '../../modules/alarms/metric-alarm';
import { Dashboard } from '../../modules/dashboard/dashboard';
import { type FargateService } from '../../modules/ecs/fargate-service';
import { type IpTargetGroup } from '../../modules/load-balancing/ip-target-group';
import { type NetworkLoadBalancer } from '../../modules/load-balancing/network-load-balancer';
import { LogMetric } from '../../modules/logs/log-metric';
import { TargetAlarms } from '../../modules/alarms/target-alarms';

export interface EgressWatchProps {
  readonly stage: string;
  readonly region: string;
  readonly topic: AlarmTopic;
  readonly loadBalancer: NetworkLoadBalancer;
  readonly targetGroup: IpTargetGroup;
  readonly service: FargateService;
}

/** Alarms and dashboard of the egress proxy. A refused request is one that no program of ours should make, so each rings. */
export class EgressWatch extends Construct {
  constructor(scope: Construct, id: string, props: EgressWatchProps) {
    super(scope, id);
    const { stage, region, topic, loadBalancer, targetGroup, service } = props;
    // The stage is in the metric's name: two stages may share an account, and a filter's dimensions come from the line only.
    const { metric: denied } = new LogMetric(this, 'DeniedRequests', {
      name: `gateway-egress-denied-${stage}`,
      logGroup: service.task.logGroup,
      field: 'event',
      equals: 'egress.denied',
      namespace: 'GatewayEgress',
      metricName: `DeniedRequests/${stage}`,
    });
    new MetricAlarm(this, 'Denied', {
      name: `gateway-egress-denied-${stage}`,
      description:
        'A program of the Isolated VPC asked for a host that is not on the list: see egress.denied in the log',
      topic,
      metric: denied,
      statistic: 'Sum',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      periodSeconds: 300,
      evaluationPeriods: 1,
    });
    new TargetAlarms(this, 'Alarms', {
      name: 'gateway-egress-proxy',
      stage,
      title: 'the egress proxy',
      topic,
      service,
      unhealthyHosts: loadBalancer.targetMetric('UnHealthyHostCount', targetGroup),
    });
    new Dashboard(this, 'Dashboard', {
      name: `gateway-egress-${stage}`,
      region,
      graphs: [
        {
          title: 'Connections',
          metrics: [loadBalancer.metric('ActiveFlowCount'), loadBalancer.metric('NewFlowCount')],
          statistics: ['Average'],
        },
        { title: 'Denied requests', metrics: [denied], statistics: ['Sum'] },
        {
          title: 'Broken connections',
          metrics: [
            loadBalancer.metric('ClientTLSNegotiationErrorCount'),
            loadBalancer.metric('TCP_Target_Reset_Count'),
          ],
          statistics: ['Sum'],
        },
        { title: 'Bytes', metrics: [loadBalancer.metric('ProcessedBytes')], statistics: ['Sum'] },
        {
          title: 'CPU and memory (%)',
          metrics: [service.metric('CPUUtilization'), service.metric('MemoryUtilization')],
          statistics: ['Average'],
        },
        {
          title: 'Tasks',
          metrics: [
            service.tasksMetric('DesiredTaskCount'),
            service.tasksMetric('RunningTaskCount'),
            loadBalancer.targetMetric('HealthyHostCount', targetGroup),
          ],
          statistics: ['Average'],
        },
      ],
    });
  }
}
