import { DataSourceError } from '../../data-source-error';
import { invalidRequest, isRequestObject, type RequestObject } from '../request-object';
import { fromWireItem } from './attribute-json';
import { called, type DynamodbCall } from './dynamodb-fault';
import { expressions } from './expressions';

export async function query(call: DynamodbCall, TableName: string, request: RequestObject): Promise<unknown> {
  if (!isRequestObject(request.query)) throw invalidRequest("Value for field '$[query]' not found.");
  const parts = expressions(request, {
    query: 'KeyConditionExpression',
    filter: 'FilterExpression',
    projection: 'ProjectionExpression',
  });
  const { scanIndexForward } = request;
  const order = typeof scanIndexForward === 'boolean' ? { ScanIndexForward: scanIndexForward } : {};
  return pageOf(await called(call, 'Query', { TableName, ...common(request), ...order, ...parts }));
}

export async function scan(call: DynamodbCall, TableName: string, request: RequestObject): Promise<unknown> {
  const parts = expressions(request, { filter: 'FilterExpression', projection: 'ProjectionExpression' });
  const { totalSegments: TotalSegments, segment: Segment } = request;
  const segments = TotalSegments === undefined ? {} : { TotalSegments, Segment };
  return pageOf(await called(call, 'Scan', { TableName, ...common(request), ...segments, ...parts }));
}

function common({ index, limit, nextToken, consistentRead, select }: RequestObject): Record<string, unknown> {
  return {
    ...(typeof index === 'string' ? { IndexName: index } : {}),
    ...(limit === undefined || limit === null ? {} : { Limit: limit }),
    ...(typeof nextToken === 'string' ? { ExclusiveStartKey: keyIn(nextToken) } : {}),
    ...(consistentRead === true ? { ConsistentRead: true } : {}),
    ...(typeof select === 'string' ? { Select: select } : {}),
  };
}

function pageOf({ Items, LastEvaluatedKey, ScannedCount }: Record<string, unknown>): unknown {
  return {
    items: Array.isArray(Items) ? Items.map(fromWireItem) : [],
    nextToken: LastEvaluatedKey === undefined ? null : tokenOf(LastEvaluatedKey),
    scannedCount: ScannedCount ?? 0,
  };
}

/** Opaque to clients, as AppSync's is. */
function tokenOf(key: unknown): string {
  return Buffer.from(JSON.stringify({ version: 1, key })).toString('base64');
}

function keyIn(token: string): unknown {
  try {
    const content: unknown = JSON.parse(Buffer.from(token, 'base64').toString('utf8'));
    if (isRequestObject(content) && isRequestObject(content.key)) return content.key;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new DataSourceError('DynamoDB:ValidationException', 'Invalid pagination token given.');
}
