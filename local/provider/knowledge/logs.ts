import { type ResourceKnowledge } from './knowledge';
import { regionalArn } from './support/arn';
import { blocks, isSet, text } from './support/attributes';
import { conflicting } from './support/constraints';
import { nameAttributes, nameOf } from './support/identifiers';
import { check, isArn, lengthBetween, matches, oneOf, refusal } from './support/rules';

/** Days for which CloudWatch Logs keeps events; 0 means for ever. */
const retentionDays = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const groupName = [
  lengthBetween(1, 512),
  matches(
    /^[.\-_/#A-Za-z0-9]+$/,
    'only alphanumeric characters, periods, hyphens, underscores, slashes and hashes are allowed',
  ),
];

const logGroup: ResourceKnowledge = {
  type: 'aws_cloudwatch_log_group',
  computed(planned, context) {
    const name = nameOf(planned, context);
    return {
      ...nameAttributes(planned, context),
      id: name,
      arn: regionalArn(context.identity, 'logs', `log-group:${name}`),
      log_group_class: 'STANDARD',
      deletion_protection_enabled: false,
    };
  },
  defaults: {
    log_group_class: 'STANDARD',
    deletion_protection_enabled: false,
    retention_in_days: 0,
    skip_destroy: false,
  },
  forceNew: ['log_group_class', 'name', 'name_prefix'],
  validate: (config) => [
    ...check(config, {
      kms_key_id: isArn('kms'),
      log_group_class: oneOf('STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'),
      name: groupName,
      name_prefix: groupName,
      retention_in_days: oneOf(...retentionDays),
    }),
    ...conflicting(config, 'name', 'name_prefix'),
  ],
  refuseDelete: (prior) =>
    prior.deletion_protection_enabled === true
      ? [
          refusal(
            [],
            `deleting CloudWatch Logs Log Group (${text(prior, 'name') ?? ''}): ValidationException: Log group is protected against deletion`,
          ),
        ]
      : [],
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `creating CloudWatch Logs Log Group (${text(planned, 'name') ?? ''}): operation error CloudWatch Logs: CreateLogGroup, ResourceAlreadyExistsException: The specified log group already exists`,
};

const metricFilter: ResourceKnowledge = {
  type: 'aws_cloudwatch_log_metric_filter',
  computed: (planned) => ({ id: text(planned, 'name') ?? '', apply_on_transformed_logs: false }),
  defaults: { apply_on_transformed_logs: false, 'metric_transformation.unit': 'None' },
  forceNew: ['log_group_name', 'name'],
  validate: (config) => [
    ...check(config, {
      log_group_name: groupName,
      name: [lengthBetween(1, 512), matches(/^[^:*]+$/, "must not contain ':' or '*'")],
      pattern: lengthBetween(0, 1024),
      'metric_transformation.name': [lengthBetween(1, 255), matches(/^[^:*$]+$/, "must not contain ':', '*' or '$'")],
      'metric_transformation.namespace': [
        lengthBetween(1, 255),
        matches(/^[^:*$]+$/, "must not contain ':', '*' or '$'"),
      ],
      'metric_transformation.value': lengthBetween(0, 100),
    }),
    ...blocks(config, 'metric_transformation').flatMap((transformation, index) =>
      isSet(transformation.dimensions) && isSet(transformation.default_value)
        ? [
            refusal(
              ['metric_transformation', index, 'default_value'],
              'InvalidParameterException: Invalid metric transformation: dimensions and default value are mutually exclusive properties.',
            ),
          ]
        : [],
    ),
  ],
  refuseApply(planned, context) {
    const group = text(planned, 'log_group_name') ?? '';
    if (context.find('aws_cloudwatch_log_group', { name: group }).length > 0) return [];
    return [
      refusal(
        ['log_group_name'],
        `putting CloudWatch Logs Metric Filter (${text(planned, 'name') ?? ''}): operation error CloudWatch Logs: PutMetricFilter, ResourceNotFoundException: The specified log group does not exist.`,
        `log group ${group} is not in the account and region of this rehearsal`,
      ),
    ];
  },
  importId(id) {
    const colon = id.lastIndexOf(':');
    return { log_group_name: id.slice(0, colon), name: id.slice(colon + 1) };
  },
};

export const resources: readonly ResourceKnowledge[] = [logGroup, metricFilter];
