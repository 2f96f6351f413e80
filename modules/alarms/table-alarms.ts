import { Construct } from 'constructs';
import { type AlarmTopic } from './alarm-topic';
import { type Metric, SumAlarm } from './metric-alarm';

export interface TableAlarmsProps {
  /** Begins the alarms' names, which the stage ends: `gateway-users`. */
  readonly name: string;
  readonly stage: string;
  readonly topic: AlarmTopic;
  readonly tableName: string;
  /** DynamoDB operations in use: errors are published for each alone. */
  readonly operations: readonly string[];
}

/** Alarms on DynamoDB's own failures on a table: its errors, and its throttling. */
export class TableAlarms extends Construct {
  constructor(scope: Construct, id: string, props: TableAlarmsProps) {
    super(scope, id);
    const { name, stage, topic, tableName, operations } = props;
    const metric = (metricName: string, dimensions: Record<string, string> = {}): Metric => ({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensions: { TableName: tableName, ...dimensions },
    });
    const common = { topic, comparison: 'GreaterThanOrEqualToThreshold', threshold: 1 } as const;
    new SumAlarm(this, 'Errors', {
      ...common,
      name: `${name}-table-errors-${stage}`,
      description: `DynamoDB fails on the table of ${name}: see the AWS Health Dashboard`,
      metrics: operations.map((operation) => metric('SystemErrors', { Operation: operation })),
      periodSeconds: 60,
      evaluationPeriods: 1,
    });
    new SumAlarm(this, 'Throttles', {
      ...common,
      name: `${name}-table-throttles-${stage}`,
      description: `DynamoDB throttles the table of ${name}: one partition is hot, or an account limit is reached`,
      metrics: [metric('ReadThrottleEvents'), metric('WriteThrottleEvents')],
      periodSeconds: 300,
      evaluationPeriods: 2,
    });
  }
}
