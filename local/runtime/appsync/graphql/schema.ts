import {
  buildASTSchema,
  concatAST,
  extendSchema,
  isScalarType,
  Kind,
  GraphQLSchema,
  parse,
  specifiedScalarTypes,
  validateSchema,
  type DocumentNode,
} from 'graphql';
import { appsyncScalars } from './scalars';

/** What AppSync knows without a schema declaring it. */
const DIRECTIVES = parse(`
  directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
  directive @aws_api_key on FIELD_DEFINITION | OBJECT
  directive @aws_iam on FIELD_DEFINITION | OBJECT
  directive @aws_oidc on FIELD_DEFINITION | OBJECT
  directive @aws_lambda on FIELD_DEFINITION | OBJECT
  directive @aws_auth(cognito_groups: [String!]!) on FIELD_DEFINITION
  directive @aws_cognito_user_pools(cognito_groups: [String!]) on FIELD_DEFINITION | OBJECT
  directive @aws_publish(subscriptions: [String!]!) on FIELD_DEFINITION
  directive @canonical on OBJECT | FIELD_DEFINITION
  directive @hidden on OBJECT | FIELD_DEFINITION
  directive @renamed on OBJECT | FIELD_DEFINITION
`);

/**
 * The executable form of an AppSync schema. Each call makes types of its own, so that a caller may attach resolvers.
 * @throws Error with all faults of the schema
 */
export function buildAppsyncSchema(sdl: string): GraphQLSchema {
  const document = parse(sdl);
  const declared = extendSchema(
    buildASTSchema(concatAST([missing(DIRECTIVES, document), scalars(document), definitions(document)]), {
      assumeValidSDL: false,
    }),
    extensions(document),
  );
  // AppSync knows all scalars of GraphQL, also those that the schema does not use.
  const { types, ...config } = declared.toConfig();
  const schema = new GraphQLSchema({ ...config, types: [...types, ...specifiedScalarTypes] });
  const faults = validateSchema(schema);
  if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('; '));
  for (const [name, scalar] of appsyncScalars) attach(schema, name, scalar);
  return schema;
}

function definitions(document: DocumentNode): DocumentNode {
  return { ...document, definitions: document.definitions.filter(({ kind }) => !kind.endsWith('Extension')) };
}

function extensions(document: DocumentNode): DocumentNode {
  return { ...document, definitions: document.definitions.filter(({ kind }) => kind.endsWith('Extension')) };
}

/** The built-in directives that the schema does not declare itself. */
function missing(builtIn: DocumentNode, document: DocumentNode): DocumentNode {
  const declared = new Set(
    document.definitions.flatMap((node) => (node.kind === Kind.DIRECTIVE_DEFINITION ? [node.name.value] : [])),
  );
  return {
    ...builtIn,
    definitions: builtIn.definitions.filter(
      (node) => node.kind !== Kind.DIRECTIVE_DEFINITION || !declared.has(node.name.value),
    ),
  };
}

function scalars(document: DocumentNode): DocumentNode {
  const declared = new Set(
    document.definitions.flatMap((node) => (node.kind === Kind.SCALAR_TYPE_DEFINITION ? [node.name.value] : [])),
  );
  const names = [...appsyncScalars.keys()].filter((name) => !declared.has(name));
  return parse(names.map((name) => `scalar ${name}`).join('\n'));
}

/** Gives a scalar that the document only declares its coercions. */
function attach(
  schema: GraphQLSchema,
  name: string,
  { description, serialize, parseValue, parseLiteral }: NonNullable<ReturnType<typeof appsyncScalars.get>>,
): void {
  const type = schema.getType(name);
  if (isScalarType(type)) Object.assign(type, { description, serialize, parseValue, parseLiteral });
}
