import { util, type DynamoDBQueryRequest } from '@aws-appsync/utils';
import { domainPartition, nodesPrefix } from './keys';

/** Query for the memberships and statuses of a group that have not run out, in the order of their keys. */
export function nodeItemsQuery(groupId: string, domain: string): DynamoDBQueryRequest {
  return {
    operation: 'Query',
    query: {
      expression: 'pk = :pk AND begins_with(sk, :prefix)',
      expressionValues: util.dynamodb.toMapValues({ ':pk': domainPartition(domain), ':prefix': nodesPrefix(groupId) }),
    },
    // DynamoDB removes an item some time after its ttl, so an expired one can still be in the table.
    filter: {
      expression: 'attribute_not_exists(#ttl) OR #ttl > :now',
      expressionNames: { '#ttl': 'ttl' },
      expressionValues: util.dynamodb.toMapValues({ ':now': util.time.nowEpochSeconds() }),
    },
  };
}
