import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import { alarmConfig, type AlarmRule, type Metric } from './metric-alarm';

export interface ShortfallAlarmProps extends Omit<AlarmRule, 'comparison' | 'threshold'> {
  /** How many there should be. */
  readonly wanted: Metric;
  /** How many there are; none where nothing is published. */
  readonly present: Metric;
}

/**
 * An alarm on less of something than is wanted, on average of a period: a fixed threshold would ring where nothing is
 * wanted, and would keep still where much is.
 */
export class ShortfallAlarm extends Construct {
  constructor(scope: Construct, id: string, props: ShortfallAlarmProps) {
    super(scope, id);
    const { wanted, present, periodSeconds } = props;
    const query = (queryId: string, { namespace, metricName, dimensions }: Metric) => ({
      id: queryId,
      metric: { namespace, metricName, dimensions: { ...dimensions }, period: periodSeconds, stat: 'Average' },
    });
    new CloudwatchMetricAlarm(this, 'Resource', {
      ...alarmConfig({ ...props, comparison: 'GreaterThanThreshold', threshold: 0 }),
      metricQuery: [
        { id: 'shortfall', expression: 'wanted - FILL(present, 0)', label: props.name, returnData: true },
        query('wanted', wanted),
        query('present', present),
      ],
    });
  }
}
