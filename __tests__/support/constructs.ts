import { type Construct } from 'constructs';
import { AlarmTopic } from '../../modules/alarms/alarm-topic';
import { GraphqlApi, type GraphqlApiProps } from '../../modules/appsync/graphql-api';

export const accountId = '111122223333';

/** An API for tests of what is attached to one. */
export function someApi(scope: Construct, props: Partial<GraphqlApiProps> = {}): GraphqlApi {
  return new GraphqlApi(scope, 'Api', {
    name: 'Groups',
    schema: 'type Query { a: Int }',
    accountId,
    logRetentionDays: 30,
    ...props,
  });
}

/** A topic for tests of what tells one. */
export function someTopic(scope: Construct): AlarmTopic {
  return new AlarmTopic(scope, 'Topic', { name: 'alarms', accountId });
}
