import {
  type Attributes,
  type DataSourceKnowledge,
  RefusedError,
  type ResourceKnowledge,
  type StoreContext,
} from './knowledge';
import { parseArn, regionalArn } from './support/arn';
import { blocks, isSet, text } from './support/attributes';
import { conflicting, exactlyOne } from './support/constraints';
import { alphabets, nameAttributes, nameOf, uuid } from './support/identifiers';
import { isPolicy } from './support/policy';
import { between, check, isArn, lengthBetween, matches, refusal, type Rule } from './support/rules';

const name = [
  lengthBetween(1, 512),
  matches(/^[0-9A-Za-z/_+=.@-]+$/, 'must hold letters, digits and the symbols /_+=.@-'),
];

const isWindow: Rule = (key, value) =>
  typeof value === 'number' && value !== 0 && (value < 7 || value > 30)
    ? `expected ${key} to be 0 or in the range (7 - 30), got ${value}`
    : undefined;

/** The secret that an ARN or a name means. */
function secretOf(id: string, context: StoreContext): Attributes | undefined {
  return [
    ...context.find('aws_secretsmanager_secret', { arn: id }),
    ...context.find('aws_secretsmanager_secret', { name: id }),
  ][0];
}

const secret: ResourceKnowledge = {
  type: 'aws_secretsmanager_secret',
  computed(planned, context) {
    // Secrets Manager appends six characters, so that a secret of the same name made later has another ARN.
    const suffix = context.uniqueId(6, alphabets.alphanumeric);
    const arn = regionalArn(context.identity, 'secretsmanager', `secret:${nameOf(planned, context)}-${suffix}`);
    return { ...nameAttributes(planned, context), id: arn, arn, policy: '' };
  },
  defaults: { force_overwrite_replica_secret: false, recovery_window_in_days: 30 },
  forceNew: ['name', 'name_prefix'],
  validate: (config) => [
    ...check(config, {
      description: lengthBetween(0, 2048),
      name,
      name_prefix: name,
      policy: isPolicy('resource'),
      recovery_window_in_days: isWindow,
    }),
    ...conflicting(config, 'name', 'name_prefix'),
  ],
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `creating Secrets Manager Secret (${text(planned, 'name') ?? ''}): operation error Secrets Manager: CreateSecret, ResourceExistsException: The operation failed because the secret ${text(planned, 'name') ?? ''} already exists.`,
};

const version: ResourceKnowledge = {
  type: 'aws_secretsmanager_secret_version',
  computed(planned, context) {
    const id = uuid(context);
    const arn = text(planned, 'secret_id') ?? '';
    return {
      id: `${arn}|${id}`,
      arn: text(secretOf(arn, context) ?? {}, 'arn') ?? arn,
      version_id: id,
      version_stages: ['AWSCURRENT'],
      has_secret_string_wo: isSet(planned.secret_string_wo_version),
    };
  },
  forceNew: ['secret_binary', 'secret_id', 'secret_string', 'secret_string_wo_version'],
  sensitive: ['secret_binary', 'secret_string', 'secret_string_wo'],
  validate: (config) => [
    ...check(config, { secret_string: lengthBetween(1, 65_536) }),
    ...conflicting(config, 'secret_string', 'secret_binary', 'secret_string_wo'),
  ],
  refuseApply: (planned, context) => missingSecret(planned, context),
};

function missingSecret(planned: Attributes, context: StoreContext) {
  return secretOf(text(planned, 'secret_id') ?? '', context) === undefined
    ? [refusal(['secret_id'], "ResourceNotFoundException: Secrets Manager can't find the specified secret.")]
    : [];
}

/** Whether a function that the account has lets Secrets Manager invoke it. */
function mayInvoke(arn: string, context: StoreContext): boolean {
  const [, functionName = ''] = parseArn(arn)?.resource.split(':') ?? [];
  if (context.find('aws_lambda_function', { function_name: functionName }).length === 0) return true;
  return context
    .find('aws_lambda_permission', { principal: 'secretsmanager.amazonaws.com' })
    .some(({ function_name }) => function_name === functionName || function_name === arn);
}

