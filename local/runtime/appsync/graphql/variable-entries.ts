import {
  GraphQLError,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  typeFromAST,
  isInputType,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { GraphqlErrorEntry } from '../api';
import { requestError } from './error-entries';

const MAX_INT = 2_147_483_647;

/**
 * The faults of the variables given to an operation in AppSync's words: one entry for each variable that does not fit.
 * As AppSync does, the innermost field names the fault.
 */
export function variableEntries(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): readonly GraphqlErrorEntry[] {
  return (operation.variableDefinitions ?? []).flatMap((definition) => {
    const { name } = definition.variable;
    const type = typeFromAST(schema, definition.type);
    if (type === undefined || !isInputType(type)) return [];
    const isGiven = Object.hasOwn(variables, name.value);
    if (!isGiven && (definition.defaultValue !== undefined || !isNonNullType(type))) return [];
    const fault = faultOf(name.value, name.value, type, isGiven ? variables[name.value] : null);
    return fault === undefined ? [] : [requestError(fault, [definition])];
  });
}

function faultOf(variable: string, name: string, type: GraphQLInputType, value: unknown): string | undefined {
  if (isNonNullType(type)) {
    if (value !== null && value !== undefined) return faultOf(variable, name, type.ofType, value);
    return `Variable '${variable}' has coerced Null value for NonNull type '${String(type)}'`;
  }
  if (value === null || value === undefined) return undefined;
  if (isListType(type)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    return firstOf(items, (item) => faultOf(variable, name, type.ofType, item));
  }
  if (isInputObjectType(type)) return objectFault(variable, name, type, value);
  return isLeafType(type) ? leafFault(name, type, value) : undefined;
}

function objectFault(
  variable: string,
  name: string,
  type: Extract<GraphQLInputType, { getFields: unknown }>,
  value: unknown,
): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `Variable '${name}' has an invalid value. Expected type 'Map' but was '${javaType(value)}'. Variables for input objects must be an instance of type 'Map'.`;
  }
  const fields = type.getFields();
  if (Object.keys(value).some((key) => !Object.hasOwn(fields, key))) {
    return `The variables input contains a field that is not defined for input object type '${type.name}' `;
  }
  return firstOf(Object.values(fields), (field) => {
    const given: unknown = Reflect.get(value, field.name);
    if (given === undefined && field.defaultValue !== undefined) return undefined;
    return faultOf(variable, field.name, field.type, given);
  });
}

function leafFault(
  name: string,
  type: Extract<GraphQLInputType, { parseValue: unknown }>,
  value: unknown,
): string | undefined {
  try {
    type.parseValue(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const reason = error.message.startsWith('Unable to')
      ? error.message
      : `Expected type '${type.name}' but was '${javaType(value)}'.`;
    return `Variable '${name}' has an invalid value. ${reason}`;
  }
}

/** AppSync names the Java types that JSON values arrive as. */
function javaType(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'String';
    case 'boolean':
      return 'Boolean';
    case 'number':
      if (!Number.isInteger(value)) return 'Double';
      return Math.abs(value) > MAX_INT ? 'Long' : 'Integer';
    case 'object':
      return Array.isArray(value) ? 'ArrayList' : 'LinkedHashMap';
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      throw new TypeError(`a variable comes from JSON, which has no ${typeof value}`);
  }
}

function firstOf<Item>(items: readonly Item[], fault: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = fault(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
