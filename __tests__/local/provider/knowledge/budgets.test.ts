import { describeResource } from '../../../support/resource-table';

const notification = {
  comparison_operator: 'GREATER_THAN',
  notification_type: 'ACTUAL',
  threshold: 80,
  threshold_type: 'PERCENTAGE',
  subscriber_sns_topic_arns: ['arn:aws:sns:eu-west-1:111122223333:alarms'],
};
describeResource({
  type: 'aws_budgets_budget',
  config: {
    name: 'mesh-stg',
    budget_type: 'COST',
    time_unit: 'MONTHLY',
    limit_amount: '20',
    limit_unit: 'USD',
    cost_filter: [{ name: 'TagKeyValue', values: ['user:Project$MeshV2'] }],
    notification: [notification],
  },
  gives: {
    id: '111122223333:mesh-stg',
    arn: 'arn:aws:budgets::111122223333:budget/mesh-stg',
    account_id: '111122223333',
    time_period_start: '2030-01-01_00:00',
    time_period_end: '2087-06-15_00:00',
  },
  replacedBy: [{ name: 'other' }],
  updatedBy: [{ limit_amount: '30' }],
  collision: 'DuplicateRecordException: Error creating budget: mesh-stg - the budget already exists.',
  refused: [
    ['an unknown type', { budget_type: 'MONEY' }, 'expected budget_type to be one of'],
    [
      'no limit',
      { limit_amount: null },
      'one of `limit_amount`, `planned_limit`, `auto_adjust_data` must be specified',
    ],
    ['a limit in words', { limit_amount: 'twenty' }, 'must be a decimal number'],
    [
      'a tag without value',
      { cost_filter: [{ name: 'TagKeyValue', values: ['Project'] }] },
      'must have the form user:Key$Value, got Project',
    ],
    [
      'a notification to nobody',
      { notification: [{ ...notification, subscriber_sns_topic_arns: [] }] },
      'needs a subscriber_email_addresses',
    ],
    [
      'the same notification twice',
      {
        notification: [
          notification,
          { ...notification, subscriber_sns_topic_arns: null, subscriber_email_addresses: ['a@b.example'] },
        ],
      },
      'Duplicate notification',
    ],
    ['a start in another form', { time_period_start: '2030-01-01' }, 'must have the form 2006-01-02_15:04'],
  ],
});
