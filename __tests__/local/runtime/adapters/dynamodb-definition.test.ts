import { readTableDefinition } from '../../../../local/runtime/adapters/dynamodb-definition';
import { type DeployedResource } from '../../../../local/runtime/state/deployment';

const table: DeployedResource = {
  address: 'aws_dynamodb_table.Table',
  type: 'aws_dynamodb_table',
  dependsOn: [],
  attributes: {
    name: 'Orders-stg',
    arn: 'arn:aws:dynamodb:ap-northeast-1:111122223333:table/Orders-stg',
    hash_key: 'pk',
    range_key: 'sk',
    attribute: [
      { name: 'pk', type: 'S' },
      { name: 'sk', type: 'N' },
      { name: 'owner', type: 'B' },
    ],
    global_secondary_index: [
      { name: 'Owner', hash_key: 'owner', range_key: '', projection_type: 'INCLUDE', non_key_attributes: ['total'] },
    ],
    local_secondary_index: [
      { name: 'Local', range_key: 'owner', projection_type: 'KEYS_ONLY', non_key_attributes: null },
    ],
    ttl: [{ attribute_name: 'ttl', enabled: true }],
    tags_all: { Stage: 'stg' },
  },
};

describe('readTableDefinition', () => {
  it('reads keys with their types, indexes with their projections, ttl and tags', () => {
    expect(readTableDefinition(table)).toEqual({
      name: 'Orders-stg',
      arn: 'arn:aws:dynamodb:ap-northeast-1:111122223333:table/Orders-stg',
      partitionKey: { name: 'pk', type: 'S' },
      sortKey: { name: 'sk', type: 'N' },
      globalSecondaryIndexes: [
        {
          name: 'Owner',
          partitionKey: { name: 'owner', type: 'B' },
          projection: { type: 'INCLUDE', nonKeyAttributes: ['total'] },
        },
      ],
      localSecondaryIndexes: [
        {
          name: 'Local',
          partitionKey: { name: 'pk', type: 'S' },
          sortKey: { name: 'owner', type: 'B' },
          projection: { type: 'KEYS_ONLY' },
        },
      ],
      ttlAttribute: 'ttl',
      tags: { Stage: 'stg' },
    });
  });

  it('takes no ttl attribute that is switched off', () => {
    const off = { ...table, attributes: { ...table.attributes, ttl: [{ attribute_name: 'ttl', enabled: false }] } };
    expect(readTableDefinition(off)).not.toHaveProperty('ttlAttribute');
  });

  it('names the table and the key that is not declared', () => {
    const attributes = { ...table.attributes, range_key: 'created' };
    expect(() => readTableDefinition({ ...table, attributes })).toThrow(
      'aws_dynamodb_table.Table: attribute must declare the key created',
    );
  });

  it('names the attribute that is not as the provider writes it', () => {
    const attributes = { ...table.attributes, hash_key: 5 };
    expect(() => readTableDefinition({ ...table, attributes })).toThrow(
      /^aws_dynamodb_table\.Table: state is not as the AWS provider writes it: .*\n.*at hash_key/,
    );
  });
});
