import { type Attributes, UNKNOWN } from '../../../../local/provider/codec/value';
import { RehearsedAccount, refusalsOf, textAt } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';
import { unknownIn } from './unknown-in';

const index = { name: 'GroupIdIndex', hash_key: 'groupId', projection_type: 'ALL' };
const config = {
  name: 'mesh-stg',
  billing_mode: 'PAY_PER_REQUEST',
  hash_key: 'pk',
  range_key: 'sk',
  attribute: [
    { name: 'pk', type: 'S' },
    { name: 'sk', type: 'S' },
    { name: 'groupId', type: 'S' },
  ],
  global_secondary_index: [index],
  ttl: [{ attribute_name: 'ttl', enabled: true }],
  point_in_time_recovery: [{ enabled: true }],
};
const arn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/mesh-stg';

describeResource({
  type: 'aws_dynamodb_table',
  config,
  gives: {
    id: 'mesh-stg',
    arn,
    stream_arn: '',
    table_class: 'STANDARD',
    point_in_time_recovery: [{ enabled: true, recovery_period_in_days: 35 }],
  },
  replacedBy: [{ name: 'other' }, { hash_key: 'sk', range_key: 'pk' }],
  updatedBy: [{ deletion_protection_enabled: true }, { ttl: [] }],
  collision: 'ResourceInUseException: Table already exists: mesh-stg',
  refused: [
    [
      'an attribute that is no key',
      { global_secondary_index: [] },
      ': all attributes must be indexed. Unused attributes: ["groupId"]',
    ],
    [
      'a key that is not declared',
      { range_key: 'order' },
      'all indexes must match a defined attribute. Unmatched indexes: ["order"]',
    ],
    ['a table without a hash key', { hash_key: null }, 'No Hash Key specified in schema'],
    [
      'capacity on demand',
      { read_capacity: 5 },
      'read_capacity: read_capacity can not be set when billing_mode is "PAY_PER_REQUEST"',
    ],
    [
      'provisioned billing without capacity',
      { billing_mode: null },
      'read_capacity: read capacity must be > 0 when billing mode is PROVISIONED',
    ],
    [
      'an index without capacity',
      { billing_mode: 'PROVISIONED', read_capacity: 1, write_capacity: 1 },
      'global_secondary_index.0.write_capacity',
    ],
    ['a short name', { name: 'ab' }, 'expected length of name to be in the range (3 - 255), got ab'],
    ['a name with a slash', { name: 'a/bc' }, 'invalid value for name'],
    [
      'a wrong key type',
      { attribute: [{ name: 'pk', type: 'STRING' }] },
      'attribute.0.type to be one of ["S" "N" "B"], got STRING',
    ],
    ['a TTL without attribute', { ttl: [{ enabled: true }] }, 'ttl.0.attribute_name'],
    ['a stream without view', { stream_enabled: true }, 'stream_view_type is required when stream_enabled = true'],
    [
      'two indexes of one name',
      { global_secondary_index: [index, { ...index, hash_key: 'sk' }] },
      'Duplicate index name: GroupIdIndex',
    ],
    [
      'more than 35 days of recovery',
      { point_in_time_recovery: [{ enabled: true, recovery_period_in_days: 36 }] },
      '(1 - 35), got 36',
    ],
  ],
});

describe('aws_dynamodb_table with a stream', () => {
  it('has a stream ARN that ends in its label', () => {
    const state = new RehearsedAccount().create('aws_dynamodb_table', {
      ...config,
      stream_enabled: true,
      stream_view_type: 'NEW_IMAGE',
    });
    expect(state.stream_label).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}$/);
    expect(state.stream_arn).toBe(`${arn}/stream/${textAt(state, 'stream_label')}`);
  });
});

describe('a stream that is turned on, changed and off', () => {
  const streaming = (view: string) => ({ ...config, stream_enabled: true, stream_view_type: view });

  it('is another stream each time, and none in the end', () => {
    const account = new RehearsedAccount();
    const without = account.create('aws_dynamodb_table', config);
    expect(without.stream_arn).toBe('');
    expect(unknownIn(account.plan('aws_dynamodb_table', without, { ...config, tags: { A: '1' } }).planned)).toEqual([]);
    expect(unknownIn(account.plan('aws_dynamodb_table', without, streaming('NEW_IMAGE')).planned)).toEqual([
      'stream_arn',
      'stream_label',
    ]);
    const turnedOn = account.create('aws_dynamodb_table', { ...streaming('NEW_IMAGE'), name: 'other' });
    const changed = account.update('aws_dynamodb_table', turnedOn, { ...streaming('OLD_IMAGE'), name: 'other' });
    expect(textAt(changed, 'stream_label')).not.toBe(textAt(turnedOn, 'stream_label'));
    const off = account.update('aws_dynamodb_table', turnedOn, { ...config, stream_enabled: false, name: 'other' });
    expect(off).toMatchObject({ stream_arn: '', stream_label: '' });
  });
});

describe('deletion protection', () => {
  it('refuses destroy until it is off', () => {
    const account = new RehearsedAccount();
    const state = account.create('aws_dynamodb_table', { ...config, deletion_protection_enabled: true });
    expect(refusalsOf(() => account.destroy('aws_dynamodb_table', state))).toEqual([
      expect.stringContaining('protected against deletion'),
    ]);
    const off: Attributes = account.update('aws_dynamodb_table', state, config);
    expect(refusalsOf(() => account.destroy('aws_dynamodb_table', off))).toEqual([]);
  });
});

describe('keys of which one is unknown', () => {
  it('are not judged yet', () => {
    const attribute = [{ name: UNKNOWN, type: 'S' }];
    expect(new RehearsedAccount().refusals('aws_dynamodb_table', { ...config, attribute })).toEqual([]);
  });
});
