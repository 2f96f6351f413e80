import { AlarmTopic } from '../../../modules/alarms/alarm-topic';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: { email?: string } = {}) =>
  new SynthesizedScope(
    (scope) => void new AlarmTopic(scope, 'Topic', { name: 'alarms', accountId: '111122223333', ...props }),
  );

const publishers = ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com', 'events.amazonaws.com'];
const fromThisAccount = { StringEquals: { 'aws:SourceAccount': '111122223333' } };

describe('AlarmTopic', () => {
  it('lets the publishers of the account use the key, which rotates', () => {
    const key = synth().only('aws_kms_key');
    expect(key.enable_key_rotation).toBe(true);
    expect(JSON.parse(String(key.policy))).toMatchObject({
      Statement: [
        { Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*' },
        {
          Principal: { Service: publishers },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Condition: fromThisAccount,
        },
      ],
    });
  });

  it('lets the publishers of the account publish, and nobody else', () => {
    const { Statement } = JSON.parse(String(synth().only('aws_sns_topic_policy').policy)) as {
      Statement: unknown[];
    };
    expect(Statement).toHaveLength(1);
    expect(Statement[0]).toMatchObject({
      Effect: 'Allow',
      Principal: { Service: publishers },
      Action: 'sns:Publish',
      Condition: fromThisAccount,
    });
  });

  it('subscribes an address only when there is one', () => {
    expect(synth().all('aws_sns_topic_subscription')).toEqual([]);
    expect(synth({ email: 'ops@example.com' }).only('aws_sns_topic_subscription')).toMatchObject({
      protocol: 'email',
      endpoint: 'ops@example.com',
    });
  });
});
