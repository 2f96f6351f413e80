import { type Construct } from 'constructs';
import { type AlarmRule, type Metric, MetricAlarm } from './metric-alarm';

export interface ServerErrorsAlarmProps extends Pick<AlarmRule, 'name' | 'description' | 'topic'> {
  /** Answers with a status of 5xx. */
  readonly metric: Metric;
  /** Seconds of a period, of which two in a row make the alarm ring. @default 300 */
  readonly periodSeconds?: number;
}

/** An alarm on more than ten server errors in each of two periods: one alone is a client's bad luck. */
export class ServerErrorsAlarm extends MetricAlarm {
  constructor(scope: Construct, id: string, { periodSeconds = 300, ...props }: ServerErrorsAlarmProps) {
    super(scope, id, {
      ...props,
      statistic: 'Sum',
      comparison: 'GreaterThanThreshold',
      threshold: 10,
      periodSeconds,
      evaluationPeriods: 2,
    });
  }
}
