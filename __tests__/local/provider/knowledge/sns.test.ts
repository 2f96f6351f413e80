import { RehearsedAccount } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const arn = 'arn:aws:sns:eu-west-1:111122223333:alarms';
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' }, Resource: arn },
  ],
});

describeResource({
  type: 'aws_sns_topic',
  config: { name: 'alarms', kms_master_key_id: 'alias/alarms' },
  gives: {
    id: arn,
    arn,
    owner: '111122223333',
    policy: expect.stringContaining('"AWS:SourceOwner":"111122223333"') as string,
  },
  replacedBy: [{ name: 'other' }, { fifo_topic: true, name: 'alarms.fifo' }],
  updatedBy: [{ display_name: 'Alarms' }],
  collision: 'Topic already exists',
  refused: [
    [
      'a FIFO topic without suffix',
      { fifo_topic: true },
      'name: invalid topic name: alarms the name of a FIFO topic must end with .fifo',
    ],
    ['a suffix without FIFO', { name: 'alarms.fifo' }, 'only a FIFO topic may have a name that ends with .fifo'],
    ['a name with a space', { name: 'a b' }, 'invalid value for name'],
    ['deduplication without FIFO', { content_based_deduplication: true }, 'can only be set for FIFO topics'],
    ['a sample rate of 101', { lambda_success_feedback_sample_rate: 101 }, '(0 - 100), got 101'],
    ['signature version 3', { signature_version: 3 }, '(1 - 2), got 3'],
    ['a policy without principal', { policy: policy.replace('Principal', 'NotAction') }, 'invalid JSON policy'],
  ],
});

describe('a FIFO topic with a name prefix', () => {
  it('gets a name that ends with .fifo', () => {
    const state = new RehearsedAccount().create('aws_sns_topic', { name_prefix: 'jobs-', fifo_topic: true });
    expect(state.arn).toMatch(/^arn:aws:sns:eu-west-1:111122223333:jobs-\d{26}\.fifo$/);
  });
});

describeResource({
  type: 'aws_sns_topic_policy',
  config: { arn, policy },
  gives: { id: arn, owner: '111122223333' },
  replacedBy: [{ arn: `${arn}2` }],
  refused: [['a policy that is not JSON', { policy: 'all' }, 'invalid Json']],
});

const subscription = { topic_arn: arn, protocol: 'email', endpoint: 'team@mesh.example' };
describeResource({
  type: 'aws_sns_topic_subscription',
  config: subscription,
  gives: {
    arn: expect.stringMatching(/^arn:aws:sns:eu-west-1:111122223333:alarms:[0-9a-f-]{36}$/) as string,
    pending_confirmation: true,
    owner_id: '111122223333',
    raw_message_delivery: false,
  },
  replacedBy: [{ endpoint: 'other@mesh.example' }],
  updatedBy: [{ filter_policy: '{"a":["b"]}' }],
  refused: [
    ['an unknown protocol', { protocol: 'slack' }, 'expected protocol to be one of'],
    ['an address without @', { endpoint: 'team' }, 'Invalid parameter: email endpoint: team'],
    ['a queue that is no ARN', { protocol: 'sqs', endpoint: 'https://queue' }, 'Invalid parameter: sqs endpoint'],
    [
      'an http endpoint of https',
      { protocol: 'http', endpoint: 'https://a.example' },
      'Invalid parameter: http endpoint',
    ],
    [
      'firehose without a role',
      { protocol: 'firehose', endpoint: 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/a' },
      'subscription_role_arn',
    ],
    ['a filter that is not JSON', { filter_policy: 'a=b' }, '"filter_policy" contains an invalid JSON'],
  ],
});
