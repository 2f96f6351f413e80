import { Construct } from 'constructs';
import { type AlarmTopic } from './alarm-topic';
import { MetricAlarm } from './metric-alarm';
import { type ApplicationLoadBalancer } from '../load-balancing/application-load-balancer';

export interface LoadBalancerAlarmsProps {
  /** Begins the alarms' names, which the stage ends: `gateway-proxy`. */
  readonly name: string;
  readonly stage: string;
  readonly topic: AlarmTopic;
  readonly loadBalancer: ApplicationLoadBalancer;
}

/** What may go wrong with an application load balancer itself: it finds no target that answers, or answers come late. */
export class LoadBalancerAlarms extends Construct {
  constructor(scope: Construct, id: string, { name, stage, topic, loadBalancer }: LoadBalancerAlarmsProps) {
    super(scope, id);
    new MetricAlarm(this, 'ServerErrors', {
      name: `${name}-load-balancer-errors-${stage}`,
      description: `The load balancer of ${name} answers with server errors of its own: no target is healthy, or one broke off`,
      topic,
      metric: loadBalancer.metric('HTTPCode_ELB_5XX_Count'),
      statistic: 'Sum',
      comparison: 'GreaterThanThreshold',
      threshold: 10,
      periodSeconds: 300,
      evaluationPeriods: 2,
    });
    new MetricAlarm(this, 'ResponseTime', {
      name: `${name}-response-time-${stage}`,
      description: `One in a hundred requests through ${name} takes over a second: see the access log and the dashboard`,
      topic,
      metric: loadBalancer.metric('TargetResponseTime'),
      statistic: 'p99',
      comparison: 'GreaterThanThreshold',
      threshold: 1,
      periodSeconds: 300,
      evaluationPeriods: 3,
    });
  }
}
