import { AppsyncApiKey } from '@cdktf/provider-aws/lib/appsync-api-key';
import { AppsyncGraphqlApi } from '@cdktf/provider-aws/lib/appsync-graphql-api';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { Aspects } from 'cdktf';
import { ResourceTypeTag } from '../../../modules/tags/resource-type-tag';
import { SynthesizedScope } from '../../support/synth-scope';

const scope = new SynthesizedScope((parent) => {
  Aspects.of(parent).add(new ResourceTypeTag());
  const api = new AppsyncGraphqlApi(parent, 'Api', { name: 'a', authenticationType: 'API_KEY' });
  new AppsyncApiKey(parent, 'Key', { apiId: api.id });
  new DynamodbTable(parent, 'Table', { name: 't', tags: { Owner: 'school' } });
  new CloudwatchLogGroup(parent, 'Group', { name: 'g' });
});

describe('ResourceTypeTag', () => {
  it.each([
    ['aws_appsync_graphql_api', { ResourceType: 'GraphQLAPI' }],
    ['aws_dynamodb_table', { Owner: 'school', ResourceType: 'DynamoDB' }],
    ['aws_cloudwatch_log_group', { ResourceType: 'CloudwatchLogGroup' }],
  ])('tags %s', (type, tags) => {
    expect(scope.only(type).tags).toEqual(tags);
  });

  it('leaves a type alone that takes no tags', () => {
    expect(scope.only('aws_appsync_api_key')).not.toHaveProperty('tags');
  });
});
