import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Well below the time after which callers of this service give up, with all attempts. */
const timeouts = { connectionTimeout: 1000, requestTimeout: 3000 } as const;
const maxSockets = 128;

/** DynamoDB as the SDK's own environment variables say: AWS_REGION, AWS_ENDPOINT_URL and the task's credentials. */
export function connectTable(): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(
    new DynamoDBClient({
      maxAttempts: 3,
      requestHandler: {
        ...timeouts,
        throwOnRequestTimeout: true,
        httpAgent: { keepAlive: true, maxSockets },
        httpsAgent: { keepAlive: true, maxSockets },
      },
    }),
  );
}
