import { ApiKeys } from '../../../modules/appsync/api-keys';
import { accountId, someApi, someTopic } from '../../support/constructs';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (names: string[]) =>
  new SynthesizedScope((scope) => {
    new ApiKeys(scope, 'ApiKeys', {
      api: someApi(scope),
      names,
      systemName: 'Groups',
      accountId,
      topic: someTopic(scope),
    });
  });

describe('ApiKeys', () => {
  it('take their date from the apply that makes them, once, and live 364 days from the full hour', () => {
    const expiry = synth(['a']).only('terraform_data');
    expect(expiry).toMatchObject({
      input: `\${timeadd(formatdate("YYYY-MM-DD'T'hh':00:00Z'", plantimestamp()), "8736h")}`,
      lifecycle: { ignore_changes: ['input'] },
    });
    expect(synth(['a']).only('aws_appsync_api_key').expires).toMatch(/^\$\{terraform_data\..*\.output\}$/);
  });

  it('are made after the log group of the API', () => {
    expect(synth(['a']).only('aws_appsync_api_key').depends_on).toEqual([
      expect.stringContaining('aws_cloudwatch_log_group.'),
    ]);
  });

  it('have a reminder each, 30 days before they expire, told to the topic', () => {
    const scope = synth(['b', 'a']);
    expect(scope.all('aws_appsync_api_key')).toHaveLength(2);
    expect(scope.only('aws_scheduler_schedule', 'ApiKeys_b_')).toMatchObject({
      name: 'Groups-key-b-reminder',
      schedule_expression: expect.stringMatching(
        /^at\(\$\{formatdate\("YYYY-MM-DD'T'hh:mm:ss", timeadd\(.+, "-720h"\)\)\}\)$/,
      ),
      flexible_time_window: { mode: 'OFF' },
      target: { arn: expect.stringContaining('aws_sns_topic.') },
    });
    expect(scope.statements('ReminderRole')).toMatchObject([
      { Action: 'sns:Publish', Resource: expect.stringContaining('aws_sns_topic.') },
      { Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: expect.stringContaining('aws_kms_key.') },
    ]);
  });

  it('hand out the first name', () => {
    new SynthesizedScope((scope) => {
      const keys = new ApiKeys(scope, 'ApiKeys', {
        api: someApi(scope),
        names: ['b', 'a'],
        systemName: 'Groups',
        accountId,
        topic: someTopic(scope),
      });
      expect(keys.current.node.scope?.node.id).toBe('b');
    });
  });

  it.each([[[]], [['a', 'a']]])('refuse the names %p', (names: string[]) => {
    expect(() => synth(names)).toThrow(
      `ApiKeys: names must hold one or more different names, got [${names.join(', ')}]`,
    );
  });
});
