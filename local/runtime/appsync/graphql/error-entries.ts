import {
  getLocation,
  isListType,
  isNonNullType,
  isObjectType,
  type ASTNode,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import type { GraphqlErrorEntry } from '../api';
import type { ResolverErrorEntry } from '../util/resolver-signals';

type Path = readonly (string | number)[];

/** Thrown by a field to say how its entry reads; GraphQL adds path and place. */
export class FieldError extends Error {
  override readonly name = 'FieldError';
  readonly entry: ResolverErrorEntry;

  constructor(entry: ResolverErrorEntry) {
    super(entry.message);
    this.entry = entry;
  }
}

/** The entry of a failure that belongs to no field: validation, variables, limits of a request. */
export function requestError(message: string, nodes: readonly ASTNode[] = [], errorType?: string): GraphqlErrorEntry {
  const locations = locationsOf(nodes);
  const known = { path: null, locations, message };
  return errorType === undefined ? known : { ...known, data: null, errorType, errorInfo: null };
}

/** The entry of a failure of one field. */
export function fieldError(entry: ResolverErrorEntry, path: Path, nodes: readonly ASTNode[]): GraphqlErrorEntry {
  const { message, errorType, data, errorInfo } = entry;
  return { path, data: data ?? null, errorType, errorInfo: errorInfo ?? null, locations: locationsOf(nodes), message };
}

/** AppSync's entry of an error that execution gave: of a resolver, of a leaf's form, or of a null where none may be. */
export function executionError(error: GraphQLError, schema: GraphQLSchema): GraphqlErrorEntry {
  const { path = [], nodes = [], originalError } = error;
  if (originalError instanceof FieldError) return fieldError(originalError.entry, path, nodes);
  const nonNull = /^Cannot return null for non-nullable field (\w+)\.(\w+)\.$/.exec(error.message);
  if (nonNull !== null) {
    const [, parent = '', field = ''] = nonNull;
    return { path, locations: null, message: nonNullMessage(typeText(schema, parent, field, path), parent, path) };
  }
  return { path, locations: null, message: `Can't serialize value (${pointer(path)}) : ${error.message}` };
}

export function nonNullMessage(type: string, parent: string, path: Path): string {
  return `Cannot return null for non-nullable type: '${type}' within parent '${parent}' (${pointer(path)})`;
}

/** `/listPosts/items[0]/title` */
function pointer(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? `[${step}]` : `/${step}`)).join('');
}

/** The type that must not be null where `path` ends: of the field, or of an item of its list. */
function typeText(schema: GraphQLSchema, parent: string, field: string, path: Path): string {
  const owner = schema.getType(parent);
  if (!isObjectType(owner)) return '';
  let type: unknown = owner.getFields()[field]?.type;
  for (let at = path.length - 1; typeof path[at] === 'number'; at -= 1) {
    if (isNonNullType(type)) type = type.ofType;
    if (isListType(type)) type = type.ofType;
  }
  return String(isNonNullType(type) ? type.ofType : type);
}

function locationsOf(nodes: readonly ASTNode[]): GraphqlErrorEntry['locations'] {
  const locations = nodes.flatMap(({ loc }) => {
    if (loc === undefined) return [];
    const { line, column } = getLocation(loc.source, loc.start);
    return [{ line, column, sourceName: null }];
  });
  return locations.length === 0 ? null : locations;
}
