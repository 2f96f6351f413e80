import { type Configuration, type ConfiguredResource, type Properties } from '../../support/configuration';
import { type StackGraph } from '../../support/stack-graph';
import { metricFault } from './published-metrics';

/** A rule of the design: the faults it finds in one stack among all, empty when it holds. */
export type Rule = (stack: Configuration, graph: StackGraph) => readonly string[];

const ofType = (stack: Configuration, type: string) => stack.resources.filter((resource) => resource.type === type);

const record = (value: unknown): Properties => (typeof value === 'object' && value !== null ? { ...value } : {});
const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** Where each service writes its log: the name of the group, given the resource. */
const logGroupNames: Readonly<Record<string, (resource: ConfiguredResource) => string>> = {
  aws_lambda_function: ({ properties }) => `/aws/lambda/${String(properties.function_name)}`,
  aws_appsync_graphql_api: ({ address }) => `/aws/appsync/apis/\${${address}.id}`,
  aws_ecs_cluster: ({ properties }) => `/aws/ecs/containerinsights/${String(properties.name)}/performance`,
  aws_codebuild_project: ({ properties }) => `/aws/codebuild/${String(properties.name)}`,
};

export const logGroupsExist: Rule = (stack) => {
  const groups = new Set(ofType(stack, 'aws_cloudwatch_log_group').map(({ properties }) => properties.name));
  return stack.resources.flatMap((resource) => {
    const name = logGroupNames[resource.type]?.(resource);
    return name === undefined || groups.has(name)
      ? []
      : [`${resource.address} writes to ${name}, which is not in code`];
  });
};

export const logGroupsHaveRetention: Rule = (stack) =>
  ofType(stack, 'aws_cloudwatch_log_group')
    .filter(({ properties }) => !(Number(properties.retention_in_days) > 0))
    .map(({ address }) => `${address} keeps its log for ever`);

export const webAclLogNames: Rule = (stack) =>
  ofType(stack, 'aws_wafv2_web_acl_logging_configuration').flatMap(({ address, properties }) =>
    list(properties.log_destination_configs).flatMap((destination) => {
      const group = ofType(stack, 'aws_cloudwatch_log_group').find((candidate) =>
        String(destination).includes(candidate.address),
      );
      const name = String(group?.properties.name);
      return name.startsWith('aws-waf-logs-') ? [] : [`${address} logs to ${name}, not to a group aws-waf-logs-*`];
    }),
  );

export const queuesHaveDeadLetterQueueAndAlarm: Rule = (stack) => {
  const queues = ofType(stack, 'aws_sqs_queue');
  const redrives = queues.map(({ properties }) => JSON.stringify(properties.redrive_policy ?? null));
  const alarms = JSON.stringify(ofType(stack, 'aws_cloudwatch_metric_alarm').map(({ properties }) => properties));
  return queues.flatMap(({ address, properties }) => {
    const isDeadLetterQueue = redrives.some((policy) => policy.includes(`${address}.arn`));
    if (!isDeadLetterQueue)
      return properties.redrive_policy === undefined ? [`${address} has no dead-letter queue`] : [];
    return alarms.includes(`${address}.name`) ? [] : [`${address} has no alarm`];
  });
};

/** The stacks `<system>-<part>-<stage>` of a system and stage deploy together and share what one of them owns. */
const systemOf = (stackId: string) => `${stackId.split('-').at(0)}-${stackId.split('-').at(-1)}`;

export const alarmsReachTheTopicOfTheSystem: Rule = (stack, graph) =>
  ofType(stack, 'aws_cloudwatch_metric_alarm').flatMap(({ address, properties }) => {
    const isTold = list(properties.alarm_actions).some((action) => {
      const told = graph.resolve(stack, action);
      // What an alarm of a scaling policy tells is the policy: people need not know that a service follows its load.
      if (told?.resource.type === 'aws_appautoscaling_policy') return true;
      return (
        told?.resource.type === 'aws_sns_topic' &&
        told.attribute === 'arn' &&
        systemOf(told.resource.stack.stackId) === systemOf(stack.stackId)
      );
    });
    return isTold ? [] : [`${address} tells no topic of the system`];
  });

export const alarmTopicsHaveTheirOwnKey: Rule = (stack) => {
  const keys = ofType(stack, 'aws_kms_key').map(({ address }) => `\${${address}.arn}`);
  return ofType(stack, 'aws_sns_topic')
    .filter(({ properties }) => !keys.includes(String(properties.kms_master_key_id)))
    .map(({ address }) => `${address} is not encrypted with a key of the stack`);
};

