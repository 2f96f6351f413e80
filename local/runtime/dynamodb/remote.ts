import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DynamodbError } from './dynamodb-error';
import {
  type CancellationReason,
  type DynamodbEngine,
  type IndexDefinition,
  type KeyDefinition,
  type TableDefinition,
} from './engine';

const maxWaitSeconds = 60;

// The service behind the endpoint checks the input, so its type here is the one each command happens to ask for.
type Send = (client: DynamoDBClient, input: never) => Promise<object>;
const commands: ReadonlyMap<string, Send> = new Map<string, Send>([
  ['BatchGetItem', (client, input) => client.send(new BatchGetItemCommand(input))],
  ['BatchWriteItem', (client, input) => client.send(new BatchWriteItemCommand(input))],
  ['DeleteItem', (client, input) => client.send(new DeleteItemCommand(input))],
  ['DescribeTable', (client, input) => client.send(new DescribeTableCommand(input))],
  ['DescribeTimeToLive', (client, input) => client.send(new DescribeTimeToLiveCommand(input))],
  ['GetItem', (client, input) => client.send(new GetItemCommand(input))],
  ['ListTables', (client, input) => client.send(new ListTablesCommand(input))],
  ['ListTagsOfResource', (client, input) => client.send(new ListTagsOfResourceCommand(input))],
  ['PutItem', (client, input) => client.send(new PutItemCommand(input))],
  ['Query', (client, input) => client.send(new QueryCommand(input))],
  ['Scan', (client, input) => client.send(new ScanCommand(input))],
  ['TransactGetItems', (client, input) => client.send(new TransactGetItemsCommand(input))],
  ['TransactWriteItems', (client, input) => client.send(new TransactWriteItemsCommand(input))],
  ['UpdateItem', (client, input) => client.send(new UpdateItemCommand(input))],
]);

/**
 * The tables behind another endpoint: DynamoDB Local, another emulator or AWS itself. Region and credentials come from
 * the SDK's own settings.
 */
export function connectDynamodb(endpoint: URL): DynamodbEngine {
  const client = new DynamoDBClient({ endpoint: endpoint.href });
  const run = async <T>(send: () => Promise<T>): Promise<T> => {
    try {
      return await send();
    } catch (error) {
      throw error instanceof DynamoDBServiceException ? toDynamodbError(error) : error;
    }
  };
  return {
    createTable: (definition) => run(() => ensureTable(client, endpoint, definition)),
    call: (action, input) => {
      const send = commands.get(action);
      if (!send) throw new DynamodbError('UnknownOperationException', `${action} is not passed on to ${endpoint.host}`);
      return run(async () => {
        const answer = Object.entries(await send(client, toSdk(input) as never));
        return toJson(Object.fromEntries(answer.filter(([name]) => name !== '$metadata')));
      });
    },
    close: () => {
      client.destroy();
      return Promise.resolve();
    },
  };
}

function toDynamodbError(error: DynamoDBServiceException): DynamodbError {
  const { CancellationReasons, Item } = error as { CancellationReasons?: unknown; Item?: unknown };
  return new DynamodbError(error.name, error.message, {
    statusCode: error.$metadata.httpStatusCode ?? 500,
    // The API's own shapes, read by the SDK.
    ...(CancellationReasons !== undefined && {
      cancellationReasons: toJson(CancellationReasons) as readonly CancellationReason[],
    }),
    ...(Item !== undefined && { item: toJson(Item) as Readonly<Record<string, unknown>> }),
  });
}

/** The SDK takes bytes where JSON has base64. Text under `B` is always binary: an attribute named `B` holds an object. */
function toSdk(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toSdk);
  if (!isPlainObject(value)) return value;
  return mapEntries(value, (name, member) => {
    if (name === 'B' && typeof member === 'string') return Buffer.from(member, 'base64');
    if (name === 'BS' && Array.isArray(member)) {
      return member.map((one: unknown) => (typeof one === 'string' ? Buffer.from(one, 'base64') : one));
    }
    return toSdk(member);
  });
}

function toJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(toJson);
  return isPlainObject(value) ? mapEntries(value, (_, member) => toJson(member)) : value;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}

function mapEntries(value: Record<string, unknown>, map: (name: string, member: unknown) => unknown) {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, map(name, member)]])),
  );
}

async function ensureTable(client: DynamoDBClient, endpoint: URL, definition: TableDefinition): Promise<void> {
  const { name, ttlAttribute } = definition;
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    const found = (Table?.KeySchema ?? []).map(({ AttributeName }) => AttributeName).join(', ');
    const needed = keySchema(definition)
      .map(({ AttributeName }) => AttributeName)
      .join(', ');
    if (found === needed) return;
    throw new Error(
      `table ${name} at ${endpoint.host}: its key must be ${needed}, got ${found}; delete the table first`,
    );
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
  if (endpoint.hostname.endsWith('.amazonaws.com')) {
    throw new Error(
      `table ${name} at ${endpoint.host}: it must exist, for tables of an account are deployed; deploy it`,
    );
  }
  await client.send(new CreateTableCommand(createInput(definition)));
  await waitUntilTableExists({ client, maxWaitTime: maxWaitSeconds, minDelay: 1 }, { TableName: name });
  if (ttlAttribute === undefined) return;
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: name,
      TimeToLiveSpecification: { AttributeName: ttlAttribute, Enabled: true },
    }),
  );
}

function createInput(definition: TableDefinition): CreateTableCommand['input'] {
  const { globalSecondaryIndexes = [], localSecondaryIndexes = [] } = definition;
  const attributes = [definition, ...globalSecondaryIndexes, ...localSecondaryIndexes]
    .flatMap(({ partitionKey, sortKey }) => (sortKey ? [partitionKey, sortKey] : [partitionKey]))
    .map(({ name, type }) => [name, type] as const);
  return {
    TableName: definition.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...new Map(attributes)].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: keySchema(definition),
    ...(globalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes: globalSecondaryIndexes.map(indexInput) }),
    ...(localSecondaryIndexes.length > 0 && { LocalSecondaryIndexes: localSecondaryIndexes.map(indexInput) }),
  };
}

function indexInput({ name, projection = { type: 'ALL' }, ...key }: IndexDefinition) {
  return {
    IndexName: name,
    KeySchema: keySchema(key),
    Projection: {
      ProjectionType: projection.type,
      ...(projection.type === 'INCLUDE' && { NonKeyAttributes: [...projection.nonKeyAttributes] }),
    },
  };
}

function keySchema({ partitionKey, sortKey }: KeyDefinition) {
  const hash = { AttributeName: partitionKey.name, KeyType: 'HASH' as const };
  return sortKey ? [hash, { AttributeName: sortKey.name, KeyType: 'RANGE' as const }] : [hash];
}
