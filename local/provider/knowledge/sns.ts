import { type Attributes, type CreateContext, type Refusal, type ResourceKnowledge } from './knowledge';
import { regionalArn } from './support/arn';
import { hasUnknown, isSet, text } from './support/attributes';
import { conflicting } from './support/constraints';
import { nameAttributes, nameOf, uuid } from './support/identifiers';
import { between, check, isArn, isJson, lengthBetween, matches, oneOf, refusal, type Rule } from './support/rules';
import { isPolicy } from './support/policy';

const sampleRates = ['application', 'firehose', 'http', 'lambda', 'sqs'].map(
  (protocol) => `${protocol}_success_feedback_sample_rate`,
);

/** A topic's generated name ends in `.fifo` when it is one. */
function topicName(planned: Attributes, context: CreateContext): string {
  const name = nameOf(planned, context);
  return planned.fifo_topic === true && !name.endsWith('.fifo') ? `${name}.fifo` : name;
}

/** The policy SNS gives a topic that has none: everything for its owner. */
function ownersPolicy(arn: string, accountId: string): string {
  const actions = [
    'GetTopicAttributes',
    'SetTopicAttributes',
    'AddPermission',
    'RemovePermission',
    'DeleteTopic',
    'Subscribe',
    'ListSubscriptionsByTopic',
    'Publish',
  ];
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: actions.map((action) => `SNS:${action}`),
        Resource: arn,
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  });
}

function fifoRefusals(config: Attributes): readonly Refusal[] {
  const name = text(config, 'name');
  if (name === undefined || hasUnknown(config, 'fifo_topic')) return [];
  const fifo = config.fifo_topic === true;
  if (fifo !== name.endsWith('.fifo')) {
    return [
      refusal(
        ['name'],
        `invalid topic name: ${name}`,
        fifo
          ? 'the name of a FIFO topic must end with .fifo'
          : 'only a FIFO topic may have a name that ends with .fifo',
      ),
    ];
  }
  if (!fifo && config.content_based_deduplication === true) {
    return [refusal(['content_based_deduplication'], 'content-based deduplication can only be set for FIFO topics')];
  }
  return [];
}

const topic: ResourceKnowledge = {
  type: 'aws_sns_topic',
  computed(planned, context) {
    const name = topicName(planned, context);
    const arn = regionalArn(context.identity, 'sns', name);
    return {
      ...nameAttributes(planned, context),
      name,
      id: arn,
      arn,
      owner: context.identity.accountId,
      policy: ownersPolicy(arn, context.identity.accountId),
      beginning_archive_time: '',
      fifo_throughput_scope: planned.fifo_topic === true ? 'Topic' : '',
      signature_version: 0,
      tracing_config: '',
    };
  },
  defaults: {
    content_based_deduplication: false,
    fifo_topic: false,
    ...Object.fromEntries(sampleRates.map((name) => [name, 0])),
  },
  forceNew: ['fifo_topic', 'name', 'name_prefix'],
  validate: (config) => [
    ...check(config, {
      name: [
        lengthBetween(1, 256),
        matches(
          /^[a-zA-Z0-9_-]{1,251}(\.fifo)?$|^[a-zA-Z0-9_-]{1,256}$/,
          'must hold only letters, digits, underscores and hyphens',
        ),
      ],
      delivery_policy: isJson(),
      policy: isPolicy('resource'),
      signature_version: between(1, 2),
      tracing_config: oneOf('Active', 'PassThrough'),
      ...Object.fromEntries(sampleRates.map((name): [string, Rule] => [name, between(0, 100)])),
    }),
    ...conflicting(config, 'name', 'name_prefix'),
    ...fifoRefusals(config),
  ],
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `creating SNS Topic (${text(planned, 'name') ?? ''}): operation error SNS: CreateTopic, InvalidParameter: Invalid parameter: Attributes Reason: Topic already exists with different attributes`,
};

const topicPolicy: ResourceKnowledge = {
  type: 'aws_sns_topic_policy',
  computed: (planned, { identity }) => ({ id: text(planned, 'arn') ?? '', owner: identity.accountId }),
  forceNew: ['arn'],
  validate: (config) => check(config, { arn: isArn('sns'), policy: isPolicy('resource') }),
};

const arnProtocols: Readonly<Record<string, string>> = {
  sqs: 'sqs',
  lambda: 'lambda',
  firehose: 'firehose',
  application: 'sns',
};

/** Protocols whose endpoint must answer a message before anything is delivered. */
const confirmedByHand = ['email', 'email-json', 'http', 'https'];

function endpointRefusals(config: Attributes): readonly Refusal[] {
  const protocol = text(config, 'protocol');
  const endpoint = text(config, 'endpoint');
  if (protocol === undefined || endpoint === undefined) return [];
  const service = arnProtocols[protocol];
  const forms: Readonly<Record<string, RegExp>> = {
    email: /^[^@\s]+@[^@\s]+$/,
    'email-json': /^[^@\s]+@[^@\s]+$/,
    http: /^http:\/\//,
    https: /^https:\/\//,
    sms: /^\+?\d[\d\s-]{3,}$/,
  };
  const wrong =
    service === undefined
      ? forms[protocol]?.test(endpoint) === false
      : isArn(service)('endpoint', endpoint) !== undefined;
  return wrong
    ? [
        refusal(
          ['endpoint'],
          `creating SNS Topic Subscription: operation error SNS: Subscribe, InvalidParameter: Invalid parameter: ${protocol} endpoint: ${endpoint}`,
        ),
      ]
    : [];
}

const subscription: ResourceKnowledge = {
  type: 'aws_sns_topic_subscription',
  computed(planned, context) {
    const arn = `${text(planned, 'topic_arn') ?? ''}:${uuid(context)}`;
    const pending =
      confirmedByHand.includes(text(planned, 'protocol') ?? '') && planned.endpoint_auto_confirms !== true;
    return {
      id: arn,
      arn,
      owner_id: context.identity.accountId,
      confirmation_was_authenticated: !pending,
      pending_confirmation: pending,
      filter_policy_scope: isSet(planned.filter_policy) ? 'MessageAttributes' : '',
    };
  },
  defaults: { confirmation_timeout_in_minutes: 1, endpoint_auto_confirms: false, raw_message_delivery: false },
  forceNew: ['endpoint', 'protocol', 'topic_arn'],
  validate: (config) => [
    ...check(config, {
      delivery_policy: isJson(),
      filter_policy: isJson(),
      filter_policy_scope: oneOf('MessageAttributes', 'MessageBody'),
      protocol: oneOf('application', 'email', 'email-json', 'firehose', 'http', 'https', 'lambda', 'sms', 'sqs'),
      redrive_policy: isJson(),
      subscription_role_arn: isArn('iam'),
      topic_arn: isArn('sns'),
    }),
    ...endpointRefusals(config),
    ...(text(config, 'protocol') === 'firehose' &&
    !isSet(config.subscription_role_arn) &&
    !hasUnknown(config, 'subscription_role_arn')
      ? [refusal(['subscription_role_arn'], 'protocol firehose must contain subscription_role_arn!')]
      : []),
  ],
};

export const resources: readonly ResourceKnowledge[] = [topic, topicPolicy, subscription];
