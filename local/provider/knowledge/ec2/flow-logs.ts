import { type Attributes, type Refusal, type ResourceKnowledge } from '../knowledge';
import { parseArn } from '../support/arn';
import { hasUnknown, isSet, text } from '../support/attributes';
import { exactlyOne } from '../support/constraints';
import { identified } from '../support/ec2';
import { check, isArn, oneOf, refusal } from '../support/rules';

const sources = [
  'eni_id',
  'regional_nat_gateway_id',
  'subnet_id',
  'transit_gateway_attachment_id',
  'transit_gateway_id',
  'vpc_id',
] as const;

const creating = 'creating Flow Log: operation error EC2: CreateFlowLogs,';

const defaultFormat =
  '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}';

/** What the ARN of a destination begins with. */
const destinationArns: Readonly<Record<string, RegExp>> = {
  'cloud-watch-logs': /^arn:aws[a-z-]*:logs:[^:]+:\d{12}:log-group:/,
  'kinesis-data-firehose': /^arn:aws[a-z-]*:firehose:/,
  s3: /^arn:aws[a-z-]*:s3:::/,
};

function destinationRefusals(config: Attributes): readonly Refusal[] {
  if (hasUnknown(config, 'log_destination_type', 'log_destination', 'iam_role_arn')) return [];
  const type = text(config, 'log_destination_type') ?? 'cloud-watch-logs';
  const destination = text(config, 'log_destination');
  const refuse = (attribute: string, words: string) => [refusal([attribute], `${creating} InvalidParameter: ${words}`)];
  if (destination === undefined) return refuse('log_destination', 'LogDestination or LogGroupName must be given');
  if (destinationArns[type]?.test(destination) === false) {
    return refuse('log_destination', `LogDestination: ${destination} does not match LogDestinationType: ${type}`);
  }
  if (type === 'cloud-watch-logs' && !isSet(config.iam_role_arn)) {
    return refuse('iam_role_arn', 'DeliverLogsPermissionArn must be given if LogDestinationType is cloud-watch-logs');
  }
  return type === 's3' && isSet(config.iam_role_arn)
    ? refuse('iam_role_arn', 'DeliverLogsPermissionArn is not applicable for s3 delivery')
    : [];
}

const flowLog: ResourceKnowledge = {
  type: 'aws_flow_log',
  computed: (_planned, context) => identified(context, 'fl', 'vpc-flow-log'),
  defaults: {
    log_destination_type: 'cloud-watch-logs',
    log_format: defaultFormat,
    max_aggregation_interval: 600,
    'destination_options.file_format': 'plain-text',
    'destination_options.hive_compatible_partitions': false,
    'destination_options.per_hour_partition': false,
  },
  forceNew: [
    ...sources,
    'deliver_cross_account_role',
    'destination_options',
    'iam_role_arn',
    'log_destination',
    'log_destination_type',
    'log_format',
    'max_aggregation_interval',
    'traffic_type',
  ],
  validate: (config) => [
    ...check(config, {
      iam_role_arn: isArn('iam'),
      log_destination: (key, value) =>
        typeof value === 'string' && parseArn(value) === undefined && !/^arn:aws[a-z-]*:s3:::./.test(value)
          ? `"${key}" (${value}) is an invalid ARN`
          : undefined,
      log_destination_type: oneOf('cloud-watch-logs', 'kinesis-data-firehose', 's3'),
      max_aggregation_interval: oneOf(60, 600),
      traffic_type: oneOf('ACCEPT', 'ALL', 'REJECT'),
      'destination_options.file_format': oneOf('plain-text', 'parquet'),
    }),
    ...exactlyOne(config, ...sources),
    ...(['transit_gateway_id', 'transit_gateway_attachment_id'].some((name) => isSet(config[name])) ||
    isSet(config.traffic_type) ||
    hasUnknown(config, 'traffic_type', ...sources)
      ? []
      : [refusal(['traffic_type'], `${creating} MissingParameter: TrafficType is required`)]),
    ...destinationRefusals(config),
  ],
  uniqueBy: [...sources, 'log_destination', 'traffic_type'],
  alreadyExists: () =>
    `${creating} FlowLogAlreadyExists: There is an existing Flow Log with the same configuration and log destination.`,
};

export const resources: readonly ResourceKnowledge[] = [flowLog];
