import { type Attributes, type Refusal, type ResourceKnowledge, UNKNOWN, type Value } from './knowledge';
import { regionalArn } from './support/arn';
import { blocks, hasUnknown, integer, isChanged, isSet, text } from './support/attributes';
import { between, check, isArn, lengthBetween, matches, oneOf, refusal } from './support/rules';

const nameRules = [
  lengthBetween(3, 255),
  matches(/^[a-zA-Z0-9_.-]+$/, 'must only include alphanumeric, underscore, period, or hyphen characters'),
];
const indexNames = ['global_secondary_index', 'local_secondary_index'] as const;

function quoted(names: Iterable<string>): string {
  return `[${[...names]
    .sort()
    .map((name) => JSON.stringify(name))
    .join(' ')}]`;
}

/** The attributes that serve as a key of the table or of one of its indexes. */
function keyNames(config: Attributes): ReadonlySet<string> {
  const holders = [config, ...indexNames.flatMap((index) => blocks(config, index))];
  return new Set(
    holders
      .flatMap((holder) => [text(holder, 'hash_key'), text(holder, 'range_key')])
      .filter((name) => name !== undefined),
  );
}

function keyRefusals(config: Attributes): readonly Refusal[] {
  const parts = [config, ...[...indexNames, 'attribute'].flatMap((name) => blocks(config, name))];
  const undecided =
    hasUnknown(config, ...indexNames, 'attribute') ||
    parts.some((part) => hasUnknown(part, 'hash_key', 'range_key', 'name'));
  // A table restored from another brings its keys along.
  if (undecided || isSet(config.restore_source_name) || isSet(config.restore_source_table_arn)) return [];
  if (!isSet(config.hash_key)) {
    return [
      refusal(
        ['hash_key'],
        'ValidationException: No Hash Key specified in schema. All Dynamo DB tables must have exactly one hash key',
      ),
    ];
  }
  const keys = keyNames(config);
  const declared = new Set(blocks(config, 'attribute').flatMap((attribute) => text(attribute, 'name') ?? []));
  const unused = [...declared].filter((name) => !keys.has(name));
  const undeclared = [...keys].filter((name) => !declared.has(name));
  const messages = [
    ...(unused.length > 0 ? [`all attributes must be indexed. Unused attributes: ${quoted(unused)}`] : []),
    ...(undeclared.length > 0
      ? [`all indexes must match a defined attribute. Unmatched indexes: ${quoted(undeclared)}`]
      : []),
  ];
  return messages.length === 0 ? [] : [refusal([], messages.join('\n'))];
}

function capacityRefusals(config: Attributes): readonly Refusal[] {
  if (hasUnknown(config, 'billing_mode')) return [];
  const onDemand = text(config, 'billing_mode') === 'PAY_PER_REQUEST';
  const holders: readonly (readonly [(string | number)[], Attributes])[] = [
    [[], config],
    ...blocks(config, 'global_secondary_index').map((index, position): [(string | number)[], Attributes] => [
      ['global_secondary_index', position],
      index,
    ]),
  ];
  return holders.flatMap(([path, holder]) =>
    (['read_capacity', 'write_capacity'] as const).flatMap((name) => {
      const capacity = integer(holder, name);
      if (onDemand && (capacity ?? 0) > 0) {
        return [refusal([...path, name], `${name} can not be set when billing_mode is "PAY_PER_REQUEST"`)];
      }
      if (!onDemand && (capacity ?? 0) < 1 && !hasUnknown(holder, name)) {
        return [refusal([...path, name], `${name.replace('_', ' ')} must be > 0 when billing mode is PROVISIONED`)];
      }
      return [];
    }),
  );
}

function otherRefusals(config: Attributes): readonly Refusal[] {
  const streaming =
    config.stream_enabled === true && !isSet(config.stream_view_type) && !hasUnknown(config, 'stream_view_type');
  const names = indexNames.flatMap((index) => blocks(config, index)).flatMap((index) => text(index, 'name') ?? []);
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  return [
    ...(streaming ? [refusal(['stream_view_type'], 'stream_view_type is required when stream_enabled = true')] : []),
    ...(twice === undefined
      ? []
      : [
          refusal([], `ValidationException: One or more parameter values were invalid: Duplicate index name: ${twice}`),
        ]),
    ...(blocks(config, 'global_secondary_index').length > 20
      ? [
          refusal(
            ['global_secondary_index'],
            'LimitExceededException: GlobalSecondaryIndex count exceeds the per-table limit of 20',
          ),
        ]
      : []),
    ...blocks(config, 'ttl').flatMap((ttl) =>
      ttl.enabled === true && !isSet(ttl.attribute_name) && !hasUnknown(ttl, 'attribute_name')
        ? [refusal(['ttl', 0, 'attribute_name'], '"ttl.0.attribute_name" must be set when TTL is enabled')]
        : [],
    ),
  ];
}

