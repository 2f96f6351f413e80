import { RehearsedAccount, refusalsOf } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';
import { unknownIn } from './unknown-in';

const parameter = { name: '/mesh/stg/api-id', type: 'String', value: 'abc' };

describeResource({
  type: 'aws_ssm_parameter',
  config: parameter,
  gives: {
    id: '/mesh/stg/api-id',
    arn: 'arn:aws:ssm:eu-west-1:111122223333:parameter/mesh/stg/api-id',
    version: 1,
    tier: 'Standard',
    data_type: 'text',
  },
  replacedBy: [{ name: '/other' }],
  updatedBy: [{ value: 'def' }],
  collision: 'ParameterAlreadyExists: The parameter already exists.',
  refused: [
    ['a path without a slash', { name: 'mesh/stg' }, 'Parameter name must be a fully qualified name.'],
    ['a reserved name', { name: '/aws/mesh' }, 'No access to reserved parameter name: /aws/mesh.'],
    ['sixteen levels', { name: '/a'.repeat(16) }, 'HierarchyLevelLimitExceededException'],
    ['a name with a space', { name: 'a b' }, 'invalid value for name'],
    [
      'an unknown type',
      { type: 'Secret' },
      'expected type to be one of ["String" "StringList" "SecureString"], got Secret',
    ],
    ['no value', { value: null }, 'one of `value`, `insecure_value`, `value_wo` must be specified'],
    ['an empty value', { value: '' }, 'Member must have length greater than or equal to 1.'],
    [
      '4097 characters',
      { value: 'x'.repeat(4097) },
      'Standard tier parameters support a maximum parameter value of 4096 characters.',
    ],
    ['a value off its pattern', { allowed_pattern: '^\\d+$' }, 'cannot be validated against allowedPattern'],
    [
      'an open value of a secret',
      { type: 'SecureString', value: null, insecure_value: 'a' },
      'cannot be used with type SecureString',
    ],
  ],
});

describe('aws_ssm_parameter', () => {
  it('counts a version for each value, not for other changes', () => {
    const account = new RehearsedAccount();
    const first = account.create('aws_ssm_parameter', parameter);
    const change = { ...parameter, description: 'id' };
    expect(account.plan('aws_ssm_parameter', first, change).planned.version).toBe(1);
    const described = account.update('aws_ssm_parameter', first, change);
    expect(described).toMatchObject({ version: 1, description: 'id' });
  });

  it('gets version 2 with a new value', () => {
    const account = new RehearsedAccount();
    const first = account.create('aws_ssm_parameter', parameter);
    const change = { ...parameter, value: 'def' };
    expect(unknownIn(account.plan('aws_ssm_parameter', first, change).planned)).toEqual(['version']);
    expect(account.update('aws_ssm_parameter', first, change).version).toBe(2);
  });

  it('encrypts a secret with the key of SSM unless told another', () => {
    const secret = { ...parameter, type: 'SecureString' };
    expect(new RehearsedAccount().create('aws_ssm_parameter', secret).key_id).toBe('alias/aws/ssm');
    expect(new RehearsedAccount().create('aws_ssm_parameter', { ...secret, key_id: 'alias/mesh' }).key_id).toBe(
      'alias/mesh',
    );
  });
});

describe('data aws_ssm_parameter', () => {
  it('answers from the account', () => {
    const account = new RehearsedAccount();
    account.create('aws_ssm_parameter', parameter);
    expect(account.read('aws_ssm_parameter', { name: '/mesh/stg/api-id' })).toMatchObject({
      value: 'abc',
      insecure_value: 'abc',
      version: 1,
      type: 'String',
    });
  });

  it('shows a secret in the sensitive attribute only', () => {
    const account = new RehearsedAccount();
    account.create('aws_ssm_parameter', { ...parameter, type: 'SecureString' });
    expect(account.read('aws_ssm_parameter', { name: parameter.name })).toMatchObject({
      value: 'abc',
      insecure_value: null,
    });
  });

  it("refuses in AWS's words what is not there", () => {
    expect(refusalsOf(() => new RehearsedAccount().read('aws_ssm_parameter', { name: '/none' }))).toEqual([
      "name: reading SSM Parameter (/none): couldn't find resource",
    ]);
  });
});
