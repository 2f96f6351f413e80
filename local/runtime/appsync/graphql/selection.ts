import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  print,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export type Fragments = Readonly<Record<string, FragmentDefinitionNode | undefined>>;
type Variables = Readonly<Record<string, unknown>>;

/** Whether `@skip` and `@include` leave a selection in. */
export function isSelected(node: SelectionNode, variables: Variables): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;
}

/** `ctx.info.selectionSetList`: paths of all selected fields, aliases in place of names, parents before children. */
export function selectionSetList(nodes: readonly FieldNode[], fragments: Fragments, variables: Variables): string[] {
  const paths = new Set<string>();
  const visit = (set: SelectionSetNode, prefix: string) => {
    for (const node of set.selections) {
      if (!isSelected(node, variables)) continue;
      if (node.kind === Kind.FIELD) {
        const path = `${prefix}${node.alias?.value ?? node.name.value}`;
        paths.add(path);
        if (node.selectionSet) visit(node.selectionSet, `${path}/`);
      } else {
        const inner = node.kind === Kind.INLINE_FRAGMENT ? node : fragments[node.name.value];
        if (inner) visit(inner.selectionSet, prefix);
      }
    }
  };
  for (const { selectionSet } of nodes) if (selectionSet) visit(selectionSet, '');
  return [...paths];
}

/** `ctx.info.selectionSetGraphQL`: the selection as text, empty for a field without one. */
export function selectionSetGraphQL(nodes: readonly FieldNode[]): string {
  const selections = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
  return selections.length === 0 ? '' : print({ kind: Kind.SELECTION_SET, selections });
}

/** Levels of fields below one another, the operation's own fields being the first; 0 for an empty selection. */
export function depthOf(set: SelectionSetNode | undefined, fragments: Fragments): number {
  const known = new Map<SelectionSetNode, number>();
  const depth = (of: SelectionSetNode | undefined): number => {
    if (of === undefined) return 0;
    const before = known.get(of);
    if (before !== undefined) return before;
    const depths = of.selections.map((node) => {
      if (node.kind === Kind.FIELD) return 1 + depth(node.selectionSet);
      return depth(node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments[node.name.value]?.selectionSet);
    });
    const deepest = depths.reduce((most, next) => Math.max(most, next), 0);
    known.set(of, deepest);
    return deepest;
  };
  return depth(set);
}
