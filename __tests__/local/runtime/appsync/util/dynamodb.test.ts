import * as module from '../../../../../local/runtime/appsync/util/dynamodb/module';
import type { DynamoDBUpdateObject } from '@aws-appsync/utils/dynamodb';
import { fixedRuntime } from '../../../../support/appsync-runtime';

const { dynamodb, transform } = fixedRuntime().util;
const { operations } = module;

describe('util.dynamodb', () => {
  it.each<[string, unknown, unknown]>([
    ['a string', dynamodb.toDynamoDB('foo'), { S: 'foo' }],
    ['a number, which stays a number', dynamodb.toDynamoDB(12345), { N: 12345 }],
    ['false', dynamodb.toDynamoDB(false), { BOOL: false }],
    ['null', dynamodb.toDynamoDB(null), { NULL: null }],
    ['undefined', dynamodb.toDynamoDB(undefined), { NULL: null }],
    [
      'a map with a list',
      dynamodb.toDynamoDB({ foo: 'bar', baz: 1234, beep: ['boop'] }),
      { M: { foo: { S: 'bar' }, baz: { N: 1234 }, beep: { L: [{ S: 'boop' }] } } },
    ],
    ['toString', dynamodb.toString(''), { S: '' }],
    ['toString of null', dynamodb.toString(null), null],
    ['toStringSet', dynamodb.toStringSet(['a', 'b']), { SS: ['a', 'b'] }],
    ['toNumber', dynamodb.toNumber(0), { N: 0 }],
    ['toNumber of undefined', dynamodb.toNumber(undefined), null],
    ['toNumberSet', dynamodb.toNumberSet([1, 23, 4.56]), { NS: [1, 23, 4.56] }],
    ['toBinary', dynamodb.toBinary('Zm9v'), { B: 'Zm9v' }],
    ['toBinarySet', dynamodb.toBinarySet(['Zm9v']), { BS: ['Zm9v'] }],
    ['toBoolean', dynamodb.toBoolean(false), { BOOL: false }],
    ['toNull', dynamodb.toNull(), { NULL: null }],
    [
      'toList',
      dynamodb.toList(['foo', 123, { bar: 'baz' }]),
      { L: [{ S: 'foo' }, { N: 123 }, { M: { bar: { S: 'baz' } } }] },
    ],
    ['toList of null', dynamodb.toList(null), null],
    ['toMap', dynamodb.toMap({ a: null }), { M: { a: { NULL: null } } }],
    ['toMapValues', dynamodb.toMapValues({ a: 1, b: undefined }), { a: { N: 1 } }],
    ['toMapValues of null', dynamodb.toMapValues(null), null],
    ['toS3Object', dynamodb.toS3Object('k', 'b', 'r'), { S: '{"s3":{"key":"k","bucket":"b","region":"r"}}' }],
    [
      'toS3Object with a version',
      dynamodb.toS3Object('k', 'b', 'r', 'v'),
      { S: '{"s3":{"key":"k","bucket":"b","region":"r","version":"v"}}' },
    ],
    [
      'fromS3ObjectJson',
      dynamodb.fromS3ObjectJson('{"s3":{"key":"k","bucket":"b","region":"r"}}'),
      { key: 'k', bucket: 'b', region: 'r' },
    ],
  ])('%s', (_, given, expected) => {
    expect(given).toEqual(expected);
  });

  it('refuses a function, which no attribute holds', () => {
    expect(() => dynamodb.toDynamoDB({ f: () => 1 })).toThrow('got a function');
  });

  it('refuses a string that is no S3 object', () => {
    expect(() => {
      dynamodb.fromS3ObjectJson('{"key":"k"}');
    }).toThrow('must be JSON with a field s3');
  });
});

const expression = (filter: unknown): unknown => {
  const json = transform.toDynamoDBFilterExpression(filter as Record<string, never>) as string | null;
  return json === null ? null : JSON.parse(json);
};

