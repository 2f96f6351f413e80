import { readProviderConfiguration } from '../../../../local/provider/operations/provider-configuration';

describe('readProviderConfiguration', () => {
  const config = { region: 'ap-northeast-1', allowed_account_ids: ['111122223333', '444455556666'] };

  it('takes the first allowed account unless one is given', () => {
    expect(readProviderConfiguration(config, undefined)).toEqual({
      identity: { accountId: '111122223333', region: 'ap-northeast-1', partition: 'aws' },
      defaultTags: null,
    });
    expect(readProviderConfiguration(config, '444455556666').identity.accountId).toBe('444455556666');
  });

  it('takes any given account where none is listed', () => {
    expect(readProviderConfiguration({ region: 'us-east-1' }, '777788889999').identity.accountId).toBe('777788889999');
  });

  it('takes the tags of default_tags', () => {
    const tagged = { ...config, default_tags: [{ tags: { Stage: 'stg' } }] };
    expect(readProviderConfiguration(tagged, undefined).defaultTags).toEqual({ Stage: 'stg' });
  });

  it.each([
    ['an account that is not allowed', config, '777788889999', 'AWS account ID not allowed: 777788889999'],
    [
      'a forbidden account',
      { ...config, forbidden_account_ids: ['111122223333'] },
      undefined,
      'AWS account ID not allowed: 111122223333',
    ],
    ['an account that is none', config, '1234', 'invalid AWS account ID: 1234'],
    ['no account', { region: 'us-east-1' }, undefined, 'no AWS account is known'],
    ['no region', { ...config, region: null }, undefined, 'invalid AWS Region: '],
  ])('refuses %s', (_, attributes, accountId, message) => {
    expect(() => readProviderConfiguration(attributes, accountId)).toThrow(message);
  });
});
