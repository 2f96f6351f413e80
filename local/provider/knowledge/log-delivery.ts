import { type Attributes, type Refusal, type ResourceKnowledge, type StoreContext } from './knowledge';
import { parseArn, regionalArn } from './support/arn';
import { blocks, isSet, text } from './support/attributes';
import { edgeRegion } from './support/cloudfront';
import { alphabets } from './support/identifiers';
import { isPolicy } from './support/policy';
import { check, isArn, lengthBetween, matches, oneOf, refusal } from './support/rules';

const name = [
  lengthBetween(1, 60),
  matches(/^[\w-]+$/, 'must contain only alphanumeric characters, hyphens and underscores'),
];

/** Fields of CloudFront's standard logs when a delivery does not name any. */
const accessLogFields = [
  'date',
  'time',
  'x-edge-location',
  'sc-bytes',
  'c-ip',
  'cs-method',
  'cs(Host)',
  'cs-uri-stem',
  'sc-status',
  'cs(Referer)',
  'cs(User-Agent)',
  'cs-uri-query',
  'cs(Cookie)',
  'x-edge-result-type',
  'x-edge-request-id',
  'x-host-header',
  'cs-protocol',
  'cs-bytes',
  'time-taken',
  'x-forwarded-for',
  'ssl-protocol',
  'ssl-cipher',
  'x-edge-response-result-type',
  'cs-protocol-version',
  'fle-status',
  'fle-encrypted-fields',
  'c-port',
  'time-to-first-byte',
  'x-edge-detailed-result-type',
  'sc-content-type',
  'sc-content-len',
  'sc-range-start',
  'sc-range-end',
] as const;

const putSource = 'creating CloudWatch Logs Delivery Source: operation error CloudWatch Logs: PutDeliverySource,';

function missingDistribution(arn: string, context: StoreContext): readonly Refusal[] {
  const parts = parseArn(arn);
  return parts?.service === 'cloudfront' &&
    parts.accountId === context.identity.accountId &&
    context.find('aws_cloudfront_distribution', { arn }).length === 0
    ? [refusal(['resource_arn'], `${putSource} ResourceNotFoundException: The resource does not exist: ${arn}`)]
    : [];
}

const source: ResourceKnowledge = {
  type: 'aws_cloudwatch_log_delivery_source',
  computed: (planned, { identity }) => ({
    arn: regionalArn(identity, 'logs', `delivery-source:${text(planned, 'name') ?? ''}`),
    service: parseArn(text(planned, 'resource_arn') ?? '')?.service ?? '',
  }),
  forceNew: ['log_type', 'name', 'resource_arn'],
  validate: (config, { identity }) => [
    ...check(config, {
      name,
      resource_arn: isArn(),
      log_type: matches(/^[\w]+$/, 'must contain only alphanumeric characters and underscores'),
    }),
    ...(parseArn(text(config, 'resource_arn') ?? '')?.service === 'cloudfront'
      ? [
          ...check(config, { log_type: oneOf('ACCESS_LOGS', 'CONNECTION_LOGS') }),
          ...(identity !== undefined && identity.region !== edgeRegion
            ? [
                refusal(
                  ['resource_arn'],
                  `${putSource} ValidationException: Delivery sources for CloudFront are supported in ${edgeRegion} only`,
                  `the delivery source is in ${identity.region}`,
                ),
              ]
            : []),
        ]
      : []),
  ],
  refuseApply: (planned, context) => missingDistribution(text(planned, 'resource_arn') ?? '', context),
  refuseDelete(prior, context) {
    const deliveries = context.find('aws_cloudwatch_log_delivery', { delivery_source_name: prior.name ?? null });
    return deliveries.length === 0
      ? []
      : [
          refusal(
            [],
            `deleting CloudWatch Logs Delivery Source (${text(prior, 'name') ?? ''}): operation error CloudWatch Logs: DeleteDeliverySource, ConflictException: Cannot delete a delivery source with deliveries.`,
          ),
        ];
  },
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `${putSource} ConflictException: Delivery source ${text(planned, 'name') ?? ''} already exists.`,
};

const destinationTypes: Readonly<Record<string, string>> = { s3: 'S3', logs: 'CWL', firehose: 'FH' };
const configuration = 'delivery_destination_configuration';

