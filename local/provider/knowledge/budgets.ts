import { type Attributes, type Default, type Refusal, type ResourceKnowledge } from './knowledge';
import { accountArn } from './support/arn';
import { blocks, hasUnknown, isSet, text, texts } from './support/attributes';
import { conflicting, exactlyOne } from './support/constraints';
import { nameAttributes, nameOf } from './support/identifiers';
import { check, isArn, lengthBetween, matches, oneOf, refusal } from './support/rules';

/** Notifications that one budget may have, and e-mail addresses that one notification may have. */
const maxNotifications = 10;
const maxAddresses = 10;
const time = matches(/^\d{4}-\d{2}-\d{2}_\d{2}:\d{2}$/, 'must have the form 2006-01-02_15:04');
const decimal = matches(/^\d{1,15}(\.\d+)?$/, 'must be a decimal number');

const includedCosts = [
  'credit',
  'discount',
  'other_subscription',
  'recurring',
  'refund',
  'subscription',
  'support',
  'tax',
  'upfront',
].map((name): [string, Default] => [`cost_types.include_${name}`, true]);

function notificationRefusals(config: Attributes): readonly Refusal[] {
  const notifications = blocks(config, 'notification');
  const keys = notifications.map((one) =>
    JSON.stringify(
      ['comparison_operator', 'notification_type', 'threshold', 'threshold_type'].map((name) => one[name] ?? null),
    ),
  );
  return [
    ...(notifications.length > maxNotifications
      ? [
          refusal(
            ['notification'],
            `CreationLimitExceededException: a budget takes at most ${maxNotifications} notifications, got ${notifications.length}`,
          ),
        ]
      : []),
    ...(new Set(keys).size < keys.length
      ? [refusal(['notification'], 'DuplicateRecordException: Duplicate notification for budget')]
      : []),
    ...notifications.flatMap((one, index) => {
      const lists = ['subscriber_email_addresses', 'subscriber_sns_topic_arns'];
      if (hasUnknown(one, ...lists)) return [];
      if (!lists.some((name) => isSet(one[name]))) {
        return [
          refusal(
            ['notification', index],
            'InvalidParameterException: a notification needs a subscriber_email_addresses or subscriber_sns_topic_arns entry',
          ),
        ];
      }
      return texts(one, 'subscriber_email_addresses').length > maxAddresses ||
        texts(one, 'subscriber_sns_topic_arns').length > 1
        ? [
            refusal(
              ['notification', index],
              `CreationLimitExceededException: a notification takes at most ${maxAddresses} e-mail addresses and one topic`,
            ),
          ]
        : [];
    }),
  ];
}

/** A tag filter names the tag and its value in one string: `user:Project$mesh`. */
function tagFilterRefusals(config: Attributes): readonly Refusal[] {
  return blocks(config, 'cost_filter').flatMap((filter, index) => {
    if (text(filter, 'name') !== 'TagKeyValue') return [];
    const wrong = texts(filter, 'values').find((value) => !/^(aws|user):[^$]+\$.*$/.test(value));
    return wrong === undefined
      ? []
      : [
          refusal(
            ['cost_filter', index, 'values'],
            `InvalidParameterException: tag filter value must have the form user:Key$Value, got ${wrong}`,
          ),
        ];
  });
}

const budget: ResourceKnowledge = {
  type: 'aws_budgets_budget',
  computed(planned, context) {
    const { identity, now } = context;
    const name = nameOf(planned, context);
    const month = String(now.getUTCMonth() + 1).padStart(2, '0');
    return {
      ...nameAttributes(planned, context),
      account_id: identity.accountId,
      id: `${identity.accountId}:${name}`,
      arn: accountArn(identity, 'budgets', `budget/${name}`),
      // A budget without a start begins with the current month.
      time_period_start: `${now.getUTCFullYear()}-${month}-01_00:00`,
      limit_amount: '0.0',
      limit_unit: 'USD',
    };
  },
  defaults: {
    time_period_end: '2087-06-15_00:00',
    ...Object.fromEntries(includedCosts),
    'cost_types.use_amortized': false,
    'cost_types.use_blended': false,
  },
  forceNew: ['account_id', 'name', 'name_prefix'],
  validate: (config) => [
    ...check(config, {
      account_id: matches(/^\d{12}$/, 'must be an AWS account id of twelve digits'),
      budget_type: oneOf(
        'USAGE',
        'COST',
        'RI_UTILIZATION',
        'RI_COVERAGE',
        'SAVINGS_PLANS_UTILIZATION',
        'SAVINGS_PLANS_COVERAGE',
      ),
      limit_amount: decimal,
      name: [lengthBetween(1, 100), matches(/^[^:\\]+$/, 'must not contain ":" or "\\"')],
      time_period_end: time,
      time_period_start: time,
      time_unit: oneOf('DAILY', 'MONTHLY', 'QUARTERLY', 'ANNUALLY'),
      'notification.comparison_operator': oneOf('GREATER_THAN', 'LESS_THAN', 'EQUAL_TO'),
      'notification.notification_type': oneOf('ACTUAL', 'FORECASTED'),
      'notification.subscriber_email_addresses': matches(/^\S+@\S+\.\S+$/, 'must be an e-mail address'),
      'notification.subscriber_sns_topic_arns': isArn('sns'),
      'notification.threshold_type': oneOf('PERCENTAGE', 'ABSOLUTE_VALUE'),
    }),
    ...conflicting(config, 'name', 'name_prefix'),
    ...exactlyOne(config, 'limit_amount', 'planned_limit', 'auto_adjust_data'),
    ...notificationRefusals(config),
    ...tagFilterRefusals(config),
  ],
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `creating Budget (${text(planned, 'name') ?? ''}): operation error Budgets: CreateBudget, DuplicateRecordException: Error creating budget: ${text(planned, 'name') ?? ''} - the budget already exists.`,
};

export const resources: readonly ResourceKnowledge[] = [budget];
