import type { AnyNode, Program } from 'acorn';
import { childrenOf, isFunction, type FunctionNode } from './ast';
import { scopesOf, type Scope } from './scope';

/** A node with what surrounds it. */
export interface Visit {
  readonly node: AnyNode;
  /** Outermost first; empty for the program. */
  readonly ancestors: readonly AnyNode[];
  readonly scope: Scope;
}

export type Report = (node: AnyNode, rule: string, message: string) => void;

/** Looks at one node and reports what AppSync refuses about it. */
export type Rule = (visit: Visit, report: Report) => void;

/** Every node of a program with its surroundings, parents before children. */
export function visitsOf(program: Program): readonly Visit[] {
  const scopes = scopesOf(program);
  const visits: Visit[] = [];
  descend(program, [], undefined);
  return visits;

  function descend(node: AnyNode, ancestors: readonly AnyNode[], outer: Scope | undefined): void {
    const scope = scopes.get(node) ?? outer;
    if (scope === undefined) throw new Error('code-rules: the program itself must open a scope');
    visits.push({ node, ancestors, scope });
    for (const child of childrenOf(node)) descend(child, [...ancestors, node], scope);
  }
}

/** The function that a value is, written in place or by its name. */
export function functionValue(value: AnyNode | null | undefined, scope: Scope): FunctionNode | undefined {
  if (isFunction(value)) return value;
  return value?.type === 'Identifier' ? scope.resolve(value.name)?.fn : undefined;
}
