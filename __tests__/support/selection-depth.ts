import {
  Kind,
  isLeafType,
  getNamedType,
  isObjectType,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';

/** Levels of nested fields in the deepest operation of a document, fragments followed. */
export function selectionDepth(document: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const depthOf = (selectionSet: SelectionSetNode | undefined): number => {
    const depths = (selectionSet?.selections ?? []).map((selection) => {
      if (selection.kind === Kind.FIELD) return 1 + depthOf(selection.selectionSet);
      if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(selection.selectionSet);
      return depthOf(fragments.get(selection.name.value)?.selectionSet);
    });
    return Math.max(0, ...depths);
  };
  return Math.max(
    ...document.definitions.map((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? depthOf(definition.selectionSet) : 0,
    ),
  );
}

/** Text of an operation that calls one field with variables for all its arguments and selects all there is. */
export function fullOperation(
  operation: 'query' | 'mutation' | 'subscription',
  field: GraphQLField<unknown, unknown>,
): string {
  const variables = field.args.map(({ name, type }) => `$${name}: ${type.toString()}`).join(', ');
  const args = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const parenthesized = (text: string) => (text === '' ? '' : `(${text})`);
  return `${operation} ${parenthesized(variables)} { ${field.name}${parenthesized(args)} ${fullSelection(field.type)} }`;
}

function fullSelection(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return '';
  if (!isObjectType(named)) throw new Error(`${named.name} must be an object type`);
  const fields = Object.values(named.getFields()).map((field) => `${field.name} ${fullSelection(field.type)}`);
  return `{ ${fields.join(' ')} }`;
}
