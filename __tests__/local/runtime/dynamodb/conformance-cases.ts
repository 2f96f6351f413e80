/** A call on tables that hold `baseItems`, and optionally a read afterwards that shows what it changed. */
export interface ConformanceCase {
  readonly title: string;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly then?: { readonly action: string; readonly input: Readonly<Record<string, unknown>> };
}

type Attributes = Readonly<Record<string, unknown>>;

const S = (text: string) => ({ S: text });
const N = (number: number | string) => ({ N: String(number) });
const B = (text: string) => ({ B: Buffer.from(text).toString('base64') });
const table = 'Cases';
const key = (pk: string, sk: string) => ({ pk: S(pk), sk: S(sk) });
const first = key('a', '1');
const readFirst = { action: 'GetItem', input: { TableName: table, Key: first, ConsistentRead: true } };

export const createTables = [
  {
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'owner', AttributeType: 'S' },
      { AttributeName: 'score', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'ByOwner',
        KeySchema: [
          { AttributeName: 'owner', KeyType: 'HASH' },
          { AttributeName: 'score', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
      {
        IndexName: 'OwnerKeys',
        KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
      {
        IndexName: 'OwnerTitles',
        KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['title'] },
      },
    ],
  },
  {
    TableName: 'Numbers',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'at', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'at', KeyType: 'RANGE' },
    ],
  },
  {
    TableName: 'Bytes',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'bytes', AttributeType: 'B' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'bytes', KeyType: 'RANGE' },
    ],
  },
  {
    TableName: 'Single',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  },
];

export const baseItems: readonly { readonly table: string; readonly item: Attributes }[] = [
  {
    table,
    item: {
      ...first,
      owner: S('ann'),
      score: N(3),
      title: S('first'),
      count: N(5),
      list: { L: [N(1), S('two'), { M: { deep: S('x') } }] },
      map: { M: { inner: S('value'), number: N(7), nested: { M: { leaf: N(1) } } } },
      strings: { SS: ['red', 'green', 'blue'] },
      numbers: { NS: ['1', '2', '3'] },
      blobs: { BS: [B('one').B, B('two').B] },
      yes: { BOOL: true },
      nothing: { NULL: true },
      bytes: B('hello'),
      accent: S('né𝒳'),
      'dotted.name': S('dot'),
    },
  },
  { table, item: { ...key('a', '2'), owner: S('ann'), score: N(1), title: S('second') } },
  { table, item: { ...key('a', '3'), owner: S('bob'), score: N(-2), title: S('third') } },
  { table, item: { ...key('a', '10'), owner: S('ann'), score: N('2.5') } },
  { table, item: { ...key('a', 'x\uffee'), note: S('below the surrogates in UTF-16 order only') } },
  { table, item: { ...key('a', 'x𝒳'), note: S('a surrogate pair') } },
  { table, item: { ...key('b', '1'), owner: S('bob') } },
  ...['-100', '-20', '-3.5', '0', '0.001', '7', '10', '1e20', '123456789012345678901234567890'].map((at) => ({
    table: 'Numbers',
    item: { pk: S('n'), at: N(at) },
  })),
  ...['AA==', 'AAA=', 'fw==', 'gA==', '/w=='].map((bytes) => ({
    table: 'Bytes',
    item: { pk: S('b'), bytes: { B: bytes } },
  })),
  { table: 'Single', item: { id: S('only'), value: N(1) } },
];

const condition = (expression: string, values?: Attributes, names?: Attributes): ConformanceCase => ({
  title: `condition ${expression} with ${JSON.stringify(values)} and ${JSON.stringify(names)}`,
  action: 'PutItem',
  input: {
    TableName: table,
    Item: { ...first, put: N(1) },
    ConditionExpression: expression,
    ...(values && { ExpressionAttributeValues: values }),
    ...(names && { ExpressionAttributeNames: names }),
  },
});

const update = (
  expression: string,
  values?: Attributes,
  names?: Attributes,
  more: Attributes = {},
): ConformanceCase => ({
  title: `update ${expression}${values ? ` with ${JSON.stringify(values)}` : ''} ${JSON.stringify(more)}`,
  action: 'UpdateItem',
  input: {
    TableName: table,
    Key: first,
    UpdateExpression: expression,
    ...(values && { ExpressionAttributeValues: values }),
    ...(names && { ExpressionAttributeNames: names }),
    ...more,
  },
  then: readFirst,
});

const query = (title: string, input: Attributes): ConformanceCase => ({
  title: `query ${title}`,
  action: 'Query',
  input: { TableName: table, ...input },
});

