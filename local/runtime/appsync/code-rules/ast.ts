import type { AnyNode } from 'acorn';

/** Any form of function. */
export type FunctionNode = Extract<
  AnyNode,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

export function isFunction(node: AnyNode | null | undefined): node is FunctionNode {
  return (
    node?.type === 'FunctionDeclaration' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'ArrowFunctionExpression'
  );
}

/** The nodes directly under `node`, in source order. */
export function childrenOf(node: AnyNode): readonly AnyNode[] {
  return Object.values(node)
    .flatMap((value: unknown) => (Array.isArray(value) ? (value as readonly unknown[]) : [value]))
    .filter(isNode);
}

/** Names that a binding pattern declares. */
export function boundNames(pattern: AnyNode | null): readonly string[] {
  if (pattern === null) return [];
  if (pattern.type === 'Identifier') return [pattern.name];
  return patternParts(pattern).flatMap(boundNames);
}

/** The patterns and targets directly inside a destructuring pattern; empty for anything else. */
export function patternParts(pattern: AnyNode): readonly AnyNode[] {
  if (pattern.type === 'ArrayPattern') return pattern.elements.filter((element) => element !== null);
  if (pattern.type === 'AssignmentPattern') return [pattern.left];
  if (pattern.type === 'RestElement') return [pattern.argument];
  if (pattern.type !== 'ObjectPattern') return [];
  return pattern.properties.map((property) => (property.type === 'RestElement' ? property : property.value));
}

/** The name of a member access when it is written in the code: `a.name` or `a['name']`. */
export function memberName(node: AnyNode): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  const { property, computed } = node;
  if (!computed && property.type === 'Identifier') return property.name;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
