import { type DocumentNode, GraphQLError, Kind, parse } from 'graphql';

/** What is wrong with the syntax of a GraphQL schema; `undefined` when it parses. */
export function schemaProblem(schema: string): string | undefined {
  try {
    parse(schema);
    return undefined;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [location] = error.locations ?? [];
    return location === undefined
      ? error.message
      : `${error.message} at line ${location.line} column ${location.column}`;
  }
}

/** Whether the schema, extensions included, gives the type the field. */
export function hasField(schema: string, type: string, field: string): boolean {
  const document: DocumentNode = parse(schema);
  return document.definitions.some(
    (definition) =>
      (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION) &&
      definition.name.value === type &&
      definition.fields?.some(({ name }) => name.value === field) === true,
  );
}
