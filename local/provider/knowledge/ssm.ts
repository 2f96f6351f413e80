import {
  type Attributes,
  type DataSourceKnowledge,
  type Refusal,
  RefusedError,
  type ResourceKnowledge,
} from './knowledge';
import { regionalArn } from './support/arn';
import { hasUnknown, integer, isChanged, isSet, text } from './support/attributes';
import { exactlyOne } from './support/constraints';
import { check, lengthBetween, matches, oneOf, refusal, type Rule } from './support/rules';

/** Characters that a value may have, by tier. */
const maxValue: Readonly<Record<string, number>> = { Standard: 4096, Advanced: 8192, 'Intelligent-Tiering': 8192 };
const maxLevels = 15;

function value(attributes: Attributes): string | undefined {
  return text(attributes, 'value') ?? text(attributes, 'insecure_value');
}

const isParameterName: Rule = (key, name) => {
  if (typeof name !== 'string') return undefined;
  const levels = name.replace(/^\//, '').split('/');
  if (name.includes('/') && !name.startsWith('/')) {
    return `"${key}": ValidationException: Parameter name must be a fully qualified name. (${name} must begin with a slash)`;
  }
  if (/^(aws|ssm)/i.test(levels[0] ?? ''))
    return `"${key}": AccessDeniedException: No access to reserved parameter name: ${name}.`;
  if (levels.some((level) => level === '') || levels.length > maxLevels) {
    return `"${key}": HierarchyLevelLimitExceededException: a name has at most ${maxLevels} levels, none of them empty, got ${name}`;
  }
  return undefined;
};

function valueRefusals(config: Attributes): readonly Refusal[] {
  const given = value(config);
  if (given === undefined || hasUnknown(config, 'tier', 'allowed_pattern')) return [];
  const attribute = isSet(config.insecure_value) ? 'insecure_value' : 'value';
  const tier = text(config, 'tier') ?? 'Standard';
  const limit = maxValue[tier] ?? 4096;
  const pattern = text(config, 'allowed_pattern');
  if (given === '') {
    return [
      refusal(
        [attribute],
        "ValidationException: 1 validation error detected: Value at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1.",
      ),
    ];
  }
  if (given.length > limit) {
    return [
      refusal(
        [attribute],
        `ValidationException: ${tier} tier parameters support a maximum parameter value of ${limit} characters.`,
      ),
    ];
  }
  return pattern !== undefined && !new RegExp(pattern).test(given)
    ? [
        refusal(
          [attribute],
          `ParameterPatternMismatchException: Parameter value, cannot be validated against allowedPattern: ${pattern}`,
        ),
      ]
    : [];
}

function isValueChanged(prior: Attributes, planned: Attributes): boolean {
  return isChanged(prior, planned, 'value', 'insecure_value', 'value_wo_version');
}

const parameter: ResourceKnowledge = {
  type: 'aws_ssm_parameter',
  computed(planned, { identity, prior }) {
    const name = text(planned, 'name') ?? '';
    return {
      id: name,
      arn: regionalArn(identity, 'ssm', `parameter${name.startsWith('/') ? '' : '/'}${name}`),
      version: (prior === undefined ? 0 : (integer(prior, 'version') ?? 0)) + 1,
      data_type: 'text',
      tier: 'Standard',
      key_id: text(planned, 'type') === 'SecureString' ? 'alias/aws/ssm' : '',
      has_value_wo: isSet(planned.value_wo_version),
    };
  },
  defaults: {
    data_type: 'text',
    tier: 'Standard',
    key_id: (config) => (text(config, 'type') === 'SecureString' ? 'alias/aws/ssm' : null),
  },
  forceNew: ['data_type', 'name'],
  sensitive: ['value', 'value_wo'],
  updatesComputed: (prior, planned) => (isValueChanged(prior, planned) ? ['version'] : []),
  validate: (config) => [
    ...check(config, {
      allowed_pattern: lengthBetween(0, 1024),
      data_type: oneOf('text', 'aws:ec2:image', 'aws:ssm:integration'),
      description: lengthBetween(0, 1024),
      name: [
        lengthBetween(1, 2048),
        matches(/^[a-zA-Z0-9_.\-/]+$/, 'must hold letters, digits and the symbols _ . - / only'),
        isParameterName,
      ],
      tier: oneOf('Standard', 'Advanced', 'Intelligent-Tiering'),
      type: oneOf('String', 'StringList', 'SecureString'),
    }),
    ...exactlyOne(config, 'value', 'insecure_value', 'value_wo'),
    ...(text(config, 'type') === 'SecureString' && isSet(config.insecure_value)
      ? [refusal(['insecure_value'], 'invalid value for insecure_value (cannot be used with type SecureString)')]
      : []),
    ...valueRefusals(config),
  ],
  refuseApply(planned, context) {
    const name = text(planned, 'name') ?? '';
    if (planned.overwrite === true || context.find('aws_ssm_parameter', { name }).length === 0) return [];
    return [
      refusal(
        ['name'],
        `creating SSM Parameter (${name}): operation error SSM: PutParameter, ParameterAlreadyExists: The parameter already exists. To overwrite this value, set the overwrite option in the request to true.`,
      ),
    ];
  },
};

const parameterData: DataSourceKnowledge = {
  type: 'aws_ssm_parameter',
  read(config, context) {
    const name = text(config, 'name') ?? '';
    const [found] = context.find('aws_ssm_parameter', { name });
    if (found === undefined) {
      throw new RefusedError(refusal(['name'], `reading SSM Parameter (${name}): couldn't find resource`));
    }
    const type = text(found, 'type') ?? 'String';
    return {
      id: name,
      arn: found.arn ?? null,
      type,
      value: value(found) ?? null,
      insecure_value: type === 'SecureString' ? null : (value(found) ?? null),
      version: found.version ?? null,
    };
  },
  sensitive: ['value'],
};

export const resources: readonly ResourceKnowledge[] = [parameter];
export const dataSources: readonly DataSourceKnowledge[] = [parameterData];
