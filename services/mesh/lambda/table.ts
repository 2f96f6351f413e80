import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The table and the way to it. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}