/** Expressions as the service itself answers them. */
describe('util.transform.toDynamoDBFilterExpression', () => {
  it.each<[unknown, string, Record<string, string>, Record<string, unknown>]>([
    [{ v: { eq: 'x' } }, '(#v = :v_eq)', { '#v': 'v' }, { ':v_eq': { S: 'x' } }],
    [{ v: { ne: 1.5 } }, '(#v <> :v_ne)', { '#v': 'v' }, { ':v_ne': { N: 1.5 } }],
    [{ v: { lt: 1 } }, '(#v < :v_lt)', { '#v': 'v' }, { ':v_lt': { N: 1 } }],
    [{ v: { le: 1 } }, '(#v <= :v_le)', { '#v': 'v' }, { ':v_le': { N: 1 } }],
    [{ v: { gt: true } }, '(#v > :v_gt)', { '#v': 'v' }, { ':v_gt': { BOOL: true } }],
    [{ v: { ge: null } }, '(#v >= :v_ge)', { '#v': 'v' }, { ':v_ge': { NULL: null } }],
    [{ v: { contains: 'x' } }, '(contains(#v,:v_contains))', { '#v': 'v' }, { ':v_contains': { S: 'x' } }],
    [{ v: { notContains: 'x' } }, '(NOT contains(#v,:v_notContains))', { '#v': 'v' }, { ':v_notContains': { S: 'x' } }],
    [{ v: { beginsWith: 'x' } }, '(begins_with(#v,:v_beginsWith))', { '#v': 'v' }, { ':v_beginsWith': { S: 'x' } }],
    [
      { v: { between: [1, 9, 3] } },
      '(#v BETWEEN :v_between_start AND :v_between_end)',
      { '#v': 'v' },
      { ':v_between_start': { N: 1 }, ':v_between_end': { N: 9 } },
    ],
    [
      { v: { in: ['a', 'b'] } },
      '(#v IN (:v_in_0, :v_in_1))',
      { '#v': 'v' },
      { ':v_in_0': { S: 'a' }, ':v_in_1': { S: 'b' } },
    ],
    [{ v: { attributeExists: true } }, '(attribute_exists(#v))', { '#v': 'v' }, {}],
    [{ v: { attributeExists: false } }, '(attribute_not_exists(#v))', { '#v': 'v' }, {}],
    [
      { a: { attributeType: '_null' }, j: { attributeType: 'map' } },
      '(attribute_type(#a,:a_attributeType)) AND (attribute_type(#j,:j_attributeType))',
      { '#a': 'a', '#j': 'j' },
      { ':a_attributeType': { S: 'NULL' }, ':j_attributeType': { S: 'M' } },
    ],
    [{ v: { size: { gt: 2 } } }, '(size(#v) > :v_size_gt)', { '#v': 'v' }, { ':v_size_gt': { N: 2 } }],
    [
      { v: { size: { gt: 2, lt: 5 } } },
      '((size(#v) > :v_size_gt) AND (size(#v) < :v_size_lt))',
      { '#v': 'v' },
      { ':v_size_gt': { N: 2 }, ':v_size_lt': { N: 5 } },
    ],
    [
      { v: { size: { size: { gt: 1 } } } },
      '(size(#v) > :v_size_size_gt)',
      { '#v': 'v' },
      { ':v_size_size_gt': { N: 1 } },
    ],
    [
      { v: { ge: 1, le: 5 } },
      '((#v >= :v_ge) AND (#v <= :v_le))',
      { '#v': 'v' },
      { ':v_ge': { N: 1 }, ':v_le': { N: 5 } },
    ],
    [{ and: [{ a: { eq: 1 } }] }, '(#a = :and_0_a_eq)', { '#a': 'a' }, { ':and_0_a_eq': { N: 1 } }],
    [
      { or: [{ and: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }, { c: { eq: 3 } }] },
      '(((#a = :or_0_and_0_a_eq) AND (#b = :or_0_and_1_b_eq)) OR (#c = :or_1_c_eq))',
      { '#a': 'a', '#b': 'b', '#c': 'c' },
      { ':or_0_and_0_a_eq': { N: 1 }, ':or_0_and_1_b_eq': { N: 2 }, ':or_1_c_eq': { N: 3 } },
    ],
    [
      { not: { not: { a: { eq: 1 } } } },
      '(NOT (NOT (#a = :not_not_a_eq)))',
      { '#a': 'a' },
      { ':not_not_a_eq': { N: 1 } },
    ],
    [
      { not: { a: { eq: 1 }, b: { eq: 2 } } },
      '(NOT ((#a = :not_a_eq) AND (#b = :not_b_eq)))',
      { '#a': 'a', '#b': 'b' },
      { ':not_a_eq': { N: 1 }, ':not_b_eq': { N: 2 } },
    ],
    [
      { a: { eq: 1 }, and: [{ b: { eq: 2 } }] },
      '(#a = :a_eq) AND (#b = :and_0_b_eq)',
      { '#a': 'a', '#b': 'b' },
      { ':a_eq': { N: 1 }, ':and_0_b_eq': { N: 2 } },
    ],
    [{ 'a.b': { eq: 1 } }, '(#a.b = :a.b_eq)', { '#a.b': 'a.b' }, { ':a.b_eq': { N: 1 } }],
    [{}, '', {}, {}],
    [{ v: {} }, '', { '#v': 'v' }, {}],
    [{ and: [] }, '', {}, {}],
    [{ not: {} }, '(NOT )', {}, {}],
    [{ v: { in: [] } }, '(null)', { '#v': 'v' }, {}],
    [{ a: { eq: 1 }, b: {} }, '(#a = :a_eq) AND ', { '#a': 'a', '#b': 'b' }, { ':a_eq': { N: 1 } }],
  ])('%j is %s', (filter, text, expressionNames, expressionValues) => {
    expect(expression(filter)).toEqual({ expression: text, expressionNames, expressionValues });
  });

  it.each<[unknown]>([
    [undefined],
    [null],
    [[]],
    ['text'],
    [{ v: { foo: 1 } }],
    [{ v: 'x' }],
    [{ a: { b: { eq: 1 } } }],
    [{ and: { a: { eq: 1 } } }],
    [{ and: [{ a: { eq: 1 } }, null] }],
    [{ not: [{ a: { eq: 1 } }] }],
    [{ v: { between: [1] } }],
    [{ v: { in: 'x' } }],
    [{ v: { attributeExists: 'yes' } }],
    [{ v: { attributeType: 'S' } }],
    [{ v: { size: 3 } }],
  ])('gives null for %j, which is no filter', (filter) => {
    expect(expression(filter)).toBeNull();
  });

  it('is JSON text, the same as toDynamoDBConditionExpression', () => {
    const filter = { and: [{ id: { attributeExists: false } }] };
    const json = '{"expression":"(attribute_not_exists(#id))","expressionNames":{"#id":"id"},"expressionValues":{}}';
    expect(transform.toDynamoDBFilterExpression(filter)).toBe(json);
    expect(transform.toDynamoDBConditionExpression(filter)).toBe(json);
  });
});

