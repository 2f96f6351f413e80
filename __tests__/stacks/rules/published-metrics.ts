type Published = Readonly<Record<string, readonly (readonly string[])[]>>;

/** The same sets of dimensions for each of the metrics. */
const each = (names: readonly string[], ...sets: readonly (readonly string[])[]): Published =>
  Object.fromEntries(names.map((name) => [name, sets]));

const targetHealth = each(['HealthyHostCount', 'UnHealthyHostCount'], ['LoadBalancer', 'TargetGroup']);

/**
 * Sets of dimensions under which AWS publishes the metrics that alarms here use, by namespace and name. Sources: "Monitoring
 * and logging" of the AppSync guide, "Lambda metrics", "DynamoDB metrics and dimensions", "CloudWatch metrics" of the guides
 * to Application and Network Load Balancers, "Amazon ECS CloudWatch metrics", "Container Insights metrics", "CloudWatch
 * metrics for AWS PrivateLink", "Monitor NAT gateways",
 * "Viewing CloudFront and edge function metrics", "Monitoring pipelines with CloudWatch metrics", "AWS WAF metrics and dimensions". At the end stand the metrics that programs here publish
 * themselves, by their log. A name that ends in `/*` is that of a family.
 */
export const publishedMetrics: Readonly<Record<string, Published>> = {
  'AWS/AppSync': each(
    ['4XXError', '5XXError', 'Latency', 'Requests', 'ActiveConnections', 'ActiveSubscriptions'],
    ['GraphQLAPIId'],
  ),
  'AWS/Lambda': each(
    ['Invocations', 'Errors', 'Throttles', 'Duration'],
    ['FunctionName'],
    ['FunctionName', 'Resource'],
  ),
  'AWS/DynamoDB': {
    SystemErrors: [['Operation', 'TableName']],
    ...each(
      ['ReadThrottleEvents', 'WriteThrottleEvents', 'ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'],
      ['TableName'],
      ['GlobalSecondaryIndexName', 'TableName'],
    ),
  },
  'AWS/ApplicationELB': {
    ...each(['HTTPCode_ELB_5XX_Count', 'RejectedConnectionCount'], ['LoadBalancer']),
    ...each(
      [
        'RequestCount',
        'TargetResponseTime',
        'HTTPCode_Target_4XX_Count',
        'HTTPCode_Target_5XX_Count',
        'TargetConnectionErrorCount',
      ],
      ['LoadBalancer'],
      ['LoadBalancer', 'TargetGroup'],
    ),
    ...targetHealth,
  },
  'AWS/NetworkELB': {
    ...each(
      ['ActiveFlowCount', 'NewFlowCount', 'ProcessedBytes', 'TCP_Target_Reset_Count', 'ClientTLSNegotiationErrorCount'],
      ['LoadBalancer'],
    ),
    ...targetHealth,
  },
  'AWS/ECS': each(['CPUUtilization', 'MemoryUtilization'], ['ClusterName'], ['ClusterName', 'ServiceName']),
  'ECS/ContainerInsights': each(['DesiredTaskCount', 'RunningTaskCount'], ['ClusterName', 'ServiceName']),
  'AWS/PrivateLinkEndpoints': each(
    ['ActiveConnections', 'BytesProcessed', 'NewConnections', 'PacketsDropped', 'RstPacketsReceived'],
    ['Endpoint Type', 'Service Name', 'VPC Endpoint Id', 'VPC Id'],
  ),
  'AWS/NATGateway': each(['ErrorPortAllocation', 'PacketsDropCount'], ['NatGatewayId']),
  'AWS/CloudFront': {
    ...each(['5xxErrorRate', 'TotalErrorRate', 'OriginLatency', 'CacheHitRate'], ['DistributionId', 'Region']),
    ...each(['FunctionExecutionErrors'], ['FunctionName', 'Region']),
  },
  'AWS/CodePipeline': each(['FailedPipelineExecutions'], ['PipelineName']),
  // A web ACL of CloudFront has no region of its own.
  'AWS/WAFV2': each(['BlockedRequests'], ['Rule', 'WebACL']),
  MicroserviceProxy: each(['ServiceHealth/*', 'RequestCount/*', 'ResponseTime/*', 'ErrorCount/*'], ['Stage']),
  GatewayEgress: each(['DeniedRequests/*'], []),
};

/** What is wrong with a metric, or undefined when AWS publishes it under exactly these dimensions. */
export function metricFault(namespace: string, name: string, dimensions: readonly string[]): string | undefined {
  const sets = publishedMetrics[namespace]?.[name.replace(/\/.+$/, '/*')];
  if (!sets) return `${namespace} ${name} is not in the table of published metrics`;
  const asked = [...dimensions].sort().join(',');
  if (sets.some((set) => [...set].sort().join(',') === asked)) return undefined;
  return `${namespace} ${name} is not published under [${asked}]`;
}
