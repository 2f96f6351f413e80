import type { AnyNode } from 'acorn';
import { isFunction, type FunctionNode } from '../ast';
import type { Report, Visit } from '../visit';

interface Call {
  readonly node: AnyNode;
  readonly name: string;
  readonly target: FunctionNode;
}

/** Reports every call that, directly or through others, comes back to the function it stands in. */
export function checkRecursion(visits: readonly Visit[], report: Report): void {
  const calls = callsByCaller(visits);
  for (const [caller, made] of calls) {
    for (const { node, name, target } of made) {
      if (!reaches(calls, target, caller)) continue;
      report(node, 'no-recursion', `the call of ${name} is recursive, which is not supported; use an array method`);
    }
  }
}

/** The calls in each function; a call in a callback belongs to the functions around it too. */
function callsByCaller(visits: readonly Visit[]): ReadonlyMap<FunctionNode, readonly Call[]> {
  const calls = new Map<FunctionNode, Call[]>();
  for (const { node, ancestors, scope } of visits) {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') continue;
    const { name } = node.callee;
    const target = scope.resolve(name)?.fn;
    if (target === undefined) continue;
    for (const caller of ancestors.filter(isFunction)) {
      calls.set(caller, [...(calls.get(caller) ?? []), { node, name, target }]);
    }
  }
  return calls;
}

function reaches(
  calls: ReadonlyMap<FunctionNode, readonly Call[]>,
  from: FunctionNode,
  goal: FunctionNode,
  seen = new Set<FunctionNode>(),
): boolean {
  if (from === goal) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return (calls.get(from) ?? []).some(({ target }) => reaches(calls, target, goal, seen));
}
