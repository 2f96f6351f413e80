import { Construct } from 'constructs';
import { type AlarmTopic } from './alarm-topic';
import { type Metric, MetricAlarm } from './metric-alarm';
import { ShortfallAlarm } from './shortfall-alarm';
import { type FargateService } from '../ecs/fargate-service';

export interface TargetAlarmsProps {
  /** Begins the alarms' names, which the stage ends: `gateway-users`. */
  readonly name: string;
  readonly stage: string;
  /** What people call the service: `User Service`. */
  readonly title: string;
  readonly topic: AlarmTopic;
  readonly service: FargateService;
  /** `UnHealthyHostCount` of the service's target group. */
  readonly unhealthyHosts: Metric;
}

/** What may go wrong with any service behind a load balancer: tasks that are missing, and tasks that fail their health check. */
export class TargetAlarms extends Construct {
  constructor(scope: Construct, id: string, props: TargetAlarmsProps) {
    super(scope, id);
    const { name, stage, title, topic, service, unhealthyHosts } = props;
    new ShortfallAlarm(this, 'MissingTasks', {
      name: `${name}-missing-tasks-${stage}`,
      description: `${title} runs fewer tasks than it should: see the events of the ECS service and why its tasks stopped`,
      topic,
      wanted: service.tasksMetric('DesiredTaskCount'),
      present: service.tasksMetric('RunningTaskCount'),
      periodSeconds: 60,
      evaluationPeriods: 5,
    });
    new MetricAlarm(this, 'UnhealthyHosts', {
      name: `${name}-unhealthy-hosts-${stage}`,
      description: `A task of ${title} fails the health check of its target group: see its log`,
      topic,
      metric: unhealthyHosts,
      statistic: 'Maximum',
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      periodSeconds: 60,
      evaluationPeriods: 3,
    });
  }
}
