import { toAttributeMap, type AttributeMap, type AttributeValue } from './attribute-values';
import { toExpression, type Expression } from './filter-expression';
import { toProjection, type Projection } from './projection';

/** A condition or filter of a request; without values when it binds none. */
export interface RequestExpression {
  readonly expression: string;
  readonly expressionNames: Readonly<Record<string, string>>;
  readonly expressionValues?: Readonly<Record<string, AttributeValue>>;
}

/** The fields of `fields` that hold a value: an absent option must not appear in a request. */
export function present<T extends object>(fields: T): Partial<T> {
  const kept: Partial<T> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null) Object.assign(kept, { [name]: value as unknown });
  }
  return kept;
}

/** `key` of a request. @throws Error when it is missing. */
export function keyOf(where: string, key: object | null | undefined): AttributeMap {
  if (key === null || key === undefined) throw new Error(`${where}: key is required, got ${key}`);
  return toAttributeMap(key);
}

/** A filter object as the expression of a request, or undefined when there is none. */
export function expressionOf(filter: object | null | undefined): RequestExpression | undefined {
  if (filter === null || filter === undefined) return undefined;
  return withoutEmptyValues(toExpression(filter));
}

/** Attribute paths as the projection of a request, or undefined when there are none. */
export function projectionOf(paths: readonly string[] | null | undefined): Projection | undefined {
  return paths === null || paths === undefined ? undefined : toProjection(paths);
}

function withoutEmptyValues({ expression, expressionNames, expressionValues }: Expression): RequestExpression {
  // DynamoDB refuses an empty map of values.
  if (Object.keys(expressionValues).length === 0) return { expression, expressionNames };
  return { expression, expressionNames, expressionValues };
}
