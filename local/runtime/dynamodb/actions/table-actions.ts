import { DynamodbError, validationError } from '../dynamodb-error';
import { type IndexDefinition, type KeyAttribute, type KeyDefinition, type TableDefinition } from '../engine';
import { requireTable } from '../tables/database';
import { keyAttributes } from '../tables/keys';
import { type Table } from '../tables/table';
import { type Action } from './action';
import { nullParameter, Request } from './request';

const maxTables = 100;

export function arnOf({ arn, name }: TableDefinition): string {
  return arn ?? `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`;
}

function keySchema(key: KeyDefinition): readonly object[] {
  return keyAttributes(key).map(({ name }, index) => ({
    AttributeName: name,
    KeyType: index === 0 ? 'HASH' : 'RANGE',
  }));
}

function describe(table: Table): object {
  const { definition } = table;
  const indexes = (isGlobal: boolean) => {
    const described = [...table.indexes]
      .filter((index) => index.isGlobal === isGlobal)
      .map(({ definition: { name, projection = { type: 'ALL' }, ...key } }) => ({
        IndexName: name,
        IndexArn: `${arnOf(definition)}/index/${name}`,
        KeySchema: keySchema(key),
        Projection: {
          ProjectionType: projection.type,
          ...(projection.type === 'INCLUDE' && { NonKeyAttributes: projection.nonKeyAttributes }),
        },
        ...(isGlobal && { IndexStatus: 'ACTIVE' }),
      }));
    return described.length > 0 ? described : undefined;
  };
  const attributes = new Map(
    [definition, ...[...table.indexes].map((index) => index.definition)]
      .flatMap((key) => keyAttributes(key))
      .map(({ name, type }) => [name, type]),
  );
  const [global, local] = [indexes(true), indexes(false)];
  return {
    TableName: definition.name,
    TableArn: arnOf(definition),
    TableStatus: 'ACTIVE',
    CreationDateTime: table.createdAt,
    AttributeDefinitions: [...attributes].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
    KeySchema: keySchema(definition),
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
    ItemCount: table.itemCount,
    TableSizeBytes: table.sizeBytes,
    DeletionProtectionEnabled: false,
    ...(global && { GlobalSecondaryIndexes: global }),
    ...(local && { LocalSecondaryIndexes: local }),
  };
}

function tableOf(...[database, request]: Parameters<Action>): Table {
  const name = request.requiredText('TableName');
  try {
    return requireTable(database, name);
  } catch (error) {
    if (!(error instanceof DynamodbError)) throw error;
    throw new DynamodbError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
  }
}

export const describeTable: Action = (database, request) => ({ Table: describe(tableOf(database, request)) });

export const listTables: Action = (database, request) => {
  const limit = request.integer('Limit', 1, maxTables) ?? maxTables;
  const start = request.text('ExclusiveStartTableName');
  const names = [...database.tables.keys()].sort().filter((name) => start === undefined || name > start);
  const page = names.slice(0, limit);
  return { TableNames: page, ...(names.length > limit && { LastEvaluatedTableName: page.at(-1) }) };
};

export const describeTimeToLive: Action = (database, request) => {
  const { ttlAttribute } = tableOf(database, request).definition;
  return {
    TimeToLiveDescription:
      ttlAttribute === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: ttlAttribute },
  };
};

export const updateTimeToLive: Action = (database, request) => {
  const { definition } = tableOf(database, request);
  const specification = request.part('TimeToLiveSpecification');
  const attribute = specification.requiredText('AttributeName');
  const enabled = specification.flag('Enabled');
  const isEnabled = definition.ttlAttribute !== undefined;
  if (enabled === isEnabled) throw validationError(`TimeToLive is already ${enabled ? 'enabled' : 'disabled'}`);
  database.define({ ...definition, ttlAttribute: enabled ? attribute : undefined });
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } };
};

function tagsOf(request: Request): Readonly<Record<string, string>> {
  const tags = request.list('Tags').map((tag) => new Request(tag));
  return Object.fromEntries(tags.map((tag) => [tag.requiredText('Key'), tag.requiredText('Value')]));
}

export const listTagsOfResource: Action = (database, request) => {
  const { tags = {} } = requireTable(database, request.requiredText('ResourceArn')).definition;
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
};

export const tagResource: Action = (database, request) => {
  const { definition } = requireTable(database, request.requiredText('ResourceArn'));
  database.define({ ...definition, tags: { ...definition.tags, ...tagsOf(request) } });
  return {};
};

export const untagResource: Action = (database, request) => {
  const { definition } = requireTable(database, request.requiredText('ResourceArn'));
  const removed = new Set(request.list('TagKeys'));
  const kept = Object.entries(definition.tags ?? {}).filter(([key]) => !removed.has(key));
  database.define({ ...definition, tags: Object.fromEntries(kept) });
  return {};
};

export const createTable: Action = (database, request) => {
  const name = request.requiredText('TableName');
  if (database.tables.has(name)) {
    throw new DynamodbError('ResourceInUseException', `Table already exists: ${name}`);
  }
  const types = new Map(
    request.list('AttributeDefinitions').map((definition) => {
      const attribute = new Request(definition);
      const type: KeyAttribute['type'] = attribute.choice('AttributeType', ['B', 'N', 'S'], 'S');
      return [attribute.requiredText('AttributeName'), type];
    }),
  );
  const readIndexes = (parameter: string): readonly IndexDefinition[] =>
    request.has(parameter)
      ? request.list(parameter).map((index) => {
          const part = new Request(index);
          return { name: part.requiredText('IndexName'), ...readKey(part, types), projection: readProjection(part) };
        })
      : [];
  database.define({
    name,
    ...readKey(request, types),
    globalSecondaryIndexes: readIndexes('GlobalSecondaryIndexes'),
    localSecondaryIndexes: readIndexes('LocalSecondaryIndexes'),
    ...(request.has('Tags') && { tags: tagsOf(request) }),
  });
  return { TableDescription: describe(requireTable(database, name)) };
};

function readKey(request: Request, types: ReadonlyMap<string, KeyAttribute['type']>): KeyDefinition {
  const [partitionKey, sortKey, ...more] = request.list('KeySchema').map((element): KeyAttribute => {
    const name = new Request(element).requiredText('AttributeName');
    const type = types.get(name);
    if (type !== undefined) return { name, type };
    throw validationError(
      `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${name}], AttributeDefinitions: [${[...types.keys()].join(', ')}]`,
    );
  });
  if (!partitionKey) throw nullParameter('KeySchema');
  if (more.length > 0) throw validationError('Invalid KeySchema: only a HASH and a RANGE element are supported');
  return sortKey ? { partitionKey, sortKey } : { partitionKey };
}

function readProjection(index: Request): NonNullable<IndexDefinition['projection']> {
  const projection = index.part('Projection');
  const type = projection.choice('ProjectionType', ['ALL', 'INCLUDE', 'KEYS_ONLY'], 'ALL');
  if (type !== 'INCLUDE') return { type };
  return { type, nonKeyAttributes: projection.list('NonKeyAttributes').map(String) };
}

export const deleteTable: Action = (database, request) => {
  const table = tableOf(database, request);
  database.drop(table.definition.name);
  return { TableDescription: describe(table) };
};
