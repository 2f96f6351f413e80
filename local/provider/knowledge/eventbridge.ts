import { type Attributes, isAttributes, isList, type Refusal, type ResourceKnowledge, type Value } from './knowledge';
import { parseArn, regionalArn } from './support/arn';
import { hasUnknown, isSet, text } from './support/attributes';
import { atLeastOne, conflicting } from './support/constraints';
import { nameAttributes, nameOf } from './support/identifiers';
import { valueFromText } from './support/json';
import { between, check, isArn, lengthBetween, matches, oneOf, refusal, type Rule } from './support/rules';
import { isSchedule } from './support/schedule';

const defaultBus = 'default';
const nameCharacters = matches(/^[0-9A-Za-z_.-]+$/, 'must hold letters, digits, dots, hyphens and underscores');

/** Every leaf of an event pattern is a list. */
function patternProblem(pattern: Value): string | undefined {
  if (!isAttributes(pattern) || Object.keys(pattern).length === 0) return 'Empty patterns are not allowed';
  for (const [name, value] of Object.entries(pattern)) {
    if (isList(value)) {
      if (value.length === 0) return `Empty arrays are not allowed at ${name}`;
    } else if (!isAttributes(value)) {
      return `"${name}" must be an object or an array`;
    } else {
      const problem = patternProblem(value);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

const isPattern: Rule = (key, value) => {
  if (typeof value !== 'string') return undefined;
  try {
    const problem = patternProblem(valueFromText(value));
    return problem === undefined
      ? undefined
      : `"${key}": InvalidEventPatternException: Event pattern is not valid. Reason: ${problem}`;
  } catch (error) {
    return `"${key}" contains an invalid JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
};

const rule: ResourceKnowledge = {
  type: 'aws_cloudwatch_event_rule',
  computed(planned, context) {
    const name = nameOf(planned, context);
    const bus = text(planned, 'event_bus_name') ?? defaultBus;
    return {
      ...nameAttributes(planned, context),
      id: bus === defaultBus ? name : `${bus}/${name}`,
      arn: regionalArn(context.identity, 'events', `rule/${bus === defaultBus ? '' : `${bus}/`}${name}`),
    };
  },
  defaults: {
    event_bus_name: defaultBus,
    force_destroy: false,
    state: (config) => (isSet(config.is_enabled) ? null : 'ENABLED'),
  },
  forceNew: ['event_bus_name', 'name', 'name_prefix'],
  validate: (config) => [
    ...check(config, {
      description: lengthBetween(0, 512),
      event_pattern: [isPattern, lengthBetween(1, 2048)],
      name: [lengthBetween(1, 64), nameCharacters],
      name_prefix: [lengthBetween(1, 38), nameCharacters],
      role_arn: isArn('iam'),
      schedule_expression: [lengthBetween(1, 256), isSchedule()],
      state: oneOf('DISABLED', 'ENABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'),
    }),
    ...atLeastOne(config, 'schedule_expression', 'event_pattern'),
    ...conflicting(config, 'name', 'name_prefix'),
    ...conflicting(config, 'is_enabled', 'state'),
  ],
  refuseDelete: (prior, context) =>
    context.find('aws_cloudwatch_event_target', { rule: prior.name ?? null }).length === 0
      ? []
      : [
          refusal(
            [],
            `deleting EventBridge Rule (${text(prior, 'name') ?? ''}): operation error EventBridge: DeleteRule, ValidationException: Rule can't be deleted since it has targets.`,
          ),
        ],
  uniqueBy: ['event_bus_name', 'name'],
};

/** Targets that EventBridge reaches with a role; others admit it by their own policy. */
const withRole = ['codebuild', 'codepipeline', 'ecs', 'kinesis', 'states', 'batch', 'events', 'ssm'];

function roleRefusals(config: Attributes): readonly Refusal[] {
  const arn = text(config, 'arn') ?? '';
  return withRole.includes(parseArn(arn)?.service ?? '') && !isSet(config.role_arn) && !hasUnknown(config, 'role_arn')
    ? [
        refusal(
          ['role_arn'],
          `creating EventBridge Target: operation error EventBridge: PutTargets, ValidationException: RoleArn is required for target ${arn}.`,
        ),
      ]
    : [];
}

const target: ResourceKnowledge = {
  type: 'aws_cloudwatch_event_target',
  computed(planned, context) {
    const targetId = nameOf(planned, context, 'target_id');
    const bus = text(planned, 'event_bus_name') ?? defaultBus;
    const id = `${text(planned, 'rule') ?? ''}-${targetId}`;
    return { id: bus === defaultBus ? id : `${bus}-${id}`, target_id: targetId };
  },
  defaults: { event_bus_name: defaultBus, force_destroy: false },
  forceNew: ['event_bus_name', 'rule', 'target_id'],
  validate: (config) => [
    ...check(config, {
      arn: isArn(),
      input: lengthBetween(0, 8192),
      input_path: lengthBetween(0, 256),
      role_arn: isArn('iam'),
      rule: [lengthBetween(1, 64), nameCharacters],
      target_id: [lengthBetween(1, 64), nameCharacters],
      'dead_letter_config.arn': isArn('sqs'),
      'retry_policy.maximum_event_age_in_seconds': between(60, 86_400),
      'retry_policy.maximum_retry_attempts': between(0, 185),
    }),
    ...conflicting(config, 'input', 'input_path', 'input_transformer'),
    ...roleRefusals(config),
  ],
  refuseApply(planned, context) {
    const [name, bus] = [text(planned, 'rule') ?? '', text(planned, 'event_bus_name') ?? defaultBus];
    return context.find('aws_cloudwatch_event_rule', { name, event_bus_name: bus }).length > 0
      ? []
      : [
          refusal(
            ['rule'],
            `creating EventBridge Target: operation error EventBridge: PutTargets, ResourceNotFoundException: Rule ${name} does not exist on EventBus ${bus}.`,
          ),
        ];
  },
  uniqueBy: ['event_bus_name', 'rule', 'target_id'],
};

export const resources: readonly ResourceKnowledge[] = [rule, target];
