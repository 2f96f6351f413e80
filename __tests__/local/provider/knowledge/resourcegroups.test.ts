import { describeResource } from '../../../support/resource-table';

const query = (tags: unknown) => [
  { query: JSON.stringify({ ResourceTypeFilters: ['AWS::AllSupported'], TagFilters: tags }) },
];
describeResource({
  type: 'aws_resourcegroups_group',
  config: { name: 'MeshV2-stg', resource_query: query([{ Key: 'Project', Values: ['MeshV2'] }]) },
  gives: {
    id: 'MeshV2-stg',
    arn: 'arn:aws:resource-groups:eu-west-1:111122223333:group/MeshV2-stg',
    resource_query: [{ type: 'TAG_FILTERS_1_0' }],
  },
  replacedBy: [{ name: 'other' }],
  updatedBy: [{ description: 'All of it' }],
  collision: 'A group with this name already exists in your account: MeshV2-stg',
  refused: [
    ['a query that is not JSON', { resource_query: [{ query: 'Project=a' }] }, 'contains an invalid JSON'],
    [
      'a query without tags',
      { resource_query: query(undefined) },
      'must be an object with ResourceTypeFilters and TagFilters',
    ],
    ['neither query nor configuration', { resource_query: [] }, 'needs a resource_query or a configuration'],
    ['a name that begins with aws', { name: 'AWS-mesh' }, 'invalid value for name'],
  ],
});
