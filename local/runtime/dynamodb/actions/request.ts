import { DynamodbError, validationError } from '../dynamodb-error';
import { type Item } from '../values/attribute-value';
import { readItem } from '../values/read-value';

export type RequestInput = Readonly<Record<string, unknown>>;

const legacy = [
  'Expected',
  'AttributeUpdates',
  'AttributesToGet',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
  'ConditionalOperator',
];

function serializationError(message: string): DynamodbError {
  return new DynamodbError('SerializationException', message);
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
}

/** Parameters of one request or of one of its parts. `null` counts as absent. */
export class Request {
  readonly #input: RequestInput;

  /** @throws DynamodbError when the input is no object or uses a legacy parameter */
  constructor(input: unknown) {
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      throw serializationError(`the input must be an object, got ${kindOf(input)}`);
    }
    this.#input = Object.fromEntries(Object.entries(input));
    const used = legacy.find((name) => this.has(name));
    if (used !== undefined) {
      throw validationError(
        `${used} is a legacy parameter that is not supported on this machine; use an expression parameter instead`,
      );
    }
  }

  has(name: string): boolean {
    return this.#input[name] !== undefined && this.#input[name] !== null;
  }

  raw(name: string): unknown {
    return this.#input[name];
  }

  /** All parameters with their names, as they came. */
  get entries(): readonly (readonly [string, unknown])[] {
    return Object.entries(this.#input);
  }

  /** The placeholders of the request's expressions. */
  get placeholders() {
    const { ExpressionAttributeNames, ExpressionAttributeValues } = this.#input;
    return { ExpressionAttributeNames, ExpressionAttributeValues };
  }

  text(name: string): string | undefined {
    return this.#typed(name, 'string', (value): value is string => typeof value === 'string');
  }

  requiredText(name: string): string {
    const text = this.text(name);
    if (text !== undefined) return text;
    throw nullParameter(name);
  }

  flag(name: string): boolean {
    return this.#typed(name, 'boolean', (value): value is boolean => typeof value === 'boolean') ?? false;
  }

  /** An integer of at least `min`, at most `max`. */
  integer(name: string, min: number, max = Infinity): number | undefined {
    const value = this.#typed(name, 'number', (given): given is number => typeof given === 'number');
    if (value === undefined) return undefined;
    const at = `Value '${value}' at '${lowerFirst(name)}' failed to satisfy constraint`;
    if (value < min) {
      throw detected(`${at}: Member must have value greater than or equal to ${min}`);
    }
    if (value > max) throw detected(`${at}: Member must have value less than or equal to ${max}`);
    return Math.floor(value);
  }

  /** One of `choices`; without the parameter `otherwise`. */
  choice<T extends string>(name: string, choices: readonly T[], otherwise: T): T {
    const value = this.text(name);
    if (value === undefined) return otherwise;
    const chosen = choices.find((choice) => choice === value);
    if (chosen !== undefined) return chosen;
    throw detected(
      `Value '${value}' at '${lowerFirst(name)}' failed to satisfy constraint: Member must satisfy enum value set: [${choices.join(', ')}]`,
    );
  }

  item(name: string): Item {
    if (!this.has(name)) throw nullParameter(name);
    return readItem(this.#input[name]);
  }

  optionalItem(name: string): Item | undefined {
    return this.has(name) ? readItem(this.#input[name]) : undefined;
  }

  list(name: string): readonly unknown[] {
    const list = this.#typed(name, 'array', (value): value is unknown[] => Array.isArray(value));
    if (list) return list;
    throw nullParameter(name);
  }

  part(name: string): Request {
    if (!this.has(name)) throw nullParameter(name);
    return new Request(this.#input[name]);
  }

  /** The members of a map by name. */
  map(name: string): readonly (readonly [string, unknown])[] {
    if (!this.has(name)) throw nullParameter(name);
    const value = this.#input[name];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw serializationError(`${name} must be an object, got ${kindOf(value)}`);
    }
    return Object.entries(value);
  }

  #typed<T>(name: string, type: string, test: (value: unknown) => value is T): T | undefined {
    if (!this.has(name)) return undefined;
    const value = this.#input[name];
    if (test(value)) return value;
    throw serializationError(`${name} must be of type ${type}, got ${kindOf(value)}`);
  }
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

export function detected(message: string): DynamodbError {
  return validationError(`1 validation error detected: ${message}`);
}

export function nullParameter(name: string): DynamodbError {
  return detected(`Value null at '${lowerFirst(name)}' failed to satisfy constraint: Member must not be null`);
}
