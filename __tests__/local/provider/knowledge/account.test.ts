import { RehearsedAccount, refusalsOf } from '../../../support/rehearsed-account';

describe('data sources of account and region', () => {
  const account = new RehearsedAccount({ region: 'ap-northeast-1' });

  it('know the caller, the partition and the region', () => {
    expect(account.read('aws_caller_identity', {})).toMatchObject({
      account_id: '111122223333',
      id: '111122223333',
      arn: 'arn:aws:iam::111122223333:user/rehearsal',
      user_id: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/) as string,
    });
    expect(account.read('aws_partition', {})).toMatchObject({ partition: 'aws', dns_suffix: 'amazonaws.com' });
    expect(account.read('aws_region', {})).toMatchObject({
      region: 'ap-northeast-1',
      name: 'ap-northeast-1',
      endpoint: 'ec2.ap-northeast-1.amazonaws.com',
      description: 'Asia Pacific (Tokyo)',
    });
  });

  it('know the zones, less those that are excluded or filtered', () => {
    const names = (config: Parameters<typeof account.read>[1]) => account.read('aws_availability_zones', config).names;
    expect(account.read('aws_availability_zones', {})).toMatchObject({
      names: ['ap-northeast-1a', 'ap-northeast-1c', 'ap-northeast-1d'],
      zone_ids: ['apne1-az4', 'apne1-az1', 'apne1-az2'],
    });
    expect(names({ exclude_names: ['ap-northeast-1a'] })).toEqual(['ap-northeast-1c', 'ap-northeast-1d']);
    expect(names({ filter: [{ name: 'zone-id', values: ['apne1-az1'] }] })).toEqual(['ap-northeast-1c']);
    expect(names({ state: 'unavailable' })).toEqual([]);
  });

  it('refuse a region they do not know', () => {
    expect(refusalsOf(() => account.read('aws_region', { region: 'xx-none-1' }))).toEqual([
      'region: region not found for name "xx-none-1"',
    ]);
  });
});
