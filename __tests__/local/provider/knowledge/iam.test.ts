import { RehearsedAccount, refusalsOf, textAt } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const statement = (fields: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [fields] });
const trust = statement({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } });
const policy = statement({
  Effect: 'Allow',
  Action: 'sqs:SendMessage',
  Resource: 'arn:aws:sqs:eu-west-1:111122223333:jobs',
});

describeResource({
  type: 'aws_iam_role',
  config: { name: 'mesh', assume_role_policy: trust },
  gives: {
    id: 'mesh',
    arn: 'arn:aws:iam::111122223333:role/mesh',
    unique_id: expect.stringMatching(/^AROA[A-Z2-7]{17}$/) as string,
    create_date: expect.stringMatching(/^2024-01-\d{2}T\d{2}:\d{2}:\d{2}Z$/) as string,
    max_session_duration: 3600,
    path: '/',
  },
  replacedBy: [{ name: 'other' }, { path: '/service/' }],
  updatedBy: [{ description: 'new' }],
  collision: 'EntityAlreadyExists: Role with name mesh already exists.',
  refused: [
    [
      'a trust policy without principal',
      { assume_role_policy: statement({ Effect: 'Allow', Action: 'sts:AssumeRole' }) },
      'Missing required field Principal',
    ],
    [
      'a trust policy with a resource',
      { assume_role_policy: statement({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*', Resource: '*' }) },
      'Has prohibited field Resource',
    ],
    [
      'a trust policy for another action',
      { assume_role_policy: statement({ Effect: 'Allow', Action: 's3:GetObject', Principal: '*' }) },
      'AssumeRole policy may only specify STS AssumeRole actions.',
    ],
    ['a name of 65 characters', { name: 'x'.repeat(65) }, 'expected length of name to be in the range (1 - 64)'],
    ['a path without slash', { path: 'service' }, 'must begin and end with a slash'],
    ['13 hours', { max_session_duration: 46_800 }, '(3600 - 43200), got 46800'],
  ],
});

describe('aws_iam_role with a name prefix', () => {
  it('gets a name that begins with it and keeps it', () => {
    const account = new RehearsedAccount();
    const config = { name_prefix: 'mesh-', assume_role_policy: trust };
    const state = account.create('aws_iam_role', config);
    expect(state.name).toMatch(/^mesh-\d{26}$/);
    expect(state.arn).toBe(`arn:aws:iam::111122223333:role/${textAt(state, 'name')}`);
    expect(state.id).toBe(state.name);
    expect(account.plan('aws_iam_role', state, config).planned).toEqual(state);
  });
});

describeResource({
  type: 'aws_iam_role_policy',
  config: { name: 'send', role: 'mesh', policy },
  gives: { id: 'mesh:send' },
  replacedBy: [{ role: 'other' }],
  refused: [
    [
      'a principal',
      { policy: statement({ Effect: 'Allow', Action: 's3:*', Resource: '*', Principal: '*' }) },
      'should not specify a principal',
    ],
    [
      'text that is not JSON',
      { policy: '{' },
      'policy: "policy" contains an invalid JSON policy: MalformedPolicyDocument: This policy contains invalid Json',
    ],
  ],
});

describeResource({
  type: 'aws_iam_policy',
  config: { name: 'send', policy },
  gives: {
    arn: 'arn:aws:iam::111122223333:policy/send',
    id: 'arn:aws:iam::111122223333:policy/send',
    policy_id: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/) as string,
  },
  replacedBy: [{ description: 'new' }],
  collision: 'A policy called send already exists.',
  refused: [
    [
      'more than 6144 characters',
      { policy: statement({ Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${'x'.repeat(6144)}` }) },
      'Cannot exceed quota for PolicySize: 6144',
    ],
  ],
});

describeResource({
  type: 'aws_iam_role_policy_attachment',
  config: { role: 'mesh', policy_arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
  gives: { id: 'mesh/arn:aws:iam::aws:policy/ReadOnlyAccess' },
  replacedBy: [{ role: 'other' }],
  refused: [['a name in the place of an ARN', { policy_arn: 'ReadOnlyAccess' }, 'is an invalid ARN']],
});

describe('data aws_iam_policy_document', () => {
  const own = { sid: 'Send', actions: ['sqs:SendMessage'], resources: ['*'] };

  it('renders statements in the order and forms of the provider', () => {
    const document = new RehearsedAccount().read('aws_iam_policy_document', {
      statement: [
        {
          ...own,
          actions: ['sqs:GetQueueUrl', 'sqs:SendMessage'],
          principals: [{ type: 'Service', identifiers: ['sns.amazonaws.com'] }],
          condition: [{ test: 'StringEquals', variable: 'aws:SourceAccount', values: ['111122223333'] }],
        },
      ],
    });
    expect(JSON.parse(textAt(document, 'json'))).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Send',
          Effect: 'Allow',
          Action: ['sqs:SendMessage', 'sqs:GetQueueUrl'],
          Resource: '*',
          Principal: { Service: 'sns.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
        },
      ],
    });
  });

  it('adds sources, and lets its own statements and overrides replace by Sid', () => {
    const document = new RehearsedAccount().read('aws_iam_policy_document', {
      source_policy_documents: [
        statement({ Sid: 'Send', Effect: 'Deny', Action: '*', Resource: '*' }),
        statement({ Sid: 'Keep', Effect: 'Deny', Action: 's3:*', Resource: '*' }),
      ],
      override_policy_documents: [statement({ Sid: 'Keep', Effect: 'Allow', Action: 's3:Get*', Resource: '*' })],
      statement: [own],
    });
    expect(JSON.parse(textAt(document, 'minified_json'))).toMatchObject({
      Statement: [
        { Sid: 'Send', Effect: 'Allow', Action: 'sqs:SendMessage' },
        { Sid: 'Keep', Effect: 'Allow', Action: 's3:Get*' },
      ],
    });
  });

  it('refuses a source that is not JSON', () => {
    const read = () => new RehearsedAccount().read('aws_iam_policy_document', { source_policy_documents: ['{'] });
    expect(refusalsOf(read)).toEqual([
      expect.stringContaining('source_policy_documents.0: invalid policy document JSON'),
    ]);
  });
});
