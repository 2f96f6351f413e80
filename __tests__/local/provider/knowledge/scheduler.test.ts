import { RehearsedAccount, refusalsOf } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const target = [
  {
    arn: 'arn:aws:sns:eu-west-1:111122223333:alarms',
    role_arn: 'arn:aws:iam::111122223333:role/scheduler',
    retry_policy: [{}],
  },
];
const expression = (schedule_expression: string) => ({ schedule_expression });
describeResource({
  type: 'aws_scheduler_schedule',
  config: {
    name: 'key-reminder',
    schedule_expression: 'at(2030-12-01T00:00:00)',
    flexible_time_window: [{ mode: 'OFF' }],
    target,
  },
  gives: {
    id: 'default/key-reminder',
    arn: 'arn:aws:scheduler:eu-west-1:111122223333:schedule/default/key-reminder',
    schedule_expression_timezone: 'UTC',
    state: 'ENABLED',
    target: [{ retry_policy: [{ maximum_event_age_in_seconds: 86_400, maximum_retry_attempts: 185 }] }],
  },
  replacedBy: [{ name: 'other' }],
  updatedBy: [
    expression('rate(1 day)'),
    expression('cron(0 9 ? * MON-FRI *)'),
    expression('cron(0/15 0 1,15,L * ? 2030-2035)'),
  ],
  collision: 'Schedule key-reminder already exists.',
  refused: [
    ['an expression of no form', expression('every(1 day)'), 'must be at(…) or rate(…) or cron(…)'],
    ['a time with a zone', expression('at(2030-12-01T00:00:00Z)'), 'yyyy-mm-ddThh:mm:ss, without a zone'],
    ['a day that does not exist', expression('at(2030-02-30T00:00:00)'), 'Invalid Schedule Expression'],
    ['a rate of 0', expression('rate(0 days)'), 'at least 1'],
    ['a rate in weeks', expression('rate(1 week)'), 'minutes, hours or days'],
    ['cron of five fields', expression('cron(0 9 * * ?)'), 'cron takes 6 fields'],
    [
      'cron with both days',
      expression('cron(0 9 1 * MON *)'),
      'exactly one of day-of-month and day-of-week must be "?"',
    ],
    ['cron with minute 60', expression('cron(60 9 * * ? *)'), 'the minutes field of cron is not valid: 60'],
    ['an unknown zone', { schedule_expression_timezone: 'Mars/Olympus' }, 'timezone Mars/Olympus is not valid'],
    [
      'a window that is not flexible',
      { flexible_time_window: [{ mode: 'OFF', maximum_window_in_minutes: 5 }] },
      'must not be set when mode is OFF',
    ],
    [
      'a flexible window without length',
      { flexible_time_window: [{ mode: 'FLEXIBLE' }] },
      'be set when mode is FLEXIBLE',
    ],
  ],
});

describe('a schedule in a group', () => {
  it('needs the group', () => {
    const account = new RehearsedAccount();
    const config = {
      name: 'a',
      group_name: 'mesh',
      schedule_expression: 'rate(1 day)',
      flexible_time_window: [{ mode: 'OFF' }],
      target,
    };
    expect(refusalsOf(() => account.create('aws_scheduler_schedule', config))).toEqual([
      expect.stringContaining('Schedule group mesh does not exist.'),
    ]);
    account.create('aws_scheduler_schedule_group', { name: 'mesh' });
    expect(account.create('aws_scheduler_schedule', config).id).toBe('mesh/a');
  });
});

describeResource({
  type: 'aws_scheduler_schedule_group',
  config: { name: 'mesh' },
  gives: { id: 'mesh', arn: 'arn:aws:scheduler:eu-west-1:111122223333:schedule-group/mesh', state: 'ACTIVE' },
  replacedBy: [{ name: 'other' }],
  collision: 'Schedule group mesh already exists.',
});
