import { DynamodbError, validationError } from '../dynamodb-error';
import { attributeTypes, setAttribute, type AttributeType, type AttributeValue, type Item } from './attribute-value';
import { canonicalNumber } from './decimal';

const maxDepth = 32;
const types: ReadonlySet<string> = new Set(attributeTypes);

function serializationError(message: string): DynamodbError {
  return new DynamodbError('SerializationException', message);
}

function invalid(message: string): DynamodbError {
  return validationError(`One or more parameter values were invalid: ${message}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function readText(type: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw serializationError(`${type} must be a string, got ${value === null ? 'null' : typeof value}`);
}

function readBinary(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  const text = readText('B', value);
  if (Buffer.from(text, 'base64').toString('base64') !== text) {
    throw serializationError('B must be base64 with padding');
  }
  return text;
}

function readList(type: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw serializationError(`${type} must be an array, got ${value === null ? 'null' : typeof value}`);
}

const setNames = {
  SS: 'An string set  may not be empty',
  NS: 'An number set  may not be empty',
  BS: 'Binary sets should not be empty',
};

function readSet(type: keyof typeof setNames, value: unknown): readonly string[] {
  const given = readList(type, value);
  if (given.length === 0) throw invalid(setNames[type]);
  const members = given.map((member) => {
    if (type === 'BS') return readBinary(member);
    const text = readText(type, member);
    return type === 'NS' ? canonicalNumber(text) : text;
  });
  if (new Set(members).size === members.length) return members;
  if (type === 'NS') throw validationError('Input collection contains duplicates');
  throw invalid(`Input collection [${members.join(', ')}]${type === 'BS' ? 'of type BS' : ''} contains duplicates.`);
}

/**
 * A copy of a value in the API's JSON, checked and in canonical form.
 * @throws DynamodbError `SerializationException` or `ValidationException`
 */
export function readValue(input: unknown, depth = 0): AttributeValue {
  if (!isRecord(input)) throw serializationError('an attribute value must be an object such as {"S":"text"}');
  if (depth > maxDepth) throw validationError('Nesting Levels have exceeded supported limits');
  let found: AttributeType | undefined;
  for (const name in input) {
    if (input[name] === undefined || !types.has(name)) continue;
    if (found !== undefined) {
      throw validationError(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      );
    }
    // `types` holds the attribute types and nothing else.
    found = name as AttributeType;
  }
  if (found === undefined) {
    throw validationError('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  return readTyped(found, input[found], depth);
}

function readTyped(type: AttributeType, value: unknown, depth: number): AttributeValue {
  switch (type) {
    case 'S':
      return { S: readText(type, value) };
    case 'N':
      return { N: canonicalNumber(readText(type, value)) };
    case 'B':
      return { B: readBinary(value) };
    case 'BOOL':
      if (typeof value !== 'boolean') throw serializationError(`BOOL must be true or false, got ${typeof value}`);
      return { BOOL: value };
    case 'NULL':
      if (typeof value !== 'boolean') throw serializationError(`NULL must be true, got ${typeof value}`);
      if (!value) throw invalid('Null attribute value types must have the value of true');
      return { NULL: true };
    case 'SS':
      return { SS: readSet(type, value) };
    case 'NS':
      return { NS: readSet(type, value) };
    case 'BS':
      return { BS: readSet(type, value) };
    case 'L':
      return { L: readList(type, value).map((member) => readValue(member, depth + 1)) };
    case 'M':
      return { M: readItem(value, depth + 1) };
  }
}

/** A checked copy of a map of attributes. */
export function readItem(input: unknown, depth = 0): Item {
  if (!isRecord(input)) throw serializationError('a map of attributes must be an object');
  const item: Record<string, AttributeValue> = {};
  for (const name in input) {
    if (input[name] !== undefined) setAttribute(item, name, readValue(input[name], depth));
  }
  return item;
}
