import {
  isObjectType,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { ApiDefinition } from '../api';
import { FieldError } from './error-entries';
import { FieldAuthorization } from './field-authorization';
import type { RequestContext } from './request-context';
import type { CompiledResolver } from './resolver-code';
import type { ResolverExecutor } from './resolver-executor';
import { buildAppsyncSchema } from './schema';

type Args = Readonly<Record<string, unknown>>;
type Resolve = GraphQLFieldResolver<unknown, RequestContext, Args>;

/** A field without a resolver takes the property of its name from its parent's value. */
export const ownProperty: GraphQLFieldResolver<unknown, unknown> = (source, _args, _context, { fieldName }) =>
  typeof source === 'object' && source !== null && Object.hasOwn(source, fieldName)
    ? (Reflect.get(source, fieldName) as unknown)
    : null;

/**
 * The schema with resolvers and authorization attached to its fields.
 * @throws Error when a resolver stands on a field that the schema has not
 */
export function executableSchema(
  definition: ApiDefinition,
  resolvers: readonly CompiledResolver[],
  executor: ResolverExecutor,
): GraphQLSchema {
  const schema = buildAppsyncSchema(definition.schema);
  for (const resolver of resolvers) {
    const { typeName, fieldName } = resolver.definition;
    const field = fieldsOf(schema.getType(typeName))?.[fieldName];
    if (field === undefined)
      throw new Error(`api ${definition.name}: resolver ${typeName}.${fieldName}: the schema has no such field`);
    const resolve: Resolve = (source, args, request, info) => executor.resolve(resolver, source, args, request, info);
    field.resolve = resolve;
  }
  const authorization = new FieldAuthorization(schema, definition.authenticationTypes);
  if (authorization.isNeeded) guard(schema, authorization);
  return schema;
}

function guard(schema: GraphQLSchema, authorization: FieldAuthorization): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    for (const field of Object.values(fieldsOf(type) ?? {})) {
      const inner: Resolve = field.resolve ?? ownProperty;
      const resolve: Resolve = (source, args, request, info) => {
        assertAllowed(authorization, request, info);
        return inner(source, args, request, info);
      };
      field.resolve = resolve;
    }
  }
}

function assertAllowed(authorization: FieldAuthorization, { caller }: RequestContext, info: GraphQLResolveInfo): void {
  const { fieldName, parentType } = info;
  if (authorization.allows(caller, parentType.name, fieldName)) return;
  const message = `Not Authorized to access ${fieldName} on type ${parentType.name}`;
  throw new FieldError({ message, errorType: 'Unauthorized', data: null, errorInfo: null });
}

function fieldsOf(type: unknown): ReturnType<GraphQLObjectType<unknown, RequestContext>['getFields']> | undefined {
  return isObjectType(type) ? type.getFields() : undefined;
}
