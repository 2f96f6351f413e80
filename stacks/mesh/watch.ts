import { type AlarmTopic } from '../../modules/alarms/alarm-topic';
import { type Metric, MetricAlarm, SumAlarm } from '../../modules/alarms/metric-alarm';
import { Dashboard } from '../../modules/dashboard/dashboard';
import { Construct } from 'constructs';

export interface MeshWatchProps {
  readonly apiId: string;
  readonly tableName: string;
  readonly indexNames: readonly string[];
  readonly functionName: string;
  readonly region: string;
  /** Ends the names of the alarms and of the dashboard: the stage. */
  readonly stage: string;
  readonly topic: AlarmTopic;
}

/** DynamoDB operations that resolvers and functions use: errors are published for each alone. */
const operations = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'BatchWriteItem', 'TransactWriteItems'];

/** Alarms and dashboard of Mesh: thresholds as its operations guide recommends them. */
export class MeshWatch extends Construct {
  constructor(scope: Construct, id: string, props: MeshWatchProps) {
    super(scope, id);
    const { apiId, tableName, indexNames, functionName, region, stage, topic } = props;
    const appsync = (metricName: string): Metric => ({
      namespace: 'AWS/AppSync',
      metricName,
      dimensions: { GraphQLAPIId: apiId },
    });
    const lambda = (metricName: string): Metric => ({
      namespace: 'AWS/Lambda',
      metricName,
      dimensions: { FunctionName: functionName },
    });
    const dynamodb = (metricName: string, dimensions: Record<string, string> = {}): Metric => ({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensions: { TableName: tableName, ...dimensions },
    });
    const throttles = ['ReadThrottleEvents', 'WriteThrottleEvents'].flatMap((name) => [
      dynamodb(name),
      ...indexNames.map((index) => dynamodb(name, { GlobalSecondaryIndexName: index })),
    ]);
    const systemErrors = operations.map((operation) => dynamodb('SystemErrors', { Operation: operation }));

    new MetricAlarm(this, 'ServerErrors', {
      name: `mesh-server-errors-${stage}`,
      description: 'Mesh answers with server errors: see the field logs of the API',
      topic,
      metric: appsync('5XXError'),
      statistic: 'Sum',
      comparison: 'GreaterThanThreshold',
      threshold: 10,
      periodSeconds: 300,
      evaluationPeriods: 2,
    });
    new MetricAlarm(this, 'Latency', {
      name: `mesh-latency-${stage}`,
      description: 'One in a hundred Mesh requests takes over a second: see the traces of the API',
      topic,
      metric: appsync('Latency'),
      statistic: 'p99',
      comparison: 'GreaterThanThreshold',
      threshold: 1000,
      periodSeconds: 300,
      evaluationPeriods: 3,
    });
    new MetricAlarm(this, 'FunctionErrors', {
      name: `mesh-function-errors-${stage}`,
      description: 'The Mesh function fails: see its log group',
      topic,
      metric: lambda('Errors'),
      statistic: 'Sum',
      comparison: 'GreaterThanThreshold',
      threshold: 10,
      periodSeconds: 300,
      evaluationPeriods: 2,
    });
    new SumAlarm(this, 'TableErrors', {
      name: `mesh-table-errors-${stage}`,
      description: 'DynamoDB fails on the Mesh table: see the AWS Health Dashboard',
      topic,
      metrics: systemErrors,
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      periodSeconds: 60,
      evaluationPeriods: 1,
    });
    new SumAlarm(this, 'TableThrottles', {
      name: `mesh-table-throttles-${stage}`,
      description:
        'DynamoDB throttles the Mesh table or an index: one partition is hot, or an account limit is reached',
      topic,
      metrics: throttles,
      comparison: 'GreaterThanOrEqualToThreshold',
      threshold: 1,
      periodSeconds: 300,
      evaluationPeriods: 2,
    });
    new Dashboard(this, 'Dashboard', {
      name: `mesh-${stage}`,
      region,
      graphs: [
        { title: 'Requests', metrics: [appsync('Requests')], statistics: ['Sum'] },
        { title: 'Errors', metrics: [appsync('4XXError'), appsync('5XXError')], statistics: ['Sum'] },
        { title: 'Latency (ms)', metrics: [appsync('Latency')], statistics: ['p50', 'p99'] },
        {
          title: 'Subscriptions',
          metrics: [appsync('ActiveConnections'), appsync('ActiveSubscriptions')],
          statistics: ['Maximum'],
        },
        {
          title: 'Function calls and errors',
          metrics: [lambda('Invocations'), lambda('Errors'), lambda('Throttles')],
          statistics: ['Sum'],
        },
        { title: 'Function duration (ms)', metrics: [lambda('Duration')], statistics: ['p50', 'p99'] },
        {
          title: 'Table capacity units',
          metrics: [dynamodb('ConsumedReadCapacityUnits'), dynamodb('ConsumedWriteCapacityUnits')],
          statistics: ['Sum'],
        },
        { title: 'Table errors and throttles', metrics: [...systemErrors, ...throttles], statistics: ['Sum'] },
      ],
    });
  }
}
