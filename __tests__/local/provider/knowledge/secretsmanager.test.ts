import { RehearsedAccount, refusalsOf } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const type = 'aws_secretsmanager_secret';
const lambdaArn = 'arn:aws:lambda:eu-west-1:111122223333:function:rotate';

describeResource({
  type,
  config: { name: '/web/stg/origin' },
  gives: {
    arn: expect.stringMatching(
      /^arn:aws:secretsmanager:eu-west-1:111122223333:secret:\/web\/stg\/origin-[A-Za-z0-9]{6}$/,
    ),
    recovery_window_in_days: 30,
  },
  replacedBy: [{ name: 'other' }],
  updatedBy: [{ description: 'a' }],
  collision: 'ResourceExistsException',
  refused: [
    ['a window of a day', { recovery_window_in_days: 1 }, '0 or in the range (7 - 30), got 1'],
    ['a name with a space', { name: 'a b' }, 'letters, digits and the symbols'],
  ],
});

describeResource({
  type: 'aws_secretsmanager_secret_version',
  config: { secret_id: 'a', secret_string: 's' },
  gives: { version_stages: ['AWSCURRENT'], version_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  given: (account) => account.create(type, { name: 'a' }),
  replacedBy: [{ secret_string: 't' }],
  refused: [['two values', { secret_binary: 'cw==' }, 'conflicts with secret_binary']],
});

describeResource({
  type: 'aws_secretsmanager_secret_rotation',
  config: { secret_id: 'a', rotation_lambda_arn: lambdaArn, rotation_rules: [{ automatically_after_days: 30 }] },
  gives: { id: 'a', rotation_enabled: true },
  given: (account) => account.create(type, { name: 'a' }),
  updatedBy: [{ rotation_rules: [{ automatically_after_days: 10 }] }],
  collision: 'already exists',
  refused: [
    ['no rule', { rotation_rules: [{}] }, 'must be specified'],
    ['more than 1000 days', { rotation_rules: [{ automatically_after_days: 1001 }] }, '(1 - 1000), got 1001'],
  ],
});

describe('a secret', () => {
  it('has a version and a rotation only when it is there', () => {
    const account = new RehearsedAccount();
    expect(
      refusalsOf(() => account.create('aws_secretsmanager_secret_version', { secret_id: 'a', secret_string: 's' })),
    ).toEqual([expect.stringContaining("can't find the specified secret")]);
  });

  it('is rotated by a function that admits Secrets Manager', () => {
    const account = new RehearsedAccount();
    const { arn = null } = account.create(type, { name: 'a' });
    account.create('aws_lambda_function', {
      function_name: 'rotate',
      role: 'arn:aws:iam::111122223333:role/rotate',
      handler: 'i.h',
      runtime: 'nodejs22.x',
      filename: 'f.zip',
    });
    const rotation = {
      secret_id: arn,
      rotation_lambda_arn: lambdaArn,
      rotation_rules: [{ automatically_after_days: 30 }],
    };
    const rotate = () => refusalsOf(() => account.create('aws_secretsmanager_secret_rotation', rotation));
    expect(rotate()).toEqual([expect.stringContaining('cannot invoke the specified Lambda function')]);
    account.create('aws_lambda_permission', {
      action: 'lambda:InvokeFunction',
      function_name: 'rotate',
      principal: 'secretsmanager.amazonaws.com',
    });
    expect(rotate()).toEqual([]);
  });

  it('is read by its name, with its value', () => {
    const account = new RehearsedAccount();
    const made = account.create(type, { name: 'a' });
    expect(account.read(type, { name: 'a' })).toMatchObject({ arn: made.arn });
    expect(() => account.read(type, { name: 'b' })).toThrow("can't find the specified secret");
    const version = { secret_id: made.arn ?? null };
    expect(() => account.read('aws_secretsmanager_secret_version', version)).toThrow('staging label: AWSCURRENT');
    account.create('aws_secretsmanager_secret_version', { ...version, secret_string: 's' });
    expect(account.read('aws_secretsmanager_secret_version', version)).toMatchObject({ secret_string: 's' });
  });
});

describeResource({
  type: 'aws_secretsmanager_secret_policy',
  config: {
    secret_arn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-abcdef',
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Principal: '*', Action: 'secretsmanager:*', Resource: '*' }],
    }),
  },
  gives: { block_public_policy: false },
  collision: 'already exists',
  refused: [['a policy that is not JSON', { policy: '{' }, 'invalid Json']],
});
