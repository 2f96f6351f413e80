import { Table, type TableProps } from '../../../modules/dynamodb/table';
import { SynthesizedScope } from '../../support/synth-scope';

const key = { partitionKey: 'pk', sortKey: 'sk' };
const synth = (props: Partial<TableProps> = {}) =>
  new SynthesizedScope((scope) => void new Table(scope, 'Table', { name: 'groups', key, ...props })).only(
    'aws_dynamodb_table',
  );

describe('Table', () => {
  it('is on demand, has string keys, and is protected unless told otherwise', () => {
    expect(synth()).toMatchObject({
      name: 'groups',
      billing_mode: 'PAY_PER_REQUEST',
      hash_key: 'pk',
      range_key: 'sk',
      attribute: [
        { name: 'pk', type: 'S' },
        { name: 'sk', type: 'S' },
      ],
      point_in_time_recovery: { enabled: true },
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
    });
    expect(synth({ retainData: false })).toMatchObject({
      point_in_time_recovery: { enabled: false },
      deletion_protection_enabled: false,
      lifecycle: { prevent_destroy: false },
    });
  });

  it('declares each key attribute once, and indexes with all attributes', () => {
    const table = synth({ indexes: { ByOwner: { partitionKey: 'owner', sortKey: 'sk' } } });
    expect(table.attribute).toEqual(['pk', 'sk', 'owner'].map((name) => ({ name, type: 'S' })));
    expect(table.global_secondary_index).toEqual([
      { name: 'ByOwner', hash_key: 'owner', range_key: 'sk', projection_type: 'ALL' },
    ]);
  });

  it('expires items only by an attribute that is named', () => {
    expect(synth()).not.toHaveProperty('ttl');
    expect(synth({ ttlAttribute: 'ttl' }).ttl).toEqual({ attribute_name: 'ttl', enabled: true });
  });

  it.each(['ab', 'a b', 'ä'.repeat(5)])('refuses the name %p', (name) => {
    expect(() => synth({ name })).toThrow(`Table: name must be 3 to 255 letters, digits, _, - or ., got "${name}"`);
  });

  it('knows the ARNs of its indexes, and refuses others', () => {
    new SynthesizedScope((scope) => {
      const table = new Table(scope, 'Table', { name: 'groups', key, indexes: { ByOwner: key } });
      expect(table.indexArn('ByOwner')).toMatch(/\/index\/ByOwner$/);
      expect(() => table.indexArn('ByName')).toThrow('Table: indexArn takes one of ByOwner, got ByName');
    });
  });
});
