import { util, type DynamoDBExpression } from '@aws-appsync/utils';

/**
 * Filter that keeps groups whose host sent a heartbeat less than `hostTtlSeconds` ago and whose time is not over. It is
 * stricter than the check of a single group: for up to a second a group may be off the lists and still accept members.
 */
export function liveGroupsFilter(hostTtlSeconds: number): DynamoDBExpression & { expressionValues: object } {
  const nowMs = util.time.nowEpochMilliSeconds();
  return {
    expression: 'heartbeatAt > :heartbeatAfter AND expiresAt > :now',
    expressionValues: util.dynamodb.toMapValues({
      ':heartbeatAfter': Math.floor(nowMs / 1000) - hostTtlSeconds,
      ':now': util.time.epochMilliSecondsToISO8601(nowMs),
    }),
  };
}
