import { type AppsyncApiKey } from '@cdktf/provider-aws/lib/appsync-api-key';
import { Construct } from 'constructs';
import { type AlarmTopic } from '../alarms/alarm-topic';
import { ServiceRole } from '../iam/service-role';
import { ApiKey } from './api-key';
import { type GraphqlApi } from './graphql-api';

export interface ApiKeysProps {
  readonly api: GraphqlApi;
  /** Names of the keys, the one that clients get first. A new name is a new key: rotate by adding one, then taking the old away. */
  readonly names: readonly string[];
  /** Name of the system the keys open, prefix of the reminders' names and of their role, at most 40 characters. */
  readonly systemName: string;
  readonly accountId: string;
  /** Told 30 days before a key expires. */
  readonly topic: AlarmTopic;
}

/**
 * The API keys of an API, by name, each with a reminder before it expires.
 * @throws RangeError at synth without a name or with a name twice.
 */
export class ApiKeys extends Construct {
  /** The key that clients get. Every client carries it, so it is no secret, but logs and plans need not show it. */
  readonly current: AppsyncApiKey;

  constructor(scope: Construct, id: string, props: ApiKeysProps) {
    super(scope, id);
    const { api, names, systemName, accountId, topic } = props;
    const [first, ...others] = names;
    if (first === undefined || new Set(names).size !== names.length) {
      throw new RangeError(`${this.node.path}: names must hold one or more different names, got [${names.join(', ')}]`);
    }
    const reminderRole = new ServiceRole(this, 'ReminderRole', {
      name: `${systemName}-key-reminder`,
      service: 'scheduler.amazonaws.com',
      sourceAccountId: accountId,
      statements: [
        { Sid: 'Publish', Action: 'sns:Publish', Resource: topic.arn },
        { Sid: 'Encrypt', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: topic.key.arn },
      ],
    });
    const add = (name: string) => new ApiKey(this, name, { api, name, systemName, topic, reminderRole }).key;
    this.current = add(first);
    others.forEach(add);
  }
}
