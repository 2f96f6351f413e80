import { RehearsedAccount, refusalsOf } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

describeResource({
  type: 'aws_cloudwatch_log_group',
  config: { name: '/aws/lambda/join', retention_in_days: 30 },
  gives: {
    id: '/aws/lambda/join',
    arn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/join',
    log_group_class: 'STANDARD',
  },
  replacedBy: [{ name: 'other' }],
  updatedBy: [{ retention_in_days: 60 }],
  collision: 'ResourceAlreadyExistsException: The specified log group already exists',
  refused: [
    [
      '31 days',
      { retention_in_days: 31 },
      /^retention_in_days: expected retention_in_days to be one of \[0 1 3 5 7 .* 3653\], got 31$/,
    ],
    ['a name with a space', { name: 'a b' }, 'invalid value for name'],
    ['a key that is no ARN', { kms_key_id: 'alias/a' }, 'is an invalid ARN'],
    ['a name and a prefix', { name_prefix: 'a' }, 'conflicts with name_prefix'],
  ],
});

describe('aws_cloudwatch_log_metric_filter', () => {
  const filter = {
    name: 'errors',
    log_group_name: 'app',
    pattern: 'ERROR',
    metric_transformation: [{ name: 'Errors', namespace: 'Mesh', value: '1' }],
  };

  it('needs its log group, and is found by group and name', () => {
    const account = new RehearsedAccount();
    expect(refusalsOf(() => account.create('aws_cloudwatch_log_metric_filter', filter))).toEqual([
      expect.stringContaining('ResourceNotFoundException: The specified log group does not exist.'),
    ]);
    account.create('aws_cloudwatch_log_group', { name: 'app' });
    const state = account.create('aws_cloudwatch_log_metric_filter', filter);
    expect(state).toMatchObject({ id: 'errors', metric_transformation: [{ unit: 'None' }] });
    expect(account.plan('aws_cloudwatch_log_metric_filter', state, filter).planned).toEqual(state);
  });

  it.each([
    ['a colon in its name', { name: 'a:b' }, "must not contain ':' or '*'"],
    [
      'dimensions beside a default',
      {
        metric_transformation: [
          { name: 'E', namespace: 'M', value: '1', default_value: '0', dimensions: { a: '$.a' } },
        ],
      },
      'mutually exclusive',
    ],
  ])('refuses %s', (_what, change, message) => {
    expect(new RehearsedAccount().refusals('aws_cloudwatch_log_metric_filter', { ...filter, ...change })).toEqual([
      expect.stringContaining(message),
    ]);
  });
});
