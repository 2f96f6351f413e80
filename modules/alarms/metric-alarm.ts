import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import { type AlarmTopic } from './alarm-topic';

/** A metric as AWS publishes it: the service's namespace and exactly the dimensions it is published under. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What every alarm is told, whatever it watches. */
export interface AlarmRule {
  /** Alarm name, unique in the account and region. */
  readonly name: string;
  /** What is wrong when it rings, and where to look. */
  readonly description: string;
  readonly topic: AlarmTopic;
  readonly comparison: 'GreaterThanThreshold' | 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold';
  readonly threshold: number;
  readonly periodSeconds: number;
  /** Periods in a row that must break the threshold. */
  readonly evaluationPeriods: number;
}

export interface MetricAlarmProps extends AlarmRule {
  readonly metric: Metric;
  /** `Sum`, `Average`, `Minimum`, `Maximum` or a percentile such as `p99`. */
  readonly statistic: string;
}

export interface SumAlarmProps extends AlarmRule {
  /** At most nine metrics, whose sums are added up. */
  readonly metrics: readonly Metric[];
}

/** Missing data is healthy: a service that is not called, or has no fault, publishes none. Recovery is told as well. */
export function alarmConfig({ name, description, topic, comparison, threshold, evaluationPeriods }: AlarmRule) {
  return {
    alarmName: name,
    alarmDescription: description,
    comparisonOperator: comparison,
    threshold,
    evaluationPeriods,
    treatMissingData: 'notBreaching',
    alarmActions: [topic.arn],
    okActions: [topic.arn],
  };
}

/** An alarm on one metric. */
export class MetricAlarm extends Construct {
  readonly #alarm: CloudwatchMetricAlarm;

  constructor(scope: Construct, id: string, props: MetricAlarmProps) {
    super(scope, id);
    const { metric, statistic, periodSeconds } = props;
    const isPercentile = /^p\d/.test(statistic);
    this.#alarm = new CloudwatchMetricAlarm(this, 'Resource', {
      ...alarmConfig(props),
      namespace: metric.namespace,
      metricName: metric.metricName,
      dimensions: { ...metric.dimensions },
      period: periodSeconds,
      ...(isPercentile ? { extendedStatistic: statistic } : { statistic }),
    });
  }

  /** Name of the alarm, for what needs it to exist. */
  get alarmName(): string {
    return this.#alarm.alarmName;
  }
}

/**
 * An alarm on the sum of several metrics, for those that AWS publishes by operation or by index only.
 * @throws RangeError at synth without metrics or with more than nine: an alarm takes ten, one is the sum.
 */
export class SumAlarm extends Construct {
  constructor(scope: Construct, id: string, props: SumAlarmProps) {
    super(scope, id);
    const { metrics, periodSeconds } = props;
    if (metrics.length < 1 || metrics.length > 9) {
      throw new RangeError(`${this.node.path}: metrics must hold 1 to 9 metrics, got ${metrics.length}`);
    }
    const queries = metrics.map((metric, index) => ({
      id: `m${index}`,
      metric: {
        namespace: metric.namespace,
        metricName: metric.metricName,
        dimensions: { ...metric.dimensions },
        period: periodSeconds,
        stat: 'Sum',
      },
    }));
    const terms = queries.map(({ id: query }) => `FILL(${query}, 0)`);
    new CloudwatchMetricAlarm(this, 'Resource', {
      ...alarmConfig(props),
      metricQuery: [{ id: 'sum', expression: terms.join(' + '), label: props.name, returnData: true }, ...queries],
    });
  }
}
