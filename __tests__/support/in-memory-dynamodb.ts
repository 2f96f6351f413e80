import { DynamoDBClient, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { jsonRequestHandler, type JsonAnswer, type JsonRequest } from './json-request-handler';

type Item = Record<string, AttributeValue>;
interface WriteRequest {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}
interface QueryInput {
  readonly KeyConditionExpression: string;
  readonly ExpressionAttributeValues: Item;
  readonly ProjectionExpression?: string;
  readonly ExclusiveStartKey?: Item;
}

const maxBatch = 25;

/**
 * A table with keys `pk` and `sk` behind the real SDK client: it answers the wire calls GetItem, PutItem, DeleteItem,
 * Query by partition and prefix, TransactWriteItems of deletes, and BatchWriteItem, and refuses all else.
 */
export class InMemoryDynamoDB {
  /** All calls, oldest first. */
  readonly calls: JsonRequest[] = [];
  /** Items a page of a query holds. */
  pageSize = Infinity;
  /** Picks the requests of a batch that stay unprocessed. */
  leaveUnprocessed: (requests: readonly WriteRequest[]) => readonly WriteRequest[] = () => [];
  /** Answers a call in the place of the table; undefined leaves it to the table. */
  intercept: (request: JsonRequest) => JsonAnswer | undefined = () => undefined;
  readonly client: DynamoDBDocumentClient;
  readonly #items = new Map<string, Item>();

  constructor() {
    const client = new DynamoDBClient({
      region: 'ap-northeast-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
      requestHandler: jsonRequestHandler((request) => {
        this.calls.push(request);
        return this.intercept(request) ?? this.#answer(request);
      }),
    });
    this.client = DynamoDBDocumentClient.from(client);
  }

  /** Sort keys in the table by partition, each in the order of its bytes. */
  keys(): Record<string, string[]> {
    const keys: Record<string, string[]> = {};
    for (const item of this.#sorted()) (keys[text(item, 'pk')] ??= []).push(text(item, 'sk'));
    return keys;
  }

  operations(): string[] {
    return this.calls.map(({ operation }) => operation);
  }

  #sorted(): Item[] {
    return [...this.#items.values()].sort((a, b) => Buffer.compare(bytes(a, 'sk'), bytes(b, 'sk')));
  }

  // The client has built the input, so each `as` below names the shape that the operation's documentation gives.
  #answer({ operation, input }: JsonRequest): JsonAnswer {
    const refuse = (message: string) => ({
      statusCode: 400,
      body: { __type: 'com.amazon.coral.validate#ValidationException', message },
    });
    const ok = (body: object = {}) => ({ statusCode: 200, body });
    switch (operation) {
      case 'GetItem': {
        const Item = this.#items.get(keyOf(input.Key as Item));
        return ok(Item ? { Item } : {});
      }
      case 'PutItem':
        this.#put(input.Item as Item);
        return ok();
      case 'DeleteItem':
        this.#items.delete(keyOf(input.Key as Item));
        return ok();
      case 'Query':
        return ok(this.#query(input as unknown as QueryInput));
      case 'TransactWriteItems':
        for (const { Delete } of input.TransactItems as { Delete: { Key: Item } }[])
          this.#items.delete(keyOf(Delete.Key));
        return ok();
      case 'BatchWriteItem': {
        const [[table, requests] = ['', []]] = Object.entries(input.RequestItems as Record<string, WriteRequest[]>);
        const keys = requests.map((request) => keyOf(request.PutRequest?.Item ?? request.DeleteRequest?.Key ?? {}));
        if (keys.length < 1 || keys.length > maxBatch) return refuse(`batch of ${keys.length} requests`);
        if (new Set(keys).size < keys.length) return refuse('Provided list of item keys contains duplicates');
        const unprocessed = this.leaveUnprocessed(requests);
        for (const request of requests.filter((candidate) => !unprocessed.includes(candidate))) {
          if (request.PutRequest) this.#put(request.PutRequest.Item);
          if (request.DeleteRequest) this.#items.delete(keyOf(request.DeleteRequest.Key));
        }
        return ok({ UnprocessedItems: unprocessed.length > 0 ? { [table]: unprocessed } : {} });
      }
      default:
        return refuse(`operation ${operation} is not known here`);
    }
  }

  #put(item: Item): void {
    this.#items.set(keyOf(item), item);
  }

  #query(input: QueryInput): object {
    if (input.KeyConditionExpression !== 'pk = :pk AND begins_with(sk, :prefix)') {
      throw new Error(`key condition is not known here: ${input.KeyConditionExpression}`);
    }
    const prefix = text(input.ExpressionAttributeValues, ':prefix');
    const found = this.#sorted().filter(
      (item) =>
        text(item, 'pk') === text(input.ExpressionAttributeValues, ':pk') && text(item, 'sk').startsWith(prefix),
    );
    const start = input.ExclusiveStartKey
      ? found.findIndex((item) => keyOf(item) === keyOf(input.ExclusiveStartKey ?? {})) + 1
      : 0;
    const page = found.slice(start, start + this.pageSize);
    const last = page.at(-1);
    const names = input.ProjectionExpression?.split(', ');
    const project = (item: Item) =>
      names ? Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name))) : item;
    return {
      Items: page.map(project),
      ...(last && start + page.length < found.length ? { LastEvaluatedKey: { pk: last.pk, sk: last.sk } } : {}),
    };
  }
}

function text(item: Item, name: string): string {
  const value = item[name]?.S;
  if (value === undefined) throw new Error(`${name} must be a string, got ${JSON.stringify(item[name])}`);
  return value;
}

function bytes(item: Item, name: string): Buffer {
  return Buffer.from(text(item, name));
}

function keyOf(item: Item): string {
  return JSON.stringify([text(item, 'pk'), text(item, 'sk')]);
}
