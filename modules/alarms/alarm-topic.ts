import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { Lazy } from 'cdktf';
import { Construct } from 'constructs';
import { policyJson, type PolicyStatement } from '../iam/policy';
import { ServiceKey } from '../kms/service-key';

/** The services that publish alarms by themselves. Others, such as EventBridge Scheduler, publish by a role. */
const publishers = ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com', 'events.amazonaws.com'];

export interface AlarmTopicProps {
  /** Topic name, also the name of the key's alias. */
  readonly name: string;
  readonly accountId: string;
  /** Address that receives every alarm once its owner confirms. @default nobody */
  readonly email?: string;
}

/**
 * A topic for alarms, with a customer-managed key that lets CloudWatch, Budgets and EventBridge publish. With the
 * AWS-managed key `alias/aws/sns` CloudWatch drops its messages without a trace (CloudWatch User Guide, "Notifying users").
 */
export class AlarmTopic extends Construct {
  readonly topic: SnsTopic;
  readonly key: ServiceKey;
  readonly #accountId: string;
  readonly #keyStatements: PolicyStatement[];
  readonly #topicStatements: PolicyStatement[];
  #admitsNotifications = false;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const { name, accountId, email } = props;
    this.#accountId = accountId;
    const fromThisAccount = { StringEquals: { 'aws:SourceAccount': accountId } };
    this.#keyStatements = [
      {
        Sid: 'AlarmPublishers',
        Principal: { Service: publishers },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: fromThisAccount,
      },
    ];
    this.key = new ServiceKey(this, 'Key', {
      alias: name,
      description: `Messages of the topic ${name}`,
      accountId,
      statements: this.#keyStatements,
    });
    this.topic = new SnsTopic(this, 'Resource', { name, kmsMasterKeyId: this.key.arn });
    this.#topicStatements = [
      {
        Sid: 'AlarmPublishers',
        Principal: { Service: publishers },
        Action: 'sns:Publish',
        Resource: this.topic.arn,
        Condition: fromThisAccount,
      },
    ];
    new SnsTopicPolicy(this, 'Policy', {
      arn: this.topic.arn,
      policy: Lazy.stringValue({ produce: () => policyJson(this.#topicStatements) }),
    });
    if (email !== undefined) {
      new SnsTopicSubscription(this, 'Email', { topicArn: this.topic.arn, protocol: 'email', endpoint: email });
    }
  }

  get arn(): string {
    return this.topic.arn;
  }

  /**
   * Lets the notification rules of the developer tools publish, also those of another stack of the system. Their service
   * names the account to SNS, but not to KMS ("Configure Amazon SNS topics for notifications").
   */
  admitNotificationRules(): void {
    if (this.#admitsNotifications) return;
    this.#admitsNotifications = true;
    const notifications = { Sid: 'NotificationRules', Principal: { Service: 'codestar-notifications.amazonaws.com' } };
    this.#keyStatements.push({
      ...notifications,
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
      Condition: { StringLike: { 'kms:ViaService': 'sns.*.amazonaws.com' } },
    });
    this.#topicStatements.push({
      ...notifications,
      Action: 'sns:Publish',
      Resource: this.topic.arn,
      Condition: { StringEquals: { 'aws:SourceAccount': this.#accountId } },
    });
  }
}
