import { type DynamodbEngine } from '../../local/runtime/dynamodb/engine';

export type Item = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string };

/** An attribute value as DynamoDB's API writes it: one member, named by its type. */
type AttributeValue = Readonly<Record<string, unknown>>;
type AttributeMap = Readonly<Record<string, AttributeValue>>;

interface Page {
  readonly Items: readonly AttributeMap[];
  readonly LastEvaluatedKey?: unknown;
}

/** Mesh's table as it is, past every resolver: tests look at items and make those that no operation makes. */
export class MeshTable {
  readonly #engine: DynamodbEngine;
  readonly #name: string;

  constructor(engine: DynamodbEngine, name: string) {
    this.#engine = engine;
    this.#name = name;
  }

  /** Every item, in no order. */
  all(): Promise<readonly Item[]> {
    return this.#read('Scan', {});
  }

  /** The items of a partition in the order of their sort keys. */
  items(pk: string): Promise<readonly Item[]> {
    return this.#read('Query', {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: pk } },
      ConsistentRead: true,
    });
  }

  async sortKeys(pk: string): Promise<readonly string[]> {
    return (await this.items(pk)).map(({ sk }) => sk);
  }

  async item(pk: string, sk: string): Promise<Item | undefined> {
    return (await this.items(pk)).find((item) => item.sk === sk);
  }

  /** Stores an item of texts, numbers, booleans and nulls. */
  async put(item: Item): Promise<void> {
    const attributes = Object.entries(item).map(([name, value]): [string, AttributeValue] => [name, encode(value)]);
    await this.#call('PutItem', { Item: Object.fromEntries(attributes) });
  }

  set(pk: string, sk: string, attribute: string, value: number): Promise<unknown> {
    return this.#update(pk, sk, 'SET #a = :v', attribute, { ':v': { N: String(value) } });
  }

  remove(pk: string, sk: string, attribute: string): Promise<unknown> {
    return this.#update(pk, sk, 'REMOVE #a', attribute);
  }

  /** Takes the ttl off a partition's items, so that time alone does not remove them. */
  async keepItems(pk: string): Promise<void> {
    for (const { sk } of await this.items(pk)) await this.remove(pk, sk, 'ttl');
  }

  #update(pk: string, sk: string, expression: string, attribute: string, values?: AttributeMap): Promise<unknown> {
    return this.#call('UpdateItem', {
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: expression,
      ExpressionAttributeNames: { '#a': attribute },
      ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
    });
  }

  async #read(action: 'Scan' | 'Query', input: object): Promise<readonly Item[]> {
    const items: Item[] = [];
    let startKey: unknown;
    do {
      const start = startKey === undefined ? {} : { ExclusiveStartKey: startKey };
      const page = await this.#call(action, { ...input, ...start });
      // Every item of the table has the two texts of its key.
      for (const item of page.Items) items.push(decodeMap(item) as Item);
      startKey = page.LastEvaluatedKey;
    } while (startKey !== undefined);
    return items;
  }

  async #call(action: string, input: object): Promise<Page> {
    // The form of a read's answer; the answers of writes are not looked at.
    return (await this.#engine.call(action, { TableName: this.#name, ...input })) as Page;
  }
}

function encode(value: unknown): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'string') return { S: value };
  throw new TypeError(`texts, numbers, booleans and null can be stored, got ${typeof value}`);
}

function decode(value: AttributeValue): unknown {
  const [[type, content] = []] = Object.entries(value);
  if (type === 'NULL') return null;
  if (type === 'N') return Number(content);
  if (type === 'L') return (content as readonly AttributeValue[]).map(decode);
  if (type === 'M') return decodeMap(content as AttributeMap);
  return content;
}

function decodeMap(item: AttributeMap): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, decode(value)]));
}