function metricsOfAlarm(properties: Properties): readonly Properties[] {
  const queries = list(properties.metric_query).map(record);
  if (queries.length === 0) return [properties];
  return queries.flatMap((query) => (query.metric === undefined ? [] : [record(query.metric)]));
}

export const alarmMetricsArePublished: Rule = (stack) =>
  ofType(stack, 'aws_cloudwatch_metric_alarm').flatMap(({ address, properties }) =>
    metricsOfAlarm(properties).flatMap((metric) => {
      const dimensions = Object.keys(record(metric.dimensions));
      const fault = metricFault(String(metric.namespace), String(metric.metric_name), dimensions);
      return fault === undefined ? [] : [`${address}: ${fault}`];
    }),
  );

/** Actions that have no resource types, so that AWS takes `*` only (Service Authorization Reference). */
const actionsWithoutResources = [
  'ecs:DescribeTaskDefinition',
  'ecs:RegisterTaskDefinition',
  'elasticloadbalancing:DescribeListeners',
  'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
  'ecr:GetAuthorizationToken',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

const policyTypes = ['aws_iam_role_policy', 'aws_iam_policy', 'aws_vpc_endpoint'];

export const policiesNameActionsAndResources: Rule = (stack) =>
  stack.resources
    .filter(({ type, properties }) => policyTypes.includes(type) && properties.policy !== undefined)
    .flatMap(({ address, properties }) =>
      list(record(JSON.parse(String(properties.policy))).Statement).flatMap((value) => {
        const statement = record(value);
        const actions = list(statement.Action).map(String);
        const wild = actions.filter((action) => action.includes('*') && action !== 'kms:GenerateDataKey*');
        const open =
          list(statement.Resource).includes('*') &&
          !actions.every((action) => actionsWithoutResources.includes(action));
        return [
          ...wild.map((action) => `${address} allows ${action}`),
          ...(open ? [`${address} allows ${actions.join(', ')} on every resource`] : []),
        ];
      }),
    );

export const providersCarryTagsAndAccount: Rule = (stack) =>
  (stack.json.provider.aws ?? []).flatMap((provider) => {
    const tags = Object.keys(record(record(list(provider.default_tags)[0]).tags)).sort();
    const faults = tags.join() === 'ManagedBy,Project,Service,Stage' ? [] : [`default tags are ${tags.join()}`];
    return list(provider.allowed_account_ids).length === 1 ? faults : [...faults, 'a provider takes any account'];
  });

/** Types whose loss is a loss of data, of a name that clients know, or of the means to read data. */
const statefulTypes = [
  'aws_acm_certificate',
  'aws_appsync_domain_name',
  'aws_appsync_domain_name_api_association',
  'aws_cognito_user_pool',
  'aws_dynamodb_table',
  'aws_route53_zone',
  'aws_s3_bucket',
];

const preventsDestroy = ({ properties }: ConfiguredResource) => record(properties.lifecycle).prevent_destroy === true;

export const statefulResourcesAreProtected: Rule = (stack) =>
  stack.resources
    .filter((resource) => statefulTypes.includes(resource.type) && !preventsDestroy(resource))
    .map(({ address }) => `${address} can be destroyed`);

export const tablesAreProtected: Rule = (stack) =>
  ofType(stack, 'aws_dynamodb_table')
    .filter(
      ({ properties }) =>
        properties.deletion_protection_enabled !== true || record(properties.point_in_time_recovery).enabled !== true,
    )
    .map(({ address }) => `${address} has no deletion protection or no point-in-time recovery`);

/** A SecureString that Terraform writes or reads is in its state in the clear. */
export const noSecretPassesThroughTerraform: Rule = (stack) => [
  ...ofType(stack, 'aws_ssm_parameter')
    .filter(({ properties }) => properties.type === 'SecureString')
    // The key of an API is the one exception: every client carries it, and AWS gives it to Terraform in any case.
    .filter(({ properties }) => !/^\$\{aws_appsync_api_key\.\w+\.key\}$/.test(String(properties.value)))
    .map(({ address }) => `${address} is a secret in state`),
  ...stack.dataSources
    .filter(({ type }) => ['aws_ssm_parameter', 'aws_secretsmanager_secret_version'].includes(type))
    .map(({ address }) => `${address} reads a value into state`),
];

export const stateUsesTheBucketsOwnEncryptionAndLock: Rule = (stack) => {
  const keys = Object.keys(stack.json.terraform.backend.s3).sort().join();
  return keys === 'bucket,key,region,use_lockfile' ? [] : [`the backend sets ${keys}`];
};