/** Days of point-in-time recovery when the table names none. */
function recoveryDays(config: Attributes): Value {
  const [recovery = {}] = blocks(config, 'point_in_time_recovery');
  if (hasUnknown(recovery, 'enabled')) return UNKNOWN;
  return recovery.enabled === true ? 35 : 0;
}

const table: ResourceKnowledge = {
  type: 'aws_dynamodb_table',
  computed(planned, context) {
    const name = text(planned, 'name') ?? '';
    const arn = regionalArn(context.identity, 'dynamodb', `table/${name}`);
    const labels = [1, 2].map(() => streamLabel(context.uniqueId(10, '0123456789')));
    // A stream that is turned on again, or shows something else, is another stream.
    const label = labels.find((one) => one !== context.prior?.stream_label) ?? '';
    const streaming = planned.stream_enabled === true;
    return {
      id: name,
      arn,
      stream_arn: streaming ? `${arn}/stream/${label}` : '',
      stream_label: streaming ? label : '',
      stream_view_type: '',
      read_capacity: 0,
      write_capacity: 0,
    };
  },
  defaults: {
    billing_mode: 'PROVISIONED',
    deletion_protection_enabled: false,
    table_class: 'STANDARD',
    read_capacity: 0,
    write_capacity: 0,
    'global_secondary_index.read_capacity': 0,
    'global_secondary_index.write_capacity': 0,
    'point_in_time_recovery.recovery_period_in_days': recoveryDays,
    'ttl.enabled': false,
  },
  forceNew: ['name', 'hash_key', 'range_key', 'local_secondary_index', 'import_table'],
  updatesComputed: (prior, planned) =>
    isChanged(prior, planned, 'stream_enabled', 'stream_view_type') ? ['stream_arn', 'stream_label'] : [],
  validate: (config) => [
    ...check(config, {
      name: nameRules,
      billing_mode: oneOf('PROVISIONED', 'PAY_PER_REQUEST'),
      table_class: oneOf('STANDARD', 'STANDARD_INFREQUENT_ACCESS'),
      stream_view_type: oneOf('', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'),
      'attribute.name': lengthBetween(1, 255),
      'attribute.type': oneOf('S', 'N', 'B'),
      'global_secondary_index.name': nameRules,
      'global_secondary_index.projection_type': oneOf('ALL', 'INCLUDE', 'KEYS_ONLY'),
      'local_secondary_index.name': nameRules,
      'local_secondary_index.projection_type': oneOf('ALL', 'INCLUDE', 'KEYS_ONLY'),
      'point_in_time_recovery.recovery_period_in_days': between(1, 35),
      'server_side_encryption.kms_key_arn': isArn('kms'),
    }),
    ...keyRefusals(config),
    ...capacityRefusals(config),
    ...otherRefusals(config),
  ],
  refuseDelete: (prior) =>
    prior.deletion_protection_enabled === true
      ? [
          refusal(
            [],
            `deleting DynamoDB Table (${text(prior, 'name') ?? ''}): ValidationException: Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
          ),
        ]
      : [],
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `creating AWS DynamoDB Table (${text(planned, 'name') ?? ''}): operation error DynamoDB: CreateTable, ResourceInUseException: Table already exists: ${text(planned, 'name') ?? ''}`,
};

/** A stream's label is the time of its birth; here a fixed day and the object's own digits, so that runs repeat. */
function streamLabel(digits: string): string {
  const limits = [24, 60, 60] as const;
  const [hour, minute, second] = limits.map((limit, index) =>
    String(Number(digits.slice(index * 2, index * 2 + 2)) % limit).padStart(2, '0'),
  );
  return `2024-01-01T${hour}:${minute}:${second}.${digits.slice(6, 9)}`;
}

export const resources: readonly ResourceKnowledge[] = [table];
