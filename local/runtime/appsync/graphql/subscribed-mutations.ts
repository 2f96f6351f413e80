import { Kind, valueFromASTUntyped, type GraphQLSchema } from 'graphql';

/** Mutations by the subscription field that delivers them, from `@aws_subscribe`. */
export function subscribedMutations(schema: GraphQLSchema): ReadonlyMap<string, readonly string[]> {
  const fields = Object.values(schema.getSubscriptionType()?.getFields() ?? {});
  return new Map(
    fields.map(({ name, astNode }) => {
      const directive = astNode?.directives?.find((node) => node.name.value === 'aws_subscribe');
      const list = directive?.arguments?.find((argument) => argument.name.value === 'mutations')?.value;
      const mutations: unknown = list === undefined || list.kind === Kind.NULL ? [] : valueFromASTUntyped(list);
      return [name, Array.isArray(mutations) ? mutations.map(String) : [String(mutations)]];
    }),
  );
}
