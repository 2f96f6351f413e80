import { type Attributes, type Refusal, type ResourceKnowledge } from './knowledge';
import { regionalArn } from './support/arn';
import { blocks, hasUnknown, isSet, text } from './support/attributes';
import { conflicting } from './support/constraints';
import { alphabets, nameAttributes, nameOf } from './support/identifiers';
import { between, check, isArn, isRfc3339, lengthBetween, matches, oneOf, refusal } from './support/rules';
import { isSchedule } from './support/schedule';

const nameRules = [
  lengthBetween(1, 64),
  matches(/^[0-9a-zA-Z_.-]+$/, 'The name must consist of alphanumerics, hyphens, underscores and dots.'),
];
const defaultGroup = 'default';

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    // The constructor's way to say that it knows no such zone.
    return false;
  }
}

function windowRefusals(config: Attributes): readonly Refusal[] {
  return blocks(config, 'flexible_time_window').flatMap((window, index) => {
    if (hasUnknown(window, 'mode', 'maximum_window_in_minutes')) return [];
    const flexible = text(window, 'mode') === 'FLEXIBLE';
    if (flexible === isSet(window.maximum_window_in_minutes)) return [];
    return [
      refusal(
        ['flexible_time_window', index, 'maximum_window_in_minutes'],
        `ValidationException: maximum_window_in_minutes must ${flexible ? 'be set when mode is FLEXIBLE' : 'not be set when mode is OFF'}`,
      ),
    ];
  });
}

const schedule: ResourceKnowledge = {
  type: 'aws_scheduler_schedule',
  computed(planned, context) {
    const name = nameOf(planned, context);
    const group = text(planned, 'group_name') ?? defaultGroup;
    return {
      ...nameAttributes(planned, context),
      id: `${group}/${name}`,
      arn: regionalArn(context.identity, 'scheduler', `schedule/${group}/${name}`),
      group_name: group,
      action_after_completion: 'NONE',
    };
  },
  defaults: {
    action_after_completion: 'NONE',
    group_name: defaultGroup,
    schedule_expression_timezone: 'UTC',
    state: 'ENABLED',
    'target.retry_policy.maximum_event_age_in_seconds': 86_400,
    'target.retry_policy.maximum_retry_attempts': 185,
  },
  forceNew: ['group_name', 'name', 'name_prefix'],
  validate: (config) => [
    ...check(config, {
      action_after_completion: oneOf('NONE', 'DELETE'),
      description: lengthBetween(0, 512),
      end_date: isRfc3339(),
      group_name: nameRules,
      kms_key_arn: isArn('kms'),
      name: nameRules,
      schedule_expression: [lengthBetween(1, 256), isSchedule()],
      schedule_expression_timezone: (key, value) =>
        typeof value === 'string' && !isTimeZone(value)
          ? `"${key}": ValidationException: The schedule expression timezone ${value} is not valid`
          : undefined,
      start_date: isRfc3339(),
      state: oneOf('ENABLED', 'DISABLED'),
      'flexible_time_window.maximum_window_in_minutes': between(1, 1440),
      'flexible_time_window.mode': oneOf('OFF', 'FLEXIBLE'),
      'target.arn': isArn(),
      'target.dead_letter_config.arn': isArn('sqs'),
      'target.retry_policy.maximum_event_age_in_seconds': between(60, 86_400),
      'target.retry_policy.maximum_retry_attempts': between(0, 185),
      'target.role_arn': isArn('iam'),
    }),
    ...conflicting(config, 'name', 'name_prefix'),
    ...windowRefusals(config),
  ],
  refuseApply(planned, context) {
    const name = text(planned, 'group_name') ?? defaultGroup;
    if (name === defaultGroup || context.find('aws_scheduler_schedule_group', { name }).length > 0) return [];
    return [
      refusal(
        ['group_name'],
        `creating EventBridge Scheduler Schedule: operation error Scheduler: CreateSchedule, ResourceNotFoundException: Schedule group ${name} does not exist.`,
      ),
    ];
  },
  uniqueBy: ['group_name', 'name'],
  alreadyExists: (planned) =>
    `creating EventBridge Scheduler Schedule (${text(planned, 'name') ?? ''}): operation error Scheduler: CreateSchedule, ConflictException: Schedule ${text(planned, 'name') ?? ''} already exists.`,
};

const scheduleGroup: ResourceKnowledge = {
  type: 'aws_scheduler_schedule_group',
  computed(planned, context) {
    const name = nameOf(planned, context);
    const seconds = Date.UTC(2024, 0, 1) / 1000 + Number(context.uniqueId(6, alphabets.digits));
    const time = new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
    return {
      ...nameAttributes(planned, context),
      id: name,
      arn: regionalArn(context.identity, 'scheduler', `schedule-group/${name}`),
      creation_date: time,
      last_modification_date: time,
      state: 'ACTIVE',
    };
  },
  forceNew: ['name', 'name_prefix'],
  validate: (config) => [...check(config, { name: nameRules }), ...conflicting(config, 'name', 'name_prefix')],
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `creating EventBridge Scheduler Schedule Group (${text(planned, 'name') ?? ''}): operation error Scheduler: CreateScheduleGroup, ConflictException: Schedule group ${text(planned, 'name') ?? ''} already exists.`,
};

export const resources: readonly ResourceKnowledge[] = [schedule, scheduleGroup];
