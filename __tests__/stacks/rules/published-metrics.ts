/**
 * Sets of dimensions under which AWS publishes the metrics that alarms here use, by namespace and name. Sources: "Monitoring
 * and logging" of the AppSync guide, "Lambda metrics", "DynamoDB metrics and dimensions".
 */
export const publishedMetrics: Readonly<Record<string, Readonly<Record<string, readonly (readonly string[])[]>>>> = {
  'AWS/AppSync': {
    '4XXError': [['GraphQLAPIId']],
    '5XXError': [['GraphQLAPIId']],
    Latency: [['GraphQLAPIId']],
    Requests: [['GraphQLAPIId']],
    ActiveConnections: [['GraphQLAPIId']],
    ActiveSubscriptions: [['GraphQLAPIId']],
  },
  'AWS/Lambda': Object.fromEntries(
    ['Invocations', 'Errors', 'Throttles', 'Duration'].map((name) => [
      name,
      [['FunctionName'], ['FunctionName', 'Resource']],
    ]),
  ),
  'AWS/DynamoDB': {
    SystemErrors: [['Operation', 'TableName']],
    ReadThrottleEvents: [['TableName'], ['GlobalSecondaryIndexName', 'TableName']],
    WriteThrottleEvents: [['TableName'], ['GlobalSecondaryIndexName', 'TableName']],
    ConsumedReadCapacityUnits: [['TableName'], ['GlobalSecondaryIndexName', 'TableName']],
    ConsumedWriteCapacityUnits: [['TableName'], ['GlobalSecondaryIndexName', 'TableName']],
  },
};

/** What is wrong with a metric, or undefined when AWS publishes it under exactly these dimensions. */
export function metricFault(namespace: string, name: string, dimensions: readonly string[]): string | undefined {
  const sets = publishedMetrics[namespace]?.[name];
  if (!sets) return `${namespace} ${name} is not in the table of published metrics`;
  const asked = [...dimensions].sort().join(',');
  if (sets.some((set) => [...set].sort().join(',') === asked)) return undefined;
  return `${namespace} ${name} is not published under [${asked}]`;
}
