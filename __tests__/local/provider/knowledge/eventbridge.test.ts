import { RehearsedAccount, refusalsOf } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const rule = { name: 'web-source-stg', event_pattern: JSON.stringify({ source: ['aws.codecommit'] }) };
const type = 'aws_cloudwatch_event_rule';

describeResource({
  type,
  config: rule,
  gives: {
    id: 'web-source-stg',
    arn: 'arn:aws:events:eu-west-1:111122223333:rule/web-source-stg',
    event_bus_name: 'default',
    state: 'ENABLED',
  },
  replacedBy: [{ name: 'other' }],
  updatedBy: [{ state: 'DISABLED' }],
  collision: 'already exists',
  refused: [
    ['neither pattern nor schedule', { event_pattern: null }, 'one of `schedule_expression`, `event_pattern`'],
    ['a pattern that is not JSON', { event_pattern: '{' }, 'invalid JSON'],
    [
      'a leaf that is no list',
      { event_pattern: '{"source":"aws.codecommit"}' },
      '"source" must be an object or an array',
    ],
    ['an empty list', { event_pattern: '{"source":[]}' }, 'Empty arrays are not allowed'],
    ['a schedule that is none', { schedule_expression: 'daily' }, 'schedule_expression'],
    ['an unknown state', { state: 'ON' }, 'got ON'],
  ],
});

const target = {
  rule: 'web-source-stg',
  target_id: 'pipeline',
  arn: 'arn:aws:codepipeline:eu-west-1:111122223333:web-stg',
  role_arn: 'arn:aws:iam::111122223333:role/web-source-stg',
};
describeResource({
  type: 'aws_cloudwatch_event_target',
  config: target,
  gives: { id: 'web-source-stg-pipeline', event_bus_name: 'default' },
  given: (account) => account.create(type, rule),
  replacedBy: [{ target_id: 'other' }],
  updatedBy: [{ input: '{}' }],
  collision: 'already exists',
  refused: [
    ['a pipeline without a role', { role_arn: null }, 'RoleArn is required for target'],
    ['two kinds of input', { input: '{}', input_path: '$.a' }, 'conflicts with input_path'],
  ],
});

describe(type, () => {
  it('must be there for a target, and stays while it has one', () => {
    const account = new RehearsedAccount();
    const make = () => account.create('aws_cloudwatch_event_target', target);
    expect(refusalsOf(make)).toEqual([
      expect.stringContaining('Rule web-source-stg does not exist on EventBus default'),
    ]);
    const made = account.create(type, rule);
    make();
    expect(refusalsOf(() => account.destroy(type, made))).toEqual([expect.stringContaining('since it has targets')]);
  });
});