describe('@aws-appsync/utils/dynamodb', () => {
  const eqOne = { expression: '(#v = :v_eq)', expressionNames: { '#v': 'v' }, expressionValues: { ':v_eq': { N: 1 } } };

  it.each<[string, unknown, unknown]>([
    ['get', module.get({ key: { id: 'x' } }), { operation: 'GetItem', key: { id: { S: 'x' } } }],
    [
      'get of some attributes',
      module.get({ key: { id: 1 }, consistentRead: true, projection: ['id', 'a.b', 'a.c[1].d'] }),
      {
        operation: 'GetItem',
        key: { id: { N: 1 } },
        consistentRead: true,
        projection: {
          expression: '#expName_1, #expName_2.#expName_3, #expName_2.#expName_4[1].#expName_5',
          expressionNames: {
            '#expName_1': 'id',
            '#expName_2': 'a',
            '#expName_3': 'b',
            '#expName_4': 'c',
            '#expName_5': 'd',
          },
        },
      },
    ],
    [
      'put',
      module.put({ key: { id: 'a' }, item: { value: 10, tags: module.toStringSet(['x']), none: undefined } }),
      { operation: 'PutItem', key: { id: { S: 'a' } }, attributeValues: { value: { N: 10 }, tags: { SS: ['x'] } } },
    ],
    [
      'put with a condition that binds nothing',
      module.put({ key: { id: 'a' }, item: {}, condition: { v: { attributeExists: true } } }),
      {
        operation: 'PutItem',
        key: { id: { S: 'a' } },
        attributeValues: {},
        condition: { expression: '(attribute_exists(#v))', expressionNames: { '#v': 'v' } },
      },
    ],
    [
      'put of a versioned source',
      module.put({ key: { id: 'a' }, item: {}, _version: 3, customPartitionKey: 'p', populateIndexFields: true }),
      {
        operation: 'PutItem',
        key: { id: { S: 'a' } },
        attributeValues: {},
        _version: 3,
        customPartitionKey: 'p',
        populateIndexFields: true,
      },
    ],
    [
      'remove with a condition',
      module.remove({ key: { id: 'a' }, condition: { v: { eq: 1 } } }),
      { operation: 'DeleteItem', key: { id: { S: 'a' } }, condition: eqOne },
    ],
    ['scan of everything', module.scan({}), { operation: 'Scan' }],
    [
      'scan with options, null ones left out',
      module.scan({ limit: 10, nextToken: null, index: null, totalSegments: 4, segment: 0, filter: { v: { eq: 1 } } }),
      { operation: 'Scan', limit: 10, totalSegments: 4, segment: 0, filter: eqOne },
    ],
    [
      'query',
      module.query({
        query: { v: { eq: 1 } },
        index: 'gsi',
        limit: 5,
        scanIndexForward: false,
        consistentRead: false,
        select: 'ALL_ATTRIBUTES',
        nextToken: 't',
      }),
      {
        operation: 'Query',
        query: eqOne,
        index: 'gsi',
        limit: 5,
        scanIndexForward: false,
        consistentRead: false,
        select: 'ALL_ATTRIBUTES',
        nextToken: 't',
      },
    ],
    [
      'sync',
      module.sync({ limit: 10, lastSync: 0, deltaIndexName: 'd', basePartitionKey: 'b' }),
      { operation: 'Sync', limit: 10, lastSync: 0, deltaIndexName: 'd', basePartitionKey: 'b' },
    ],
    [
      'batchGet',
      module.batchGet({
        tables: { post: { keys: [{ id: '1' }, { id: '2' }], consistentRead: false, projection: ['id'] } },
      }),
      {
        operation: 'BatchGetItem',
        tables: {
          post: {
            keys: [{ id: { S: '1' } }, { id: { S: '2' } }],
            consistentRead: false,
            projection: { expression: '#expName_1', expressionNames: { '#expName_1': 'id' } },
          },
        },
      },
    ],
    [
      'batchPut',
      module.batchPut({ tables: { post: [{ id: 'one', n: 1 }] } }),
      { operation: 'BatchPutItem', tables: { post: [{ id: { S: 'one' }, n: { N: 1 } }] } },
    ],
    [
      'batchDelete',
      module.batchDelete({ tables: { post: [{ id: 'one' }], comment: [] } }),
      { operation: 'BatchDeleteItem', tables: { post: [{ id: { S: 'one' } }], comment: [] } },
    ],
    [
      'transactGet',
      module.transactGet({ items: [{ table: 'post', key: { id: '1' } }] }),
      { operation: 'TransactGetItems', transactItems: [{ table: 'post', key: { id: { S: '1' } } }] },
    ],
    [
      'transactWrite',
      module.transactWrite({
        items: [
          { putItem: { table: 't', key: { id: 1 }, item: { a: 1 } } },
          { updateItem: { table: 't', key: { id: 2 }, update: { a: operations.increment(1) } } },
          { deleteItem: { table: 't', key: { id: 3 }, condition: { v: { eq: 1 } } } },
          { conditionCheck: { table: 't', key: { id: 4 }, condition: { v: { eq: 1 } } } },
        ],
      }),
      {
        operation: 'TransactWriteItems',
        transactItems: [
          { table: 't', operation: 'PutItem', key: { id: { N: 1 } }, attributeValues: { a: { N: 1 } } },
          {
            table: 't',
            operation: 'UpdateItem',
            key: { id: { N: 2 } },
            update: {
              expression: 'SET #expName_1 = #expName_1 + :expValue_1',
              expressionNames: { '#expName_1': 'a' },
              expressionValues: { ':expValue_1': { N: 1 } },
            },
          },
          { table: 't', operation: 'DeleteItem', key: { id: { N: 3 } }, condition: eqOne },
          { table: 't', operation: 'ConditionCheck', key: { id: { N: 4 } }, condition: eqOne },
        ],
      },
    ],
    ['toNumberSet', module.toNumberSet([1, 2]), { NS: [1, 2] }],
    ['toBinarySet', module.toBinarySet(['Zm9v']), { BS: ['Zm9v'] }],
  ])('%s', (_, request, expected) => {
    expect(request).toEqual(expected);
    expect(JSON.parse(JSON.stringify(request))).toEqual(expected);
  });

  it.each<[DynamoDBUpdateObject<Record<string, NonNullable<unknown>>>, string, string[], unknown[]]>([
    [{ a: true }, 'SET #expName_1 = :expValue_1', ['a'], [{ BOOL: true }]],
    [{ a: null }, 'SET #expName_1 = :expValue_1', ['a'], [{ NULL: null }]],
    [{ a: [] }, 'SET #expName_1 = :expValue_1', ['a'], [{ L: [] }]],
    [{ a: {} }, 'SET #expName_1 = :expValue_1', ['a'], [{ M: {} }]],
    [{ a: module.toStringSet(['x']) }, 'SET #expName_1 = :expValue_1', ['a'], [{ SS: ['x'] }]],
    [{ a: operations.add({ b: 1 }) }, 'SET #expName_1 = :expValue_1', ['a'], [{ M: { b: { N: 1 } } }]],
    [{ a: operations.replace({ b: 1 }) }, 'SET #expName_1 = :expValue_1', ['a'], [{ M: { b: { N: 1 } } }]],
    [{ a: operations.increment() }, 'SET #expName_1 = #expName_1 + :expValue_1', ['a'], [{ N: 1 }]],
    [{ a: operations.decrement(10) }, 'SET #expName_1 = #expName_1 - :expValue_1', ['a'], [{ N: 10 }]],
    [
      { a: operations.append([1]) },
      'SET #expName_1 = list_append(#expName_1, :expValue_1)',
      ['a'],
      [{ L: [{ N: 1 }] }],
    ],
    [
      { a: operations.prepend([1]) },
      'SET #expName_1 = list_append(:expValue_1, #expName_1)',
      ['a'],
      [{ L: [{ N: 1 }] }],
    ],
    [
      { f: [operations.updateListItem('x', 1), operations.updateListItem('y', 2)] },
      'SET #expName_1[1] = :expValue_1, #expName_1[2] = :expValue_2',
      ['f'],
      [{ S: 'x' }, { S: 'y' }],
    ],
    [
      { b: operations.remove(), a: 'x', gone: undefined, c: operations.remove() },
      'SET #expName_1 = :expValue_1 REMOVE #expName_2, #expName_3',
      ['a', 'b', 'c'],
      [{ S: 'x' }],
    ],
    [
      { info: { name: 'n', address: operations.replace({ zip: 1 }) } },
      'SET #expName_1.#expName_2 = :expValue_1, #expName_1.#expName_3 = :expValue_2',
      ['info', 'name', 'address'],
      [{ S: 'n' }, { M: { zip: { N: 1 } } }],
    ],
  ])('update %j writes %s', (changes, text, names, values) => {
    expect(module.update({ key: { id: 1 }, update: changes }).update).toEqual({
      expression: text,
      expressionNames: Object.fromEntries(names.map((name, index) => [`#expName_${index + 1}`, name])),
      expressionValues: Object.fromEntries(values.map((value, index) => [`:expValue_${index + 1}`, value])),
    });
  });

  it('update that only removes binds no values', () => {
    expect(module.update({ key: { id: 1 }, update: { a: operations.remove() } }).update).toEqual({
      expression: 'REMOVE #expName_1',
      expressionNames: { '#expName_1': 'a' },
    });
  });

  it('update takes data that looks like an operation or a set for data', () => {
    const lookalikes = { a: operations.replace({ type: 'OPERATION_REMOVE' }), b: operations.replace({ SS: ['x'] }) };
    expect(module.update({ key: { id: 1 }, update: lookalikes }).update.expressionValues).toEqual({
      ':expValue_1': { M: { type: { S: 'OPERATION_REMOVE' } } },
      ':expValue_2': { M: { SS: { L: [{ S: 'x' }] } } },
    });
  });

  it.each<[string, () => unknown, string]>([
    ['an empty update', () => module.update({ key: { id: 1 }, update: {} }), 'names no attribute to change'],
    [
      'a condition with an unknown operator',
      () => module.put({ key: { id: 1 }, item: {}, condition: { a: { like: 1 } } }),
      'unknown operator like; allowed are eq, ne',
    ],
    // Resolver code is JavaScript: nothing stops it from leaving these out.
    ['a missing key', () => module.get(JSON.parse('{}') as never), 'dynamodb.get: key is required'],
    ['a missing query', () => module.query(JSON.parse('{}') as never), 'dynamodb.query: query is required'],
    [
      'an unknown transaction item',
      () => module.transactWrite({ items: [JSON.parse('{"replaceItem":{}}') as never] }),
      'items[0] must hold putItem, updateItem, deleteItem or conditionCheck, got replaceItem',
    ],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(message);
  });
});
