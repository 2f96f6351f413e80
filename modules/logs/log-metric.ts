import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter';
import { Construct } from 'constructs';
import { type Metric } from '../alarms/metric-alarm';
import { requireMatch } from '../validate';
import { type LogGroup } from './log-group';

export interface LogMetricProps {
  /** Name of the filter, unique in the log group. */
  readonly name: string;
  readonly logGroup: LogGroup;
  /** Field at the top of a JSON line, and the text it must hold for the line to count. */
  readonly field: string;
  readonly equals: string;
  readonly namespace: string;
  readonly metricName: string;
}

/** Counts the lines of a JSON log that hold a text in a field. A minute with other lines only counts as 0. */
export class LogMetric extends Construct {
  readonly metric: Metric;

  constructor(scope: Construct, id: string, props: LogMetricProps) {
    super(scope, id);
    const { name, logGroup, field, equals, namespace, metricName } = props;
    requireMatch(this, 'field', field, /^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of letters, digits and _');
    requireMatch(this, 'equals', equals, /^[A-Za-z0-9_.-]+$/, 'letters, digits, _, . or -');
    new CloudwatchLogMetricFilter(this, 'Resource', {
      name,
      logGroupName: logGroup.group.name,
      pattern: `{ $.${field} = "${equals}" }`,
      metricTransformation: { namespace, name: metricName, value: '1', defaultValue: '0', unit: 'Count' },
    });
    this.metric = { namespace, metricName, dimensions: {} };
  }
}