const rotation: ResourceKnowledge = {
  type: 'aws_secretsmanager_secret_rotation',
  computed: (planned) => ({ id: text(planned, 'secret_id') ?? '', rotation_enabled: true }),
  defaults: { rotate_immediately: true },
  forceNew: ['secret_id'],
  validate: (config) => [
    ...check(config, {
      rotation_lambda_arn: isArn('lambda'),
      'rotation_rules.automatically_after_days': between(1, 1000),
      'rotation_rules.duration': matches(/^\d{1,2}h$/, 'must be a number of hours such as 3h'),
      'rotation_rules.schedule_expression': matches(/^(rate|cron)\(.+\)$/, 'must be rate(…) or cron(…)'),
    }),
    ...blocks(config, 'rotation_rules').flatMap((rules) =>
      exactlyOne(rules, 'automatically_after_days', 'schedule_expression'),
    ),
  ],
  refuseApply: (planned, context) => [
    ...missingSecret(planned, context),
    ...(mayInvoke(text(planned, 'rotation_lambda_arn') ?? '', context)
      ? []
      : [
          refusal(
            ['rotation_lambda_arn'],
            'creating Secrets Manager Secret Rotation: operation error Secrets Manager: RotateSecret, AccessDeniedException: Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com',
          ),
        ]),
  ],
  uniqueBy: ['secret_id'],
};

const secretPolicy: ResourceKnowledge = {
  type: 'aws_secretsmanager_secret_policy',
  computed: (planned) => ({ id: text(planned, 'secret_arn') ?? '' }),
  defaults: { block_public_policy: false },
  forceNew: ['secret_arn'],
  validate: (config) => check(config, { policy: isPolicy('resource'), secret_arn: isArn('secretsmanager') }),
  uniqueBy: ['secret_arn'],
};

const versionData: DataSourceKnowledge = {
  type: 'aws_secretsmanager_secret_version',
  sensitive: ['secret_binary', 'secret_string'],
  read(config, context) {
    const id = text(config, 'secret_id') ?? '';
    const stage = text(config, 'version_stage') ?? 'AWSCURRENT';
    const arn = text(secretOf(id, context) ?? {}, 'arn') ?? id;
    const [found] = context.find('aws_secretsmanager_secret_version', { arn });
    if (found === undefined || stage !== 'AWSCURRENT') {
      throw new RefusedError(
        refusal(
          ['secret_id'],
          `reading Secrets Manager Secret Version (${id}|${stage}): operation error Secrets Manager: GetSecretValue, ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: ${stage}`,
        ),
      );
    }
    return {
      id: `${id}|${stage}`,
      arn,
      created_date: '2024-01-01T00:00:00Z',
      secret_string: found.secret_string ?? '',
      secret_binary: found.secret_binary ?? '',
      version_id: found.version_id ?? null,
      version_stage: stage,
      version_stages: found.version_stages ?? [],
    };
  },
};

const secretData: DataSourceKnowledge = {
  type: 'aws_secretsmanager_secret',
  read(config, context) {
    const wanted = text(config, 'arn') ?? text(config, 'name') ?? '';
    const found = secretOf(wanted, context);
    if (found === undefined) {
      throw new RefusedError(
        refusal(
          [text(config, 'arn') === undefined ? 'name' : 'arn'],
          `reading Secrets Manager Secret (${wanted}): operation error Secrets Manager: DescribeSecret, ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
        ),
      );
    }
    const time = '2024-01-01T00:00:00Z';
    return {
      id: found.arn ?? null,
      arn: found.arn ?? null,
      name: found.name ?? null,
      description: found.description ?? '',
      kms_key_id: found.kms_key_id ?? '',
      policy: found.policy ?? '',
      created_date: time,
      last_changed_date: time,
      tags: found.tags_all ?? {},
    };
  },
};

export const resources: readonly ResourceKnowledge[] = [secret, version, rotation, secretPolicy];
export const dataSources: readonly DataSourceKnowledge[] = [versionData, secretData];
