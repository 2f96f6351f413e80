import { openDynamodb, type DynamodbEngine, type TableDefinition } from '../../../../local/runtime/dynamodb/engine';
import { ManualClock } from '../../../support/manual-clock';

const definition: TableDefinition = {
  name: 'Mesh',
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'S' },
  ttlAttribute: 'ttl',
  globalSecondaryIndexes: [{ name: 'ByGroup', partitionKey: { name: 'group', type: 'S' } }],
};
const nowSeconds = 1_800_000_000;

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;
interface Page {
  readonly Items: readonly Item[];
  readonly Count: number;
  readonly ScannedCount: number;
  readonly LastEvaluatedKey?: Item;
}

describe('a local DynamoDB', () => {
  let clock: ManualClock;
  let engine: DynamodbEngine;
  // Each answer has the shape that the API gives for the action.
  const call = async <T>(action: string, input: object) => (await engine.call(action, input)) as T;
  const put = (pk: string, sk: string, more: Item = {}) =>
    engine.call('PutItem', { TableName: 'Mesh', Item: { pk: { S: pk }, sk: { S: sk }, ...more } });
  const get = async (pk: string, sk: string) =>
    (await call<{ Item?: Item }>('GetItem', { TableName: 'Mesh', Key: { pk: { S: pk }, sk: { S: sk } } })).Item;
  const pages = async (action: 'Query' | 'Scan', input: object): Promise<readonly Page[]> => {
    const found: Page[] = [];
    let start: Item | undefined;
    do {
      const page = await call<Page>(action, {
        TableName: 'Mesh',
        ...input,
        ...(start && { ExclusiveStartKey: start }),
      });
      found.push(page);
      start = page.LastEvaluatedKey;
    } while (start);
    return found;
  };
  const byGroup = {
    IndexName: 'ByGroup',
    KeyConditionExpression: '#g = :g',
    ExpressionAttributeNames: { '#g': 'group' },
  };

  beforeEach(async () => {
    clock = new ManualClock(nowSeconds * 1000);
    engine = await openDynamodb({ clock });
    await engine.createTable(definition);
  });
  afterEach(() => engine.close());

  it('shares no object with its callers', async () => {
    const item = { pk: { S: 'a' }, sk: { S: 'b' }, list: { L: [{ S: 'kept' }] } };
    await engine.call('PutItem', { TableName: 'Mesh', Item: item });
    item.list.L.push({ S: 'after the call' });
    const first = await call<{ Item: typeof item }>('GetItem', {
      TableName: 'Mesh',
      Key: { pk: item.pk, sk: item.sk },
    });
    first.Item.list.L.push({ S: 'in the answer' });
    expect(await get('a', 'b')).toEqual({ pk: { S: 'a' }, sk: { S: 'b' }, list: { L: [{ S: 'kept' }] } });
  });

  it('takes bytes and answers base64', async () => {
    const item = { pk: { S: 'a' }, sk: { S: 'b' }, bytes: { B: Buffer.from('hello') } };
    await engine.call('PutItem', { TableName: 'Mesh', Item: item });
    expect(await get('a', 'b')).toMatchObject({ bytes: { B: 'aGVsbG8=' } });
  });

  it('keeps attributes that are called like members of objects', async () => {
    const item = JSON.parse(
      '{"pk":{"S":"a"},"sk":{"S":"b"},"__proto__":{"S":"x"},"constructor":{"M":{"__proto__":{"N":"1"}}}}',
    ) as object;
    await engine.call('PutItem', { TableName: 'Mesh', Item: item });
    expect(JSON.stringify(await get('a', 'b'))).toBe(JSON.stringify(item));
    await expect(
      engine.call('PutItem', {
        TableName: 'Mesh',
        Item: { pk: { S: 'a' }, sk: { S: 'c' } },
        ConditionExpression: 'attribute_exists(toString)',
      }),
    ).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  it.each([
    'Expected',
    'AttributeUpdates',
    'AttributesToGet',
    'KeyConditions',
    'QueryFilter',
    'ScanFilter',
    'ConditionalOperator',
  ])('refuses the legacy parameter %s', async (parameter) => {
    await expect(engine.call('Scan', { TableName: 'Mesh', [parameter]: {} })).rejects.toThrow(
      `${parameter} is a legacy parameter`,
    );
  });

  it('refuses an action it does not have', async () => {
    await expect(engine.call('ExecuteStatement', {})).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });

  it.each(['ttl', 'data', 'name', 'Count', 'owner', 'timestamp', 'zone'])(
    'refuses the reserved word %s',
    async (word) => {
      await expect(
        engine.call('Scan', { TableName: 'Mesh', FilterExpression: `attribute_exists(${word})` }),
      ).rejects.toThrow(`Invalid FilterExpression: Attribute name is a reserved keyword; reserved keyword: ${word}`);
    },
  );

  describe('pages', () => {
    it('ends a page with the item that fills a megabyte, and finds every item once', async () => {
      for (let i = 0; i < 30; i++) await put('big', String(i).padStart(2, '0'), { text: { S: 'x'.repeat(100_000) } });
      const found = await pages('Query', {
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': { S: 'big' } },
      });
      expect(found.map(({ Count }) => Count)).toEqual([11, 11, 8]);
      expect(found.flatMap(({ Items }) => Items.map(({ sk }) => sk?.S))).toEqual(
        Array.from({ length: 30 }, (_, i) => String(i).padStart(2, '0')),
      );
    });

    it.each([true, false])('of one item find every item of an index once, forward %s', async (ScanIndexForward) => {
      for (let i = 0; i < 25; i++) await put(`p${i}`, 'x', { group: { S: 'g' } });
      const found = await pages('Query', {
        ...byGroup,
        ExpressionAttributeValues: { ':g': { S: 'g' } },
        Limit: 1,
        ScanIndexForward,
      });
      expect(found.flatMap(({ Items }) => Items.map(({ pk }) => pk?.S)).sort()).toEqual(
        Array.from({ length: 25 }, (_, i) => `p${i}`).sort(),
      );
    });

    it('of a scan go on behind an item that is gone', async () => {
      for (let i = 0; i < 20; i++) await put(`p${i}`, 'x');
      const first = await call<Page>('Scan', { TableName: 'Mesh', Limit: 5 });
      const last = first.LastEvaluatedKey;
      await engine.call('DeleteItem', { TableName: 'Mesh', Key: last });
      const rest = await call<Page>('Scan', { TableName: 'Mesh', ExclusiveStartKey: last });
      expect(new Set([...first.Items, ...rest.Items].map(({ pk }) => pk?.S)).size).toBe(20);
    });

    it('of segments make up the table', async () => {
      for (let i = 0; i < 200; i++) await put(`p${i}`, 'x');
      const segments = await Promise.all(
        [0, 1, 2].map((Segment) => pages('Scan', { Segment, TotalSegments: 3, Limit: 7 })),
      );
      const keys = segments.flat().flatMap(({ Items }) => Items.map(({ pk }) => pk?.S));
      expect(keys).toHaveLength(200);
      expect(new Set(keys).size).toBe(200);
    });
  });

  describe('time to live', () => {
    it('removes an item after its second has passed and no other', async () => {
      await put('a', 'due', { ttl: { N: String(nowSeconds + 5) }, group: { S: 'g' } });
      await put('a', 'later', { ttl: { N: String(nowSeconds + 3600) } });
      await put('a', 'text', { ttl: { S: String(nowSeconds - 5) } });
      await put('a', 'ancient', { ttl: { N: '1' } });
      await put('a', 'never');
      clock.advance(4_000);
      expect(await get('a', 'due')).toBeDefined();
      clock.advance(20_000);
      const left = await call<Page>('Scan', { TableName: 'Mesh' });
      expect(left.Items.map(({ sk }) => sk?.S)).toEqual(['ancient', 'later', 'never', 'text']);
      const indexed = await call<Page>('Query', {
        TableName: 'Mesh',
        ...byGroup,
        ExpressionAttributeValues: { ':g': { S: 'g' } },
      });
      expect(indexed.Count).toBe(0);
    });

    it('follows a ttl that was renewed', async () => {
      await put('a', 'b', { ttl: { N: String(nowSeconds + 5) } });
      await put('a', 'b', { ttl: { N: String(nowSeconds + 100) } });
      clock.advance(50_000);
      expect(await get('a', 'b')).toBeDefined();
      clock.advance(100_000);
      expect(await get('a', 'b')).toBeUndefined();
    });

    it('still shows an expired item before the sweep', async () => {
      await put('a', 'b', { ttl: { N: String(nowSeconds - 1) } });
      expect(await get('a', 'b')).toBeDefined();
    });
  });

  describe('transactions', () => {
    it('let one of many concurrent claims win, as a whole', async () => {
      const claim = (owner: number) =>
        engine.call('TransactWriteItems', {
          TransactItems: ['x', 'y', 'z'].map((sk) => ({
            Put: {
              TableName: 'Mesh',
              Item: { pk: { S: 'claim' }, sk: { S: sk }, owner: { N: String(owner) } },
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          })),
        });
      const claims = await Promise.allSettled(Array.from({ length: 20 }, (_, owner) => claim(owner)));
      expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const owners = await Promise.all(['x', 'y', 'z'].map(async (sk) => (await get('claim', sk))?.owner?.N));
      expect(new Set(owners).size).toBe(1);
    });

    it('run once for one token, and refuse the token with other content', async () => {
      const add = (number: string) => ({
        ClientRequestToken: 'token',
        TransactItems: [
          {
            Update: {
              TableName: 'Mesh',
              Key: { pk: { S: 'a' }, sk: { S: 'b' } },
              UpdateExpression: 'ADD amount :n',
              ExpressionAttributeValues: { ':n': { N: number } },
            },
          },
        ],
      });
      await engine.call('TransactWriteItems', add('1'));
      await engine.call('TransactWriteItems', add('1'));
      expect((await get('a', 'b'))?.amount?.N).toBe('1');
      await expect(engine.call('TransactWriteItems', add('2'))).rejects.toMatchObject({
        name: 'IdempotentParameterMismatchException',
      });
      clock.advance(10 * 60 * 1000);
      await engine.call('TransactWriteItems', add('1'));
      expect((await get('a', 'b'))?.amount?.N).toBe('2');
    });
  });

  describe('createTable', () => {
    it('keeps the items of a table that exists and builds a new index of them', async () => {
      await put('a', 'b', { name: { S: 'n' } });
      await engine.createTable({
        ...definition,
        globalSecondaryIndexes: [{ name: 'ByName', partitionKey: { name: 'name', type: 'S' } }],
      });
      const found = await call<Page>('Query', {
        TableName: 'Mesh',
        IndexName: 'ByName',
        KeyConditionExpression: '#n = :n',
        ExpressionAttributeNames: { '#n': 'name' },
        ExpressionAttributeValues: { ':n': { S: 'n' } },
      });
      expect(found.Items).toEqual([{ pk: { S: 'a' }, sk: { S: 'b' }, name: { S: 'n' } }]);
      await expect(
        engine.call('Query', { TableName: 'Mesh', ...byGroup, ExpressionAttributeValues: { ':g': { S: 'g' } } }),
      ).rejects.toThrow('The table does not have the specified index: ByGroup');
    });

    it('refuses other keys', async () => {
      await expect(engine.createTable({ name: 'Mesh', partitionKey: { name: 'id', type: 'S' } })).rejects.toThrow(
        'table Mesh: keys of a table that exists cannot change, it has pk (S) and sk (S), got id (S); delete the table first',
      );
    });
  });

  it('describes the table as tools ask for it', async () => {
    await put('a', 'b');
    const { Table } = await call<{ Table: object }>('DescribeTable', { TableName: 'Mesh' });
    expect(Table).toMatchObject({
      TableName: 'Mesh',
      TableStatus: 'ACTIVE',
      ItemCount: 1,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [{ IndexName: 'ByGroup', IndexStatus: 'ACTIVE', Projection: { ProjectionType: 'ALL' } }],
    });
    expect(await engine.call('DescribeTimeToLive', { TableName: 'Mesh' })).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' },
    });
    expect(await engine.call('ListTables', {})).toEqual({ TableNames: ['Mesh'] });
  });

  it('counts capacity when asked', async () => {
    const input = { TableName: 'Mesh', Item: { pk: { S: 'a' }, sk: { S: 'b' }, text: { S: 'x'.repeat(2000) } } };
    expect(await engine.call('PutItem', { ...input, ReturnConsumedCapacity: 'TOTAL' })).toEqual({
      ConsumedCapacity: { TableName: 'Mesh', CapacityUnits: 2 },
    });
    const Key = { pk: { S: 'a' }, sk: { S: 'b' } };
    expect(await engine.call('GetItem', { TableName: 'Mesh', Key, ReturnConsumedCapacity: 'INDEXES' })).toMatchObject({
      ConsumedCapacity: { CapacityUnits: 0.5, Table: { CapacityUnits: 0.5 } },
    });
  });
});
