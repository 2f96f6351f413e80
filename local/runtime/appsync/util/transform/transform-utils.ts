import type { Util } from '@aws-appsync/utils';
import { FilterError, toExpression } from '../dynamodb/filter-expression';
import { toSearchQuery } from './search-query';
import { toSubscriptionFilter } from './subscription-filter';

/**
 * `util.transform` (AppSync guide, "Transformation helpers"). A DynamoDB or subscription filter that cannot be read gives
 * null, as the service answers, not an error.
 */
export function createTransform(): Util['transform'] {
  const utils = {
    toDynamoDBFilterExpression: expressionJson,
    toDynamoDBConditionExpression: expressionJson,
    toElasticsearchQueryDSL: (query: object) => JSON.stringify(toSearchQuery(query)),
    toSubscriptionFilter,
  };
  // The published types promise a string or filter in every case; the null for an unreadable filter is the service's.
  return utils as unknown as Util['transform'];
}

function expressionJson(filter: unknown): string | null {
  try {
    return JSON.stringify(toExpression(filter));
  } catch (error) {
    if (error instanceof FilterError) return null;
    throw error;
  }
}