/** The target's service; S3's ARNs name no account. */
function destinationType(planned: Attributes): string {
  const [arn = ''] = blocks(planned, configuration).flatMap((one) => text(one, 'destination_resource_arn') ?? []);
  return destinationTypes[arn.split(':')[2] ?? ''] ?? 'XRAY';
}

const destination: ResourceKnowledge = {
  type: 'aws_cloudwatch_log_delivery_destination',
  computed: (planned, { identity }) => ({
    arn: regionalArn(identity, 'logs', `delivery-destination:${text(planned, 'name') ?? ''}`),
    delivery_destination_type: destinationType(planned),
  }),
  forceNew: ['delivery_destination_type', 'name', 'output_format'],
  validate: (config) => [
    ...check(config, {
      name,
      delivery_destination_type: oneOf('S3', 'CWL', 'FH', 'XRAY'),
      output_format: oneOf('json', 'plain', 'w3c', 'raw', 'parquet'),
      [`${configuration}.destination_resource_arn`]: matches(
        /^arn:aws[a-z-]*:(s3|logs|firehose):/,
        'must be the ARN of a bucket, log group or delivery stream',
      ),
    }),
    ...(text(config, 'output_format') === 'parquet' &&
    isSet(config[configuration]) &&
    ['CWL', 'FH'].includes(destinationType(config))
      ? [refusal(['output_format'], 'ValidationException: The output format parquet is supported for Amazon S3 only')]
      : []),
  ],
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `creating CloudWatch Logs Delivery Destination (${text(planned, 'name') ?? ''}): operation error CloudWatch Logs: PutDeliveryDestination, ConflictException: Delivery destination already exists.`,
};

const createDelivery = 'creating CloudWatch Logs Delivery: operation error CloudWatch Logs: CreateDelivery,';

const delivery: ResourceKnowledge = {
  type: 'aws_cloudwatch_log_delivery',
  computed(planned, context) {
    const id = context.uniqueId(16, alphabets.alphanumeric);
    const arn = text(planned, 'delivery_destination_arn') ?? '';
    const [target] = context.find('aws_cloudwatch_log_delivery_destination', { arn });
    const isToS3 = text(target ?? {}, 'delivery_destination_type') === 'S3';
    return {
      id,
      arn: regionalArn(context.identity, 'logs', `delivery:${id}`),
      field_delimiter: '',
      record_fields: accessLogFields,
      s3_delivery_configuration: isToS3
        ? [{ enable_hive_compatible_path: false, suffix_path: `AWSLogs/${context.identity.accountId}/CloudFront/` }]
        : [],
    };
  },
  forceNew: ['delivery_destination_arn', 'delivery_source_name'],
  validate: (config) => check(config, { delivery_destination_arn: isArn('logs'), delivery_source_name: name }),
  refuseApply(planned, context) {
    const sourceName = text(planned, 'delivery_source_name') ?? '';
    const arn = text(planned, 'delivery_destination_arn') ?? '';
    const isForeign = parseArn(arn)?.accountId !== context.identity.accountId;
    return [
      ...(context.find('aws_cloudwatch_log_delivery_source', { name: sourceName }).length > 0
        ? []
        : [
            refusal(
              ['delivery_source_name'],
              `${createDelivery} ResourceNotFoundException: Delivery source ${sourceName} does not exist.`,
            ),
          ]),
      ...(isForeign ||
      context.find('aws_cloudwatch_log_delivery_destination', { arn }, parseArn(arn)?.region).length > 0
        ? []
        : [
            refusal(
              ['delivery_destination_arn'],
              `${createDelivery} ResourceNotFoundException: Delivery destination ${arn} does not exist.`,
            ),
          ]),
    ];
  },
  uniqueBy: ['delivery_source_name', 'delivery_destination_arn'],
  alreadyExists: () => `${createDelivery} ConflictException: Delivery already exists`,
};

const resourcePolicy: ResourceKnowledge = {
  type: 'aws_cloudwatch_log_resource_policy',
  computed: (planned) => ({ id: text(planned, 'policy_name') ?? '' }),
  forceNew: ['policy_name'],
  validate: (config) =>
    check(config, {
      policy_document: [isPolicy('resource'), lengthBetween(1, 5120)],
      policy_name: lengthBetween(1, 255),
    }),
  uniqueBy: ['policy_name'],
};

export const resources: readonly ResourceKnowledge[] = [source, destination, delivery, resourcePolicy];
