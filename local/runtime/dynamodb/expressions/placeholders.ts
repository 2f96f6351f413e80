import { DynamodbError, validationError } from '../dynamodb-error';
import { type AttributeValue } from '../values/attribute-value';
import { readValue } from '../values/read-value';
import { type Path } from './syntax';

export interface PlaceholderInput {
  readonly ExpressionAttributeNames?: unknown;
  readonly ExpressionAttributeValues?: unknown;
}

function entries(parameter: string, input: unknown): readonly (readonly [string, unknown])[] {
  if (input === undefined || input === null) return [];
  if (typeof input !== 'object' || Array.isArray(input)) {
    throw new DynamodbError('SerializationException', `${parameter} must be an object`);
  }
  const found = Object.entries(input);
  if (found.length === 0) throw validationError(`${parameter} must not be empty`);
  return found;
}

/** `ExpressionAttributeNames` and `ExpressionAttributeValues` of one request, and which of them its expressions used. */
export class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #values = new Map<string, AttributeValue>();
  readonly #unusedNames = new Set<string>();
  readonly #unusedValues = new Set<string>();

  /**
   * `expressions` are the expression parameters of the action with what the request gives for each.
   * @throws DynamodbError `ValidationException` for malformed placeholders, or placeholders without an expression
   */
  constructor(input: PlaceholderInput, expressions: Readonly<Record<string, unknown>>) {
    const names = entries('ExpressionAttributeNames', input.ExpressionAttributeNames);
    const values = entries('ExpressionAttributeValues', input.ExpressionAttributeValues);
    this.#requireExpressions(names.length, values.length, expressions);
    for (const [key, name] of names) {
      if (!/^#[A-Za-z0-9_]+$/.test(key)) {
        throw validationError(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${key}"`);
      }
      if (typeof name !== 'string') {
        throw new DynamodbError('SerializationException', 'ExpressionAttributeNames must hold strings');
      }
      this.#names.set(key, name);
      this.#unusedNames.add(key);
    }
    for (const [key, value] of values) {
      if (!/^:[A-Za-z0-9_]+$/.test(key)) {
        throw validationError(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${key}"`);
      }
      this.#values.set(key, readExpressionValue(key, value));
      this.#unusedValues.add(key);
    }
  }

  /** @throws DynamodbError `ValidationException` when a `#name` of the path is not given */
  path(parameter: string, path: Path): Path {
    if (!path.some((element) => typeof element === 'string' && element.startsWith('#'))) return path;
    return path.map((element) => {
      if (typeof element === 'number' || !element.startsWith('#')) return element;
      const name = this.#names.get(element);
      if (name === undefined) {
        throw validationError(
          `Invalid ${parameter}: An expression attribute name used in the document path is not defined; attribute name: ${element}`,
        );
      }
      this.#unusedNames.delete(element);
      return name;
    });
  }

  /** @throws DynamodbError `ValidationException` when the value is not given */
  value(parameter: string, key: string): AttributeValue {
    const value = this.#values.get(key);
    if (value === undefined) {
      throw validationError(
        `Invalid ${parameter}: An expression attribute value used in expression is not defined; attribute value: ${key}`,
      );
    }
    this.#unusedValues.delete(key);
    return value;
  }

  /** @throws DynamodbError `ValidationException` when a placeholder was used by no expression */
  requireAllUsed(): void {
    if (this.#unusedNames.size > 0) {
      throw validationError(
        `Value provided in ExpressionAttributeNames unused in expressions: keys: {${[...this.#unusedNames].join(', ')}}`,
      );
    }
    if (this.#unusedValues.size > 0) {
      throw validationError(
        `Value provided in ExpressionAttributeValues unused in expressions: keys: {${[...this.#unusedValues].join(', ')}}`,
      );
    }
  }

  #requireExpressions(names: number, values: number, expressions: Readonly<Record<string, unknown>>): void {
    const absent = (parameter: string) => expressions[parameter] === undefined || expressions[parameter] === null;
    if (names > 0 && Object.keys(expressions).every(absent)) {
      throw validationError('ExpressionAttributeNames can only be specified when using expressions');
    }
    const taking = Object.keys(expressions).filter((parameter) => parameter !== 'ProjectionExpression');
    if (values > 0 && taking.every(absent)) {
      const missing = taking.length === 1 ? `${taking[0]} is null` : `${taking.join(' and ')} are null`;
      throw validationError(
        `ExpressionAttributeValues can only be specified when using expressions${taking.length > 0 ? `: ${missing}` : ''}`,
      );
    }
  }
}

function readExpressionValue(key: string, value: unknown): AttributeValue {
  try {
    return readValue(value);
  } catch (error) {
    if (!(error instanceof DynamodbError) || error.name !== 'ValidationException') throw error;
    throw validationError(`ExpressionAttributeValues contains invalid value: ${error.message} for key ${key}`);
  }
}
