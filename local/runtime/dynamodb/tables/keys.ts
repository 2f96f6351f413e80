import { validationError, type DynamodbError } from '../dynamodb-error';
import { type KeyAttribute, type KeyDefinition } from '../engine';
import { attribute, typeOf, type AttributeValue, type Item } from '../values/attribute-value';
import { orderKey } from '../values/comparison';

const maxPartitionKeyBytes = 2048;
const maxSortKeyBytes = 1024;

/** Where an item stands in a table or an index: both texts compare by code unit as the keys do. */
export interface Position {
  readonly partition: string;
  /** Empty without a sort key. */
  readonly sort: string;
}

export function keyAttributes({ partitionKey, sortKey }: KeyDefinition): readonly KeyAttribute[] {
  return sortKey ? [partitionKey, sortKey] : [partitionKey];
}

export function orderOf(value: AttributeValue): string {
  const order = orderKey(value);
  if (order === undefined) throw new TypeError(`key: type must be S, N or B, got ${typeOf(value)}`);
  return order;
}

/** Text that identifies a position: no two positions share it. */
export function positionId({ partition, sort }: Position): string {
  return `${partition.length}:${partition}${sort}`;
}

/** The position in a table, of values that were checked. */
export function positionOf(key: KeyDefinition, item: Item): Position {
  const position = indexPosition(key, item);
  if (position) return position;
  throw new TypeError(
    `item: must have the key attributes ${keyAttributes(key)
      .map(({ name }) => name)
      .join(', ')}`,
  );
}

/** The position in an index; undefined for an item that lacks one of its keys, which the index leaves out. */
export function indexPosition({ partitionKey, sortKey }: KeyDefinition, item: Item): Position | undefined {
  const partition = attribute(item, partitionKey.name);
  const sort = sortKey && attribute(item, sortKey.name);
  if (!partition || (sortKey && !sort)) return undefined;
  return { partition: orderOf(partition), sort: sort ? orderOf(sort) : '' };
}

/** The attributes of `item` that make up `key`. */
export function pickKey(key: KeyDefinition, item: Item): Record<string, AttributeValue> {
  const picked: Record<string, AttributeValue> = {};
  for (const { name } of keyAttributes(key)) {
    const value = attribute(item, name);
    if (value) picked[name] = { ...value };
  }
  return picked;
}

function isEmpty(value: AttributeValue): 'string' | 'binary' | undefined {
  if (value.S === '') return 'string';
  return value.B === '' ? 'binary' : undefined;
}

function sizeOf(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  return value.B === undefined ? 0 : Buffer.byteLength(value.B, 'base64');
}

function requireKeySizes({ partitionKey, sortKey }: KeyDefinition, item: Item): void {
  const partition = attribute(item, partitionKey.name);
  const sort = sortKey && attribute(item, sortKey.name);
  if (partition && sizeOf(partition) > maxPartitionKeyBytes) {
    throw validationError(
      `One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of${maxPartitionKeyBytes} bytes`,
    );
  }
  if (sort && sizeOf(sort) > maxSortKeyBytes) {
    throw validationError(
      `One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of ${maxSortKeyBytes} bytes`,
    );
  }
}

function emptyKey(name: string, what: string): DynamodbError {
  return validationError(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${what} value. Key: ${name}`,
  );
}

/** Checks the key attributes of an item that is to be put. @throws DynamodbError `ValidationException` */
export function requireItemKey(key: KeyDefinition, item: Item): void {
  for (const { name, type } of keyAttributes(key)) {
    const value = attribute(item, name);
    if (!value) {
      throw validationError(`One or more parameter values were invalid: Missing the key ${name} in the item`);
    }
    if (typeOf(value) !== type) {
      throw validationError(
        `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`,
      );
    }
    const empty = isEmpty(value);
    if (empty) throw emptyKey(name, empty);
  }
  requireKeySizes(key, item);
}

/** Checks the `Key` of a request: the key attributes and nothing else. @throws DynamodbError `ValidationException` */
export function requireExactKey(key: KeyDefinition, given: Item): void {
  const attributes = keyAttributes(key);
  const matches = attributes.every(({ name, type }) => {
    const value = attribute(given, name);
    return value !== undefined && typeOf(value) === type;
  });
  if (!matches || Object.keys(given).length !== attributes.length) {
    throw validationError('The provided key element does not match the schema');
  }
  for (const { name } of attributes) {
    const value = attribute(given, name);
    const empty = value && isEmpty(value);
    if (empty) throw emptyKey(name, empty);
  }
  requireKeySizes(key, given);
}

/** Checks the key attributes of an index that an item to be put has. @throws DynamodbError `ValidationException` */
export function requireIndexKey(indexName: string, key: KeyDefinition, item: Item): void {
  for (const { name, type } of keyAttributes(key)) {
    const value = attribute(item, name);
    if (!value) continue;
    if (typeOf(value) !== type) {
      throw validationError(
        `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOf(value)} IndexName: ${indexName}`,
      );
    }
    const empty = isEmpty(value);
    if (empty) {
      throw validationError(
        `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${empty} value. IndexName: ${indexName}, IndexKey: ${name}`,
      );
    }
  }
  requireKeySizes(key, item);
}
