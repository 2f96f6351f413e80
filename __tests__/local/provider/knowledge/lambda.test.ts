import { type Attributes } from '../../../../local/provider/codec/value';
import { unknownIn } from './unknown-in';
import { RehearsedAccount } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const role = 'arn:aws:iam::111122223333:role/mesh';
const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:join';
const config = {
  function_name: 'join',
  role,
  filename: 'assets/join.zip',
  source_code_hash: 'x4ezUTNqjvUzOGI0+CYV2nB4wfLHK3mlRG3nmxQ8lBs=',
  handler: 'index.handler',
  runtime: 'nodejs22.x',
  architectures: ['arm64'],
  environment: [{ variables: { STAGE: 'stg' } }],
};

describeResource({
  type: 'aws_lambda_function',
  config,
  gives: {
    id: 'join',
    arn,
    version: '$LATEST',
    qualified_arn: `${arn}:$LATEST`,
    invoke_arn: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${arn}/invocations`,
    code_sha256: config.source_code_hash,
    source_code_size: expect.any(Number) as number,
    last_modified: expect.stringMatching(/^2024-01-\d{2}T\d{2}:\d{2}:\d{2}\.000\+0000$/) as string,
    memory_size: 128,
    timeout: 3,
    reserved_concurrent_executions: -1,
  },
  replacedBy: [{ function_name: 'leave' }],
  updatedBy: [{ timeout: 10 }, { source_code_hash: 'other' }],
  collision: 'ResourceConflictException: Function already exist: join',
  refused: [
    [
      'an unknown runtime',
      { runtime: 'nodejs12' },
      /^runtime: expected runtime to be one of \["nodejs18\.x".* got nodejs12$/,
    ],
    ['a timeout of 0', { timeout: 0 }, 'expected timeout to be in the range (1 - 900), got 0'],
    ['a timeout of 901', { timeout: 901 }, 'expected timeout to be in the range (1 - 900), got 901'],
    ['127 MB', { memory_size: 127 }, 'expected memory_size to be in the range (128 - 10240), got 127'],
    ['10241 MB', { memory_size: 10_241 }, 'got 10241'],
    [
      'an unknown architecture',
      { architectures: ['arm'] },
      'architectures.0: expected architectures.0 to be one of ["x86_64" "arm64"], got arm',
    ],
    ['a role that is no ARN', { role: 'mesh' }, '"role" (mesh) is an invalid ARN'],
    ['a package without a handler', { handler: null }, 'handler must be set when PackageType is Zip'],
    ['two sources of code', { s3_bucket: 'code' }, 'only one of `filename`, `s3_bucket`, `image_uri` can be specified'],
    [
      'a reserved variable',
      { environment: [{ variables: { AWS_REGION: 'eu-west-1' } }] },
      'Reserved keys used in this request: AWS_REGION',
    ],
    [
      'variables over 4 KB',
      { environment: [{ variables: { BIG: 'x'.repeat(4096) } }] },
      'exceeded the 4KB limit (4099 bytes)',
    ],
    [
      'a sixth layer',
      { layers: [1, 2, 3, 4, 5, 6].map((n) => `arn:aws:lambda:eu-west-1:111122223333:layer:l:${n}`) },
      '5 item maximum',
    ],
  ],
});

describe('a change of aws_lambda_function', () => {
  const account = new RehearsedAccount();
  const published = { ...config, publish: true };
  const state = account.create('aws_lambda_function', config);
  const publishedState = account.create('aws_lambda_function', {
    ...published,
    function_name: 'leave',
  });
  const version = ['qualified_arn', 'qualified_invoke_arn', 'version'];

  it.each<[string, Attributes, readonly string[], readonly string[]]>([
    ['code', { source_code_hash: 'other' }, ['code_sha256', 'last_modified', 'source_code_size'], version],
    ['configuration', { timeout: 10 }, ['last_modified'], version],
    ['tags alone', { tags: { A: '1' } }, [], []],
    ['concurrency alone', { reserved_concurrent_executions: 5 }, [], []],
  ])('of %s leaves unknown what it changes, the version where it is published', (_, change, always, whenPublished) => {
    const plain = account.plan('aws_lambda_function', state, { ...config, ...change });
    expect(unknownIn(plain.planned)).toEqual(always);
    const next = { ...published, function_name: 'leave', ...change };
    const publishing = account.plan('aws_lambda_function', publishedState, next);
    expect(unknownIn(publishing.planned)).toEqual([...always, ...whenPublished].sort());
  });

  it('publishes when publishing is turned on', () => {
    expect(unknownIn(account.plan('aws_lambda_function', state, published).planned)).toEqual([
      'last_modified',
      ...version,
    ]);
  });
});

describe('a published function', () => {
  it('gets version 1, and the next one with new code', () => {
    const account = new RehearsedAccount();
    const published = { ...config, publish: true };
    const state = account.create('aws_lambda_function', published);
    expect(state).toMatchObject({ version: '1', qualified_arn: `${arn}:1` });
    const next = account.update('aws_lambda_function', state, { ...published, source_code_hash: 'other' });
    expect(next).toMatchObject({ version: '2', qualified_arn: `${arn}:2`, code_sha256: 'other', arn });
  });

  it('keeps its version when only its tags change', () => {
    const account = new RehearsedAccount();
    const published = { ...config, publish: true };
    const state = account.create('aws_lambda_function', published);
    expect(account.update('aws_lambda_function', state, { ...published, tags: { A: '1' } }).version).toBe('1');
  });
});

const permission = {
  function_name: 'join',
  action: 'lambda:InvokeFunction',
  principal: 'sns.amazonaws.com',
  statement_id: 'topic',
};

describeResource({
  type: 'aws_lambda_permission',
  config: permission,
  gives: { id: 'topic', statement_id: 'topic' },
  replacedBy: [{ principal: 'events.amazonaws.com' }],
  collision: 'The statement id (topic) provided already exists',
  refused: [
    ['an action of another service', { action: 's3:GetObject' }, 'must be a Lambda action'],
    ['a short account', { source_account: '123' }, 'twelve digits'],
    ['a statement id with a dot', { statement_id: 'a.b' }, 'invalid value for statement_id'],
  ],
});

describe('aws_lambda_permission without a statement id', () => {
  it("gets one of Terraform's form", () => {
    const state = new RehearsedAccount().create('aws_lambda_permission', { ...permission, statement_id: null });
    expect(state.statement_id).toMatch(/^terraform-\d{26}$/);
  });
});

describeResource({
  type: 'aws_lambda_alias',
  config: { name: 'live', function_name: 'join', function_version: '1' },
  gives: {
    id: `${arn}:live`,
    arn: `${arn}:live`,
    invoke_arn: expect.stringContaining(`${arn}:live/invocations`) as string,
  },
  replacedBy: [{ name: 'test' }],
  updatedBy: [{ function_version: '2' }],
  collision: 'Alias already exists: live',
  refused: [
    ['a name of digits', { name: '1' }, 'must not be digits only'],
    ['a version that is no number', { function_version: 'v1' }, 'must be $LATEST or a version number'],
  ],
});

const queue = 'arn:aws:sqs:eu-west-1:111122223333:jobs';
describeResource({
  type: 'aws_lambda_event_source_mapping',
  config: { event_source_arn: queue, function_name: 'join' },
  gives: {
    function_arn: arn,
    batch_size: 10,
    state: 'Enabled',
    uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
  },
  replacedBy: [{ event_source_arn: `${queue}-2` }],
  updatedBy: [{ enabled: false }],
  collision: 'An event source mapping with the given event source and function already exists',
  refused: [
    ['a large batch without window', { batch_size: 11 }, 'Maximum batch window in seconds must be greater than 0'],
    [
      'a stream without position',
      { event_source_arn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/s' },
      "Value null at 'startingPosition'",
    ],
    [
      'no source',
      { event_source_arn: null },
      'one of `event_source_arn`, `self_managed_event_source` must be specified',
    ],
  ],
});
