import type { AnyNode, Program } from 'acorn';
import { boundNames, childrenOf, isFunction, type FunctionNode } from './ast';

/** A declared name; `fn` is set when the declaration makes it a function. */
export interface Binding {
  readonly name: string;
  readonly declaration: AnyNode;
  readonly fn: FunctionNode | undefined;
}

/** The names declared in one function or block. */
export class Scope {
  readonly #bindings = new Map<string, Binding>();
  readonly #parent: Scope | undefined;
  readonly #isFunction: boolean;

  constructor(parent: Scope | undefined, isFunctionScope: boolean) {
    this.#parent = parent;
    this.#isFunction = isFunctionScope;
  }

  /** The declaration that `name` means here, or undefined for a global. */
  resolve(name: string): Binding | undefined {
    return this.#bindings.get(name) ?? this.#parent?.resolve(name);
  }

  declare(binding: Binding): void {
    this.#bindings.set(binding.name, binding);
  }

  /** Where `var` lands. */
  get functionScope(): Scope {
    return this.#isFunction || this.#parent === undefined ? this : this.#parent.functionScope;
  }
}

/** The scope that each node opens; nodes that open none are absent. */
export function scopesOf(program: Program): ReadonlyMap<AnyNode, Scope> {
  const scopes = new Map<AnyNode, Scope>();
  visit(program, undefined);
  return scopes;

  function visit(node: AnyNode, outer: Scope | undefined): void {
    const scope = opensScope(node) || outer === undefined ? new Scope(outer, isFunction(node) || !outer) : outer;
    if (scope !== outer) scopes.set(node, scope);
    declareNames(node, scope, outer ?? scope);
    for (const child of childrenOf(node)) visit(child, scope);
  }
}

const BLOCKS: ReadonlySet<AnyNode['type']> = new Set<AnyNode['type']>([
  'BlockStatement',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'SwitchStatement',
  'CatchClause',
]);

function opensScope(node: AnyNode): boolean {
  return isFunction(node) || BLOCKS.has(node.type);
}

/** Declares what `node` itself declares: its own scope takes parameters, the one around it the name of a function. */
function declareNames(node: AnyNode, scope: Scope, outer: Scope): void {
  if (isFunction(node)) {
    const holder = node.type === 'FunctionDeclaration' ? outer : scope;
    if (node.id) holder.declare({ name: node.id.name, declaration: node, fn: node });
    for (const parameter of node.params) declareAll(parameter, node, scope);
  } else if (node.type === 'VariableDeclaration') {
    const holder = node.kind === 'var' ? scope.functionScope : scope;
    for (const { id, init } of node.declarations) declareAll(id, node, holder, isFunction(init) ? init : undefined);
  } else if (node.type === 'ClassDeclaration') {
    declareAll(node.id, node, scope);
  } else if (node.type === 'CatchClause') {
    declareAll(node.param ?? null, node, scope);
  } else if (node.type === 'ImportDeclaration') {
    for (const { local } of node.specifiers) declareAll(local, node, scope);
  }
}

function declareAll(pattern: AnyNode | null, declaration: AnyNode, scope: Scope, fn?: FunctionNode): void {
  const only = pattern?.type === 'Identifier' ? fn : undefined;
  for (const name of boundNames(pattern)) scope.declare({ name, declaration, fn: only });
}
