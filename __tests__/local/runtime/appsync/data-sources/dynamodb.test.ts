import { dynamodbDriver } from '../../../../../local/runtime/appsync/data-sources/dynamodb/dynamodb-driver';
import { openDynamodb, type DynamodbEngine } from '../../../../../local/runtime/dynamodb/engine';
import { ManualClock } from '../../../../support/manual-clock';

describe('the DynamoDB data source', () => {
  let engine: DynamodbEngine;
  beforeEach(async () => {
    engine = await openDynamodb({ clock: new ManualClock() });
    await engine.createTable({
      name: 'T',
      partitionKey: { name: 'pk', type: 'S' },
      sortKey: { name: 'sk', type: 'N' },
    });
  });
  afterEach(() => engine.close());

  const invoke = (request: object) =>
    dynamodbDriver('T', (action, input) => engine.call(action, input)).invoke(request, new AbortController().signal);
  const key = (sk: number) => ({ pk: { S: 'a' }, sk: { N: sk } });
  const put = (sk: number, attributeValues: object = {}, more: object = {}) =>
    invoke({ operation: 'PutItem', key: key(sk), attributeValues, ...more });
  const notThere = { expression: 'attribute_not_exists(pk)' };

  it('puts, gets and deletes plain values of every type', async () => {
    const item = {
      pk: 'a',
      sk: 1,
      text: 't',
      n: 1.5,
      flag: true,
      none: null,
      list: [1, 'x'],
      map: { a: 1 },
      names: ['a'],
      numbers: [1],
      bytes: 'AQI=',
    };
    const attributeValues = {
      text: { S: 't' },
      n: { N: 1.5 },
      flag: { BOOL: true },
      none: { NULL: null },
      list: { L: [{ N: 1 }, { S: 'x' }] },
      map: { M: { a: { N: '1' } } },
      names: { SS: ['a'] },
      numbers: { NS: [1] },
      bytes: { B: 'AQI=' },
    };
    expect(await put(1, attributeValues)).toEqual(item);
    expect(await invoke({ operation: 'GetItem', key: key(1), consistentRead: true })).toEqual(item);
    const projection = { expression: '#t', expressionNames: { '#t': 'text' } };
    expect(await invoke({ operation: 'GetItem', key: key(1), projection })).toEqual({ text: 't' });
    expect(await invoke({ operation: 'DeleteItem', key: key(1) })).toEqual(item);
    expect(await invoke({ operation: 'GetItem', key: key(1) })).toBeNull();
  });

  it('updates and answers the new item', async () => {
    await put(1, { n: { N: 1 } });
    const update = {
      expression: 'SET #n = #n + :one',
      expressionNames: { '#n': 'n' },
      expressionValues: { ':one': { N: 1 } },
    };
    expect(await invoke({ operation: 'UpdateItem', key: key(1), update })).toEqual({ pk: 'a', sk: 1, n: 2 });
  });

  it('gives the item that failed a condition', async () => {
    await put(1, { n: { N: 1 } });
    await expect(put(1, { n: { N: 2 } }, { condition: notThere })).rejects.toMatchObject({
      type: 'DynamoDB:ConditionalCheckFailedException',
      message: 'The conditional request failed',
      data: { pk: 'a', sk: 1, n: 1 },
    });
    const update = { expression: 'SET n = :n', expressionValues: { ':n': { N: 1 } } };
    await expect(invoke({ operation: 'UpdateItem', key: key(1), update, condition: notThere })).rejects.toMatchObject({
      type: 'DynamoDB:ConditionalCheckFailedException',
    });
  });

  it('takes a failed condition for done when the table holds what was wanted', async () => {
    await put(1, { n: { N: 1 }, at: { N: 1 } });
    expect(await put(1, { n: { N: 1 }, at: { N: 1 } }, { condition: notThere })).toEqual({
      pk: 'a',
      sk: 1,
      n: 1,
      at: 1,
    });
    const condition = { ...notThere, equalsIgnore: ['at'] };
    expect(await put(1, { n: { N: 1 }, at: { N: 2 } }, { condition })).toEqual({ pk: 'a', sk: 1, n: 1, at: 1 });
    expect(
      await invoke({ operation: 'DeleteItem', key: key(9), condition: { expression: 'attribute_exists(pk)' } }),
    ).toBeNull();
  });

  it('pages through queries and scans', async () => {
    for (const sk of [1, 2, 3]) await put(sk, { odd: { BOOL: sk % 2 === 1 } });
    const query = { expression: 'pk = :pk', expressionValues: { ':pk': { S: 'a' } } };
    const first = await invoke({ operation: 'Query', query, limit: 2, scanIndexForward: false });
    expect(first).toEqual({
      items: [
        { pk: 'a', sk: 3, odd: true },
        { pk: 'a', sk: 2, odd: false },
      ],
      nextToken: expect.any(String),
      scannedCount: 2,
    });
    const nextToken: unknown = Reflect.get(Object(first), 'nextToken');
    expect(await invoke({ operation: 'Query', query, nextToken, scanIndexForward: false })).toEqual({
      items: [{ pk: 'a', sk: 1, odd: true }],
      nextToken: null,
      scannedCount: 1,
    });
    const filter = { expression: 'odd = :odd', expressionValues: { ':odd': { BOOL: true } } };
    expect(await invoke({ operation: 'Scan', filter })).toMatchObject({
      items: [{ sk: 1 }, { sk: 3 }],
      scannedCount: 3,
    });
    await expect(invoke({ operation: 'Scan', nextToken: 'nonsense' })).rejects.toThrow(
      'Invalid pagination token given.',
    );
  });

  it('keeps the order of batches and gives null for what is missing', async () => {
    const items = [
      { ...key(1), n: { N: 1 } },
      { ...key(2), n: { N: 2 } },
    ];
    expect(await invoke({ operation: 'BatchPutItem', tables: { T: items } })).toEqual({
      data: {
        T: [
          { pk: 'a', sk: 1, n: 1 },
          { pk: 'a', sk: 2, n: 2 },
        ],
      },
      unprocessedItems: { T: [] },
    });
    expect(await invoke({ operation: 'BatchGetItem', tables: { T: { keys: [key(2), key(3), key(1)] } } })).toEqual({
      data: { T: [{ pk: 'a', sk: 2, n: 2 }, null, { pk: 'a', sk: 1, n: 1 }] },
      unprocessedKeys: { T: [] },
    });
    expect(await invoke({ operation: 'BatchDeleteItem', tables: { T: [key(1)] } })).toEqual({
      data: { T: [{ pk: 'a', sk: 1 }] },
      unprocessedKeys: { T: [] },
    });
    expect(await invoke({ operation: 'GetItem', key: key(1) })).toBeNull();
  });

  it('runs transactions whole and gives the reasons of a cancelled one', async () => {
    const write = (sk: number, more: object = {}) => ({
      table: 'T',
      operation: 'PutItem',
      key: key(sk),
      attributeValues: {},
      ...more,
    });
    expect(await invoke({ operation: 'TransactWriteItems', transactItems: [write(1), write(2)] })).toEqual({
      keys: [
        { pk: 'a', sk: 1 },
        { pk: 'a', sk: 2 },
      ],
      cancellationReasons: null,
    });
    const transactItems = [write(3), write(1, { condition: notThere })];
    await expect(invoke({ operation: 'TransactWriteItems', transactItems })).rejects.toMatchObject({
      type: 'DynamoDB:TransactionCanceledException',
      data: {
        keys: null,
        cancellationReasons: [
          { type: 'None' },
          { type: 'ConditionalCheckFailed', message: 'The conditional request failed', item: { pk: 'a', sk: 1 } },
        ],
      },
    });
    const reads = [1, 3].map((sk) => ({ table: 'T', key: key(sk) }));
    expect(await invoke({ operation: 'TransactGetItems', transactItems: reads })).toEqual({
      items: [{ pk: 'a', sk: 1 }, null],
      cancellationReasons: null,
    });
  });

  it.each([
    [{}, "Value for field '$[operation]' not found."],
    [{ operation: 'Nope' }, "Unsupported operation 'Nope'."],
    [{ operation: 'GetItem' }, "Value for field '$[key]' not found."],
    [{ operation: 'GetItem', key: { pk: 'a' } }, "Value for field '$[key.pk]' must be a typed value"],
    [{ operation: 'Query' }, "Value for field '$[query]' not found."],
  ])('refuses %j', async (request, message) => {
    await expect(invoke(request)).rejects.toMatchObject({
      type: 'MappingTemplate',
      message: expect.stringContaining(message),
    });
  });
});