const put = (title: string, item: unknown, more: Attributes = {}): ConformanceCase => ({
  title: `put ${title}`,
  action: 'PutItem',
  input: { TableName: table, Item: item, ...more },
  then: readFirst,
});

const byKey = (expression: string, values: Attributes, more: Attributes = {}) =>
  query(`${expression} ${JSON.stringify(values)} ${JSON.stringify(more)}`, {
    KeyConditionExpression: expression,
    ExpressionAttributeValues: values,
    ...more,
  });

const conditions: readonly ConformanceCase[] = [
  condition('attribute_exists(pk)'),
  condition('attribute_not_exists(pk)'),
  condition('attribute_exists(#m.inner)', undefined, { '#m': 'map' }),
  condition('attribute_exists(map2.inner)'),
  condition('attribute_exists(strings)'),
  condition('attribute_exists(missing) OR yes = :t', { ':t': { BOOL: true } }),
  condition('attribute_exists(#d)', undefined, { '#d': 'dotted.name' }),
  condition('NOT attribute_exists(missing) AND (title = :a OR title = :b)', { ':a': S('first'), ':b': S('z') }),
  condition('title <> :a', { ':a': S('other') }),
  condition('missing <> :a', { ':a': S('other') }),
  condition('NOT missing = :a', { ':a': S('other') }),
  condition('missing < :a', { ':a': S('other') }),
  condition('title = :a', { ':a': N(1) }),
  condition('title <> :a', { ':a': N(1) }),
  condition('title < :a', { ':a': N(1) }),
  condition('score BETWEEN :a AND :b', { ':a': N(1), ':b': N(3) }),
  condition('score BETWEEN :a AND :b', { ':a': N(5), ':b': N(3) }),
  condition('score BETWEEN :a AND :b', { ':a': S('1'), ':b': N(3) }),
  condition(':v BETWEEN pk AND title', { ':v': S('b') }),
  condition('title IN (:a, :b)', { ':a': S('x'), ':b': S('first') }),
  condition('begins_with(title, :a)', { ':a': S('fir') }),
  condition('begins_with(title, :a)', { ':a': S('') }),
  condition('begins_with(title, :a)', { ':a': N(1) }),
  condition('begins_with(bytes1, :a)', { ':a': B('he') }),
  condition('contains(title, :a)', { ':a': S('irs') }),
  condition('contains(strings, :a)', { ':a': S('red') }),
  condition('contains(numbers, :a)', { ':a': N('2.0') }),
  condition('contains(#l, :a)', { ':a': S('two') }, { '#l': 'list' }),
  condition('contains(blobs, :a)', { ':a': B('two') }),
  condition('contains(missing, :a)', { ':a': B('two') }),
  condition('contains(title, title)'),
  condition('attribute_type(title, :a)', { ':a': S('S') }),
  condition('attribute_type(nothing, :a)', { ':a': S('NULL') }),
  condition('attribute_type(title, :a)', { ':a': S('STRING') }),
  condition('attribute_type(title, :a)', { ':a': N(1) }),
  condition('size(title) = :a', { ':a': N(5) }),
  condition('size(accent) = :a', { ':a': N(7) }),
  condition('size(accent) = :a', { ':a': N(4) }),
  condition('size(strings) = :a AND size(#m) = :a', { ':a': N(3) }, { '#m': 'map' }),
  condition('size(score) = :a', { ':a': N(1) }),
  condition('size(yes) = :a', { ':a': N(1) }),
  condition('size(missing) > :a', { ':a': N(1) }),
  condition('size(:b) > :a', { ':a': N(1), ':b': N(4) }),
  condition('strings = :a', { ':a': { SS: ['blue', 'red', 'green'] } }),
  condition('numbers = :a', { ':a': { NS: ['3.0', '2', '1e0'] } }),
  condition('#l[1] = :a', { ':a': S('two') }, { '#l': 'list' }),
  condition('#l[2].deep = :a', { ':a': S('x') }, { '#l': 'list' }),
  condition('#l[9] = :a', { ':a': S('x') }, { '#l': 'list' }),
  condition(
    '#m = :a',
    { ':a': { M: { nested: { M: { leaf: N('1.0') } }, number: N(7), inner: S('value') } } },
    { '#m': 'map' },
  ),
  condition('yes < :a', { ':a': { BOOL: false } }),
  condition('nothing = :a', { ':a': { NULL: true } }),
  condition('((title = :a))', { ':a': S('first') }),
  condition('(title = :a) AND (score = :b)', { ':a': S('first'), ':b': N(3) }),
  condition('(title) = (:a)', { ':a': S('first') }),
  condition('title = title'),
  condition('title = :a AND', { ':a': S('first') }),
  condition('title = = :a', { ':a': S('first') }),
  condition('title', undefined),
  condition('title ! :a', { ':a': S('first') }),
  condition('', undefined),
  condition('name = :a', { ':a': S('first') }),
  condition('ttl = :a', { ':a': N(1) }),
  condition('data = :a AND', { ':a': N(1) }),
  condition('map.name = :a', { ':a': N(1) }),
  condition('unknown(title, :a)', { ':a': N(1) }),
  condition('size(title)', undefined),
  condition('attribute_exists(:a)', { ':a': N(1) }),
  condition('attribute_exists(title, score)', undefined),
  condition('if_not_exists(title, :a)', { ':a': N(1) }),
  condition('attribute_exists(title) = :a', { ':a': { BOOL: true } }),
  condition('title = :a', { ':b': S('first') }),
  condition('title = :a', { ':a': S('first'), ':b': S('first') }),
  condition('title = :a', { ':a': S('first') }, { '#t': 'title' }),
  condition('#t = :a', { ':a': S('first') }),
  condition('title = :a', undefined),
  condition('title = :a', {}),
  condition('title = :a', { ':a': S('first') }, {}),
  condition('title = :a', { a: S('first') }),
  condition('#t = :a', { ':a': S('first') }, { t: 'title' }),
  condition('title = :a', { ':a': N('abc') }),
  condition('title = :a', { ':a': {} }),
  condition('title = :a', { ':a': { SS: [] } }),
  condition('a = :a or b = :a or not c = :a', { ':a': S('first') }),
  {
    title: 'failed condition returns the item when asked',
    action: 'PutItem',
    input: {
      TableName: table,
      Item: key('a', '2'),
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
];

const updates: readonly ConformanceCase[] = [
  update('SET title = :a, #c = #c + :one', { ':a': S('new'), ':one': N(1) }, { '#c': 'count' }),
  update('SET #c = #c - :d', { ':d': N('0.5') }, { '#c': 'count' }),
  update('SET #c = :d - #c', { ':d': N('0.5') }, { '#c': 'count' }),
  update('SET n = if_not_exists(n, :z) + :one', { ':z': N(10), ':one': N(1) }),
  update('SET n = if_not_exists(title, :z)', { ':z': N(10) }),
  update('SET #l = list_append(#l, :more)', { ':more': { L: [S('end')] } }, { '#l': 'list' }),
  update('SET #l = list_append(:more, #l)', { ':more': { L: [S('start')] } }, { '#l': 'list' }),
  update('SET #l = list_append(#l, :more)', { ':more': S('end') }, { '#l': 'list' }),
  update('SET title = list_append(title, :more)', { ':more': { L: [S('end')] } }),
  update('SET #l[1] = :a', { ':a': S('replaced') }, { '#l': 'list' }),
  update('SET #l[10] = :a, #l[7] = :b', { ':a': S('ten'), ':b': S('seven') }, { '#l': 'list' }),
  update('SET #m.inner = :a, #m.added = :b', { ':a': S('x'), ':b': N(1) }, { '#m': 'map' }),
  update('SET #m.nowhere.deep = :a', { ':a': S('x') }, { '#m': 'map' }),
  update('SET title.x = :a', { ':a': S('x') }),
  update('SET missing[0] = :a', { ':a': S('x') }),
  update('SET copy = #m', undefined, { '#m': 'map' }),
  update('SET copy = missing'),
  update('SET score = missing + :one', { ':one': N(1) }),
  update('SET score = title + :one', { ':one': N(1) }),
  update('SET score = score + :one', { ':one': S('1') }),
  update('SET a1 = score, score = title2', undefined),
  update('SET swap = title, title = owner', undefined, undefined),
  update('SET swap = title, title = #o', undefined, { '#o': 'owner' }),
  update('REMOVE title, #l[0], #m.inner', undefined, { '#l': 'list', '#m': 'map' }),
  update('REMOVE missing, #l[9], #m.nothing', undefined, { '#l': 'list', '#m': 'map' }),
  update('REMOVE missing.deep', undefined),
  update('REMOVE #l[0], #l[1]', undefined, { '#l': 'list' }),
  update('REMOVE #l[0] SET #l[1] = :a', { ':a': S('b') }, { '#l': 'list' }),
  update('ADD #c :n, strings :s', { ':n': N(2), ':s': { SS: ['red', 'black'] } }, { '#c': 'count' }),
  update('ADD fresh :n', { ':n': N(2) }),
  update('ADD fresh :n', { ':n': { NS: ['1', '2'] } }),
  update('ADD title :n', { ':n': N(2) }),
  update('ADD title :n', { ':n': S('x') }),
  update('ADD #m.number :n', { ':n': N(2) }, { '#m': 'map' }),
  update('DELETE strings :s', { ':s': { SS: ['red', 'other'] } }),
  update('DELETE strings :s', { ':s': { SS: ['red', 'green', 'blue'] } }),
  update('DELETE strings :s', { ':s': { NS: ['1'] } }),
  update('DELETE strings :s', { ':s': S('red') }),
  update('DELETE missing :s', { ':s': { SS: ['red'] } }),
  update('SET pk = :a', { ':a': S('x') }),
  update('REMOVE sk', undefined),
  update('SET title = :a SET score = :a', { ':a': S('x') }),
  update('SET title = :a, title = :a', { ':a': S('x') }),
  update('SET #m = :a, #m.inner = :a', { ':a': S('x') }, { '#m': 'map' }),
  update('SET #m.inner = :a, #m[0] = :a', { ':a': S('x') }, { '#m': 'map' }),
  update('SET ttl = :a', { ':a': N(1) }),
  update('SET title := :a', { ':a': N(1) }),
  update('SET', undefined),
  update('title = :a', { ':a': N(1) }),
  update('SET title = size(title)', undefined),
  update('SET title = nope(title)', undefined),
  update('SET title = if_not_exists(title)', undefined),
  update('SET title = if_not_exists(:a, :a)', { ':a': N(1) }),
  update('SET owner = :a', { ':a': N(1) }),
  update('SET #o = :a', { ':a': N(1) }, { '#o': 'owner' }),
  update('SET #o = :a', { ':a': S('') }, { '#o': 'owner' }),
  update('SET big = :a + :b', { ':a': N('99999999999999999999999999999999999999'), ':b': N('1') }),
  update('SET big = :a + :b', { ':a': N('99999999999999999999999999999999999999'), ':b': N('0.1') }),
  update('SET big = :a + :b', { ':a': N('0.1'), ':b': N('0.2') }),
  ...['ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW', 'NONE', 'SOME'].map((ReturnValues) =>
    update(
      'SET title = :a, fresh = :a, #m.inner = :a, #l[1] = :a REMOVE score',
      { ':a': S('x') },
      { '#m': 'map', '#l': 'list' },
      { ReturnValues },
    ),
  ),
  update('SET title = :a', { ':a': S('x') }, undefined, { Key: key('new', '1'), ReturnValues: 'ALL_OLD' }),
  update('SET title = :a', { ':a': S('x') }, undefined, { Key: key('new', '1'), ReturnValues: 'UPDATED_OLD' }),
  update('SET title = :a', { ':a': S('x') }, undefined, { Key: key('new', '1'), ReturnValues: 'ALL_NEW' }),
  update('REMOVE title', undefined, undefined, { Key: key('new', '1'), ReturnValues: 'ALL_NEW' }),
  update('SET title = :a', { ':a': S('x') }, undefined, { ConditionExpression: 'attribute_exists(missing)' }),
  update('SET title = :a', { ':a': S('x') }, undefined, { Key: { pk: S('a') } }),
  update('SET title = :a', { ':a': S('x') }, undefined, { Key: { pk: S('a'), sk: N(1) } }),
  update('SET title = :a', { ':a': S('x') }, undefined, { Key: { ...first, more: N(1) } }),
  {
    title: 'update without an expression makes the item',
    action: 'UpdateItem',
    input: { TableName: table, Key: key('new', '1'), ReturnValues: 'ALL_NEW' },
  },
];

const puts: readonly ConformanceCase[] = [
  put('over another item', { ...first, only: N(1) }, { ReturnValues: 'ALL_OLD' }),
  put('with ALL_NEW', { ...first }, { ReturnValues: 'ALL_NEW' }),
  put('without sort key', { pk: S('a') }),
  put('with a key of another type', { pk: S('a'), sk: N(1) }),
  put('with an empty key', { pk: S('a'), sk: S('') }),
  put('with an empty partition key', { pk: S(''), sk: S('a') }),
  put('with an empty attribute', { ...first, text: S(''), bytes: { B: '' } }),
  put('with an index key of another type', { ...first, owner: N(1) }),
  put('with an empty index key', { ...first, owner: S('') }),
  put('with numbers to normalise', {
    ...first,
    a: N('1e2'),
    b: N('-0'),
    c: N('0001.500'),
    d: N('+5'),
    e: N('.5'),
    f: N('1E-5'),
    g: N('123456789012345678901234567890.12345678'),
    h: { NS: ['3', '1', '2'] },
  }),
  put('with a large exponent', { ...first, a: N('9.9999999999999999999999999999999999999E125'), b: N('1E-130') }),
  put('with too large a number', { ...first, a: N('1E126') }),
  put('with too small a number', { ...first, a: N('1E-131') }),
  put('with too precise a number', { ...first, a: N('123456789012345678901234567890123456789') }),
  put('with no number', { ...first, a: N('one') }),
  put('with an empty number', { ...first, a: N('') }),
  put('with NaN', { ...first, a: N('NaN') }),
  put('with two types', { ...first, a: { S: 'x', N: '1' } }),
  put('with no type', { ...first, a: {} }),
  put('with an empty set', { ...first, a: { SS: [] } }),
  put('with an empty number set', { ...first, a: { NS: [] } }),
  put('with an empty binary set', { ...first, a: { BS: [] } }),
  put('with duplicates in a set', { ...first, a: { SS: ['x', 'x'] } }),
  put('with duplicates in a number set', { ...first, a: { NS: ['1', '1.0'] } }),
  put('with duplicates in a binary set', { ...first, a: { BS: ['AA==', 'AA=='] } }),
  put('with NULL false', { ...first, a: { NULL: false } }),
  put('with an item of 400 KB and one byte', { ...first, a: S('x'.repeat(400 * 1024 - 6)) }),
  put('with a long partition key', { pk: S('x'.repeat(2049)), sk: S('a') }),
  put('with a long sort key', { pk: S('a'), sk: S('x'.repeat(1025)) }),
  { title: 'put into no table', action: 'PutItem', input: { TableName: 'Nowhere', Item: first } },
  { title: 'get without table', action: 'GetItem', input: { Key: first } },
];

const reads: readonly ConformanceCase[] = [
  { ...readFirst, title: 'get an item' },
  { title: 'get nothing', action: 'GetItem', input: { TableName: table, Key: key('a', 'none') } },
  ...[
    'title, score',
    '#l[0], #l[2].deep, #m.nested.leaf, missing',
    '#l[2], #l[0]',
    'title, title',
    '#m, #m.inner',
    'name',
    'title score',
    '#d',
  ].map((ProjectionExpression) => ({
    title: `get ${ProjectionExpression}`,
    action: 'GetItem',
    input: {
      TableName: table,
      Key: first,
      ProjectionExpression,
      ...(ProjectionExpression.includes('#') && {
        ExpressionAttributeNames: Object.fromEntries(
          [
            ['#l', 'list'],
            ['#m', 'map'],
            ['#d', 'dotted.name'],
          ].filter(([name]) => ProjectionExpression.includes(String(name))),
        ),
      }),
    },
  })),
  { title: 'get by half a key', action: 'GetItem', input: { TableName: table, Key: { pk: S('a') } } },
  { title: 'get by an empty key', action: 'GetItem', input: { TableName: table, Key: key('a', '') } },
  {
    title: 'get with names and no expression',
    action: 'GetItem',
    input: { TableName: table, Key: first, ExpressionAttributeNames: { '#a': 'a' } },
  },
  {
    title: 'delete returning the item',
    action: 'DeleteItem',
    input: { TableName: table, Key: first, ReturnValues: 'ALL_OLD' },
    then: readFirst,
  },
  {
    title: 'delete nothing',
    action: 'DeleteItem',
    input: { TableName: table, Key: key('x', 'y'), ReturnValues: 'ALL_OLD' },
  },
  {
    title: 'delete on a condition that fails',
    action: 'DeleteItem',
    input: {
      TableName: table,
      Key: first,
      ConditionExpression: 'title = :a',
      ExpressionAttributeValues: { ':a': S('x') },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
  byKey('pk = :p', { ':p': S('a') }),
  byKey('pk = :p', { ':p': S('a') }, { ScanIndexForward: false, ProjectionExpression: 'sk' }),
  byKey('pk = :p', { ':p': S('a') }, { Limit: 2, ProjectionExpression: 'sk' }),
  byKey('pk = :p', { ':p': S('a') }, { Limit: 6, ProjectionExpression: 'sk' }),
  byKey('pk = :p', { ':p': S('a') }, { Limit: 7, ProjectionExpression: 'sk' }),
  byKey('pk = :p', { ':p': S('a') }, { Limit: 2, ExclusiveStartKey: key('a', '10'), ProjectionExpression: 'sk' }),
  byKey('pk = :p', { ':p': S('a') }, { ExclusiveStartKey: key('a', '15'), ProjectionExpression: 'sk' }),
  byKey(
    'pk = :p',
    { ':p': S('a') },
    { ExclusiveStartKey: key('a', '2'), ScanIndexForward: false, ProjectionExpression: 'sk' },
  ),
  byKey('pk = :p', { ':p': S('a') }, { ExclusiveStartKey: key('b', '2') }),
  byKey('pk = :p AND sk > :s', { ':p': S('a'), ':s': S('2') }, { ExclusiveStartKey: key('a', '1') }),
  byKey('pk = :p', { ':p': S('a') }, { ExclusiveStartKey: { pk: S('a') } }),
  byKey('pk = :p AND sk = :s', { ':p': S('a'), ':s': S('2') }),
  byKey('pk = :p AND sk < :s', { ':p': S('a'), ':s': S('2') }, { Select: 'COUNT' }),
  byKey('pk = :p AND sk <= :s', { ':p': S('a'), ':s': S('2') }, { Select: 'COUNT' }),
  byKey('pk = :p AND sk > :s', { ':p': S('a'), ':s': S('2') }, { Select: 'COUNT' }),
  byKey('pk = :p AND sk >= :s', { ':p': S('a'), ':s': S('2') }, { Select: 'COUNT' }),
  byKey(':p = pk AND :s > sk', { ':p': S('a'), ':s': S('2') }, { Select: 'COUNT' }),
  byKey('pk = :p AND sk BETWEEN :a AND :b', { ':p': S('a'), ':a': S('10'), ':b': S('2') }, { Select: 'COUNT' }),
  byKey(
    'pk = :p AND begins_with(sk, :s)',
    { ':p': S('a'), ':s': S('1') },
    { ScanIndexForward: false, ProjectionExpression: 'sk' },
  ),
  byKey('(pk = :p) AND (sk > :s)', { ':p': S('a'), ':s': S('2') }, { Select: 'COUNT' }),
  byKey('begins_with(sk, :s) and pk = :p', { ':p': S('a'), ':s': S('1') }, { Select: 'COUNT' }),
  byKey('pk > :p', { ':p': S('a') }),
  byKey('sk = :p', { ':p': S('a') }),
  byKey('pk = :p AND title = :p', { ':p': S('a') }),
  byKey('pk = :p OR sk = :p', { ':p': S('a') }),
  byKey('pk = :p AND sk <> :p', { ':p': S('a') }),
  byKey('pk = :p AND NOT sk = :p', { ':p': S('a') }),
  byKey('pk = :p AND sk IN (:p)', { ':p': S('a') }),
  byKey('pk = :p AND contains(sk, :p)', { ':p': S('a') }),
  byKey('pk = :p AND attribute_exists(sk)', { ':p': S('a') }),
  byKey('pk = :p AND pk = :p', { ':p': S('a') }),
  byKey('pk = :p AND sk > :a AND sk < :b', { ':p': S('a'), ':a': S('1'), ':b': S('2') }),
  byKey('pk = :p', { ':p': N(1) }),
  byKey('pk = :p', { ':p': S('') }),
  byKey('pk = sk', { ':p': S('a') }),
  byKey('pk.x = :p', { ':p': S('a') }),
  byKey('pk = :p', { ':p': S('a'), ':q': S('a') }),
  byKey('pk = :p', { ':p': S('a'), ':q': S('1') }, { FilterExpression: 'sk = :q' }),
  byKey('pk = :p', { ':p': S('a'), ':q': S('first') }, { FilterExpression: 'title = :q', ProjectionExpression: 'sk' }),
  byKey('pk = :p', { ':p': S('a'), ':q': S('first') }, { FilterExpression: 'title = :q', Limit: 2 }),
  byKey('pk = :p', { ':p': S('a') }, { Select: 'COUNT', ProjectionExpression: 'sk' }),
  byKey('pk = :p', { ':p': S('a') }, { Select: 'SPECIFIC_ATTRIBUTES' }),
  byKey('pk = :p', { ':p': S('a') }, { Select: 'ALL_PROJECTED_ATTRIBUTES' }),
  byKey('pk = :p', { ':p': S('a') }, { Limit: 0 }),
  byKey('pk = :p', { ':p': S('a') }, { IndexName: 'None' }),
  query('without key condition', {}),
  byKey(
    '#o = :o',
    { ':o': S('ann') },
    { IndexName: 'ByOwner', ExpressionAttributeNames: { '#o': 'owner' }, ProjectionExpression: 'sk' },
  ),
  byKey('owner = :o', { ':o': S('ann') }, { IndexName: 'ByOwner' }),
  ...[
    { IndexName: 'ByOwner', ProjectionExpression: 'sk, score' },
    { IndexName: 'ByOwner', ScanIndexForward: false, ProjectionExpression: 'sk, score' },
    { IndexName: 'ByOwner', Limit: 1, ProjectionExpression: 'sk, score' },
    {
      IndexName: 'ByOwner',
      Limit: 1,
      ExclusiveStartKey: { ...key('a', '2'), owner: S('ann'), score: N(1) },
      ProjectionExpression: 'sk, score',
    },
    { IndexName: 'ByOwner', ExclusiveStartKey: key('a', '2') },
    { IndexName: 'ByOwner', ConsistentRead: true },
    { IndexName: 'OwnerKeys', Select: 'ALL_ATTRIBUTES' },
    { IndexName: 'ByOwner', Select: 'COUNT' },
  ].map((more) => byKey('#k = :o', { ':o': S('ann') }, { ...more, ExpressionAttributeNames: { '#k': 'owner' } })),
  ...['OwnerKeys', 'OwnerTitles'].map((IndexName) =>
    byKey(
      '#k = :o',
      { ':o': S('bob'), ':b': S('b') },
      { IndexName, FilterExpression: 'pk <> :b', ExpressionAttributeNames: { '#k': 'owner' } },
    ),
  ),
  byKey(
    '#k = :o AND score >= :r',
    { ':o': S('ann'), ':r': N('2.5') },
    { IndexName: 'ByOwner', ExpressionAttributeNames: { '#k': 'owner' }, ProjectionExpression: 'sk' },
  ),
  byKey('pk = :p', { ':p': S('n') }, { TableName: 'Numbers' }),
  byKey(
    'pk = :p AND #a BETWEEN :a AND :b',
    { ':p': S('n'), ':a': N('-20'), ':b': N('10') },
    { TableName: 'Numbers', ExpressionAttributeNames: { '#a': 'at' } },
  ),
  byKey(
    'pk = :p AND begins_with(#a, :a)',
    { ':p': S('n'), ':a': N('1') },
    { TableName: 'Numbers', ExpressionAttributeNames: { '#a': 'at' } },
  ),
  byKey('pk = :p', { ':p': S('b') }, { TableName: 'Bytes' }),
  byKey(
    'pk = :p AND begins_with(#b, :a)',
    { ':p': S('b'), ':a': { B: 'AA==' } },
    { TableName: 'Bytes', ExpressionAttributeNames: { '#b': 'bytes' } },
  ),
  { title: 'scan a table of one item', action: 'Scan', input: { TableName: 'Single' } },
  { title: 'scan counting', action: 'Scan', input: { TableName: table, Select: 'COUNT' } },
  {
    title: 'scan with a filter on the key',
    action: 'Scan',
    input: { TableName: table, FilterExpression: 'pk = :b', ExpressionAttributeValues: { ':b': S('b') } },
  },
  {
    title: 'scan an index counting',
    action: 'Scan',
    input: { TableName: table, IndexName: 'ByOwner', Select: 'COUNT' },
  },
  { title: 'scan a segment without total', action: 'Scan', input: { TableName: table, Segment: 1 } },
  { title: 'scan a segment too high', action: 'Scan', input: { TableName: table, Segment: 2, TotalSegments: 2 } },
];

const batches: readonly ConformanceCase[] = [
  {
    title: 'batch get',
    action: 'BatchGetItem',
    input: { RequestItems: { Single: { Keys: [{ id: S('only') }, { id: S('none') }], ProjectionExpression: 'id' } } },
  },
  {
    title: 'batch get with duplicates',
    action: 'BatchGetItem',
    input: { RequestItems: { Single: { Keys: [{ id: S('only') }, { id: S('only') }] } } },
  },
  {
    title: 'batch get of too many',
    action: 'BatchGetItem',
    input: { RequestItems: { Single: { Keys: Array.from({ length: 101 }, (_, i) => ({ id: S(`${i}`) })) } } },
  },
  {
    title: 'batch get of a wrong key',
    action: 'BatchGetItem',
    input: { RequestItems: { Single: { Keys: [{ pk: S('only') }] } } },
  },
  {
    title: 'batch get of no table',
    action: 'BatchGetItem',
    input: { RequestItems: { Nope: { Keys: [{ id: S('only') }] } } },
  },
  { title: 'batch get of nothing', action: 'BatchGetItem', input: { RequestItems: {} } },
  {
    title: 'batch write',
    action: 'BatchWriteItem',
    input: {
      RequestItems: {
        Cases: [{ PutRequest: { Item: { ...first, put: N(1) } } }, { DeleteRequest: { Key: key('a', '2') } }],
        Single: [{ DeleteRequest: { Key: { id: S('only') } } }],
      },
    },
    then: readFirst,
  },
  {
    title: 'batch write with duplicates',
    action: 'BatchWriteItem',
    input: { RequestItems: { Cases: [{ PutRequest: { Item: first } }, { DeleteRequest: { Key: first } }] } },
    then: readFirst,
  },
  {
    title: 'batch write of too many',
    action: 'BatchWriteItem',
    input: {
      RequestItems: { Single: Array.from({ length: 26 }, (_, i) => ({ PutRequest: { Item: { id: S(`${i}`) } } })) },
    },
  },
  { title: 'batch write of nothing', action: 'BatchWriteItem', input: { RequestItems: {} } },
  {
    title: 'batch write of an invalid item writes nothing',
    action: 'BatchWriteItem',
    input: { RequestItems: { Cases: [{ DeleteRequest: { Key: first } }, { PutRequest: { Item: { pk: S('x') } } }] } },
    then: readFirst,
  },
];

const failing = { ConditionExpression: 'attribute_exists(missing)' };
const transactions: readonly ConformanceCase[] = [
  {
    title: 'transaction of all kinds',
    action: 'TransactWriteItems',
    input: {
      TransactItems: [
        { Put: { TableName: 'Single', Item: { id: S('put') } } },
        {
          Update: {
            TableName: table,
            Key: first,
            UpdateExpression: 'SET title = :t',
            ExpressionAttributeValues: { ':t': S('t') },
          },
        },
        { Delete: { TableName: table, Key: key('a', '2') } },
        { ConditionCheck: { TableName: table, Key: key('a', '3'), ConditionExpression: 'attribute_exists(pk)' } },
      ],
    },
    then: readFirst,
  },
  {
    title: 'transaction with two failed conditions',
    action: 'TransactWriteItems',
    input: {
      TransactItems: [
        { Put: { TableName: 'Single', Item: { id: S('only'), value: N(2) } } },
        { Delete: { TableName: table, Key: first, ...failing } },
        {
          ConditionCheck: {
            TableName: table,
            Key: key('a', '3'),
            ...failing,
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ],
    },
    then: { action: 'GetItem', input: { TableName: 'Single', Key: { id: S('only') } } },
  },
  {
    title: 'transaction with an update that cannot be applied',
    action: 'TransactWriteItems',
    input: {
      TransactItems: [
        { Put: { TableName: 'Single', Item: { id: S('only'), value: N(2) } } },
        {
          Update: {
            TableName: table,
            Key: first,
            UpdateExpression: 'SET score = title + :t',
            ExpressionAttributeValues: { ':t': N(1) },
          },
        },
      ],
    },
    then: { action: 'GetItem', input: { TableName: 'Single', Key: { id: S('only') } } },
  },
  {
    title: 'transaction with two operations on one item',
    action: 'TransactWriteItems',
    input: {
      TransactItems: [
        { Put: { TableName: table, Item: first } },
        { ConditionCheck: { TableName: table, Key: first, ConditionExpression: 'attribute_exists(pk)' } },
      ],
    },
  },
  { title: 'transaction of nothing', action: 'TransactWriteItems', input: { TransactItems: [] } },
  {
    title: 'transaction of too many',
    action: 'TransactWriteItems',
    input: {
      TransactItems: Array.from({ length: 101 }, (_, i) => ({ Put: { TableName: 'Single', Item: { id: S(`${i}`) } } })),
    },
  },
  {
    title: 'transaction with a wrong key',
    action: 'TransactWriteItems',
    input: { TransactItems: [{ Delete: { TableName: table, Key: { pk: S('a') } } }] },
  },
  {
    title: 'transaction with an item without its key',
    action: 'TransactWriteItems',
    input: { TransactItems: [{ Put: { TableName: table, Item: { pk: S('a') } } }] },
  },
  {
    title: 'transaction with a reserved word',
    action: 'TransactWriteItems',
    input: {
      TransactItems: [{ Put: { TableName: table, Item: first, ConditionExpression: 'attribute_exists(ttl)' } }],
    },
  },
  {
    title: 'transaction on no table',
    action: 'TransactWriteItems',
    input: { TransactItems: [{ Delete: { TableName: 'Nope', Key: first } }] },
  },
  {
    title: 'transactional get',
    action: 'TransactGetItems',
    input: {
      TransactItems: [
        { Get: { TableName: 'Single', Key: { id: S('only') } } },
        { Get: { TableName: table, Key: key('no', 'no') } },
        { Get: { TableName: table, Key: first, ProjectionExpression: 'title' } },
      ],
    },
  },
  {
    title: 'transactional get twice of one item',
    action: 'TransactGetItems',
    input: {
      TransactItems: [
        { Get: { TableName: 'Single', Key: { id: S('only') } } },
        { Get: { TableName: 'Single', Key: { id: S('only') } } },
      ],
    },
  },
];

export const conformanceCases: readonly ConformanceCase[] = [
  ...conditions,
  ...updates,
  ...puts,
  ...reads,
  ...batches,
  ...transactions,
];
