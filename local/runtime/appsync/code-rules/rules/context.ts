import type { AnyNode } from 'acorn';
import { isFunction, memberName, patternParts } from '../ast';
import type { Binding } from '../scope';
import type { Rule, Visit } from '../visit';

/** The context of a handler is read-only: neither it nor its own properties can be set; what they hold can. */
export const contextRule: Rule = (visit, report) => {
  for (const target of writtenTargets(visit.node)) {
    if (isContext(target, visit)) {
      report(target, 'no-disallowed-re-assignment', `${nameOf(target)} is read-only; declare a variable of your own`);
    } else if (target.type === 'MemberExpression' && isContext(target.object, visit)) {
      const path = `${nameOf(target.object)}.${memberName(target) ?? '[…]'}`;
      report(target, 'no-disallowed-re-assignment', `${path} is read-only; put your own values into ctx.stash`);
    }
  }
};

/** What a node writes to or deletes. */
function writtenTargets(node: AnyNode): readonly AnyNode[] {
  if (node.type === 'AssignmentExpression') return patternTargets(node.left);
  if (node.type === 'UpdateExpression') return [node.argument];
  if (node.type === 'UnaryExpression') return node.operator === 'delete' ? [node.argument] : [];
  const isLoop = node.type === 'ForInStatement' || node.type === 'ForOfStatement';
  return isLoop && node.left.type !== 'VariableDeclaration' ? patternTargets(node.left) : [];
}

/** The places an assignment writes to, those of a destructuring pattern one by one. */
function patternTargets(pattern: AnyNode): readonly AnyNode[] {
  const parts = patternParts(pattern);
  return parts.length === 0 ? [pattern] : parts.flatMap(patternTargets);
}

/** True for the first parameter of a top-level function called `request` or `response`. */
function isContext(node: AnyNode, { ancestors, scope }: Visit): boolean {
  if (node.type !== 'Identifier') return false;
  const binding = scope.resolve(node.name);
  return (
    binding !== undefined && ancestors.some((ancestor, depth) => isHandlerOf(ancestor, ancestors[depth - 1], binding))
  );
}

function isHandlerOf(node: AnyNode, parent: AnyNode | undefined, binding: Binding): boolean {
  if (!isFunction(node) || binding.declaration !== node) return false;
  const [first] = node.params;
  const name = node.id?.name ?? (parent?.type === 'VariableDeclarator' ? nameOf(parent.id) : undefined);
  return (name === 'request' || name === 'response') && first?.type === 'Identifier' && first.name === binding.name;
}

function nameOf(node: AnyNode): string {
  return node.type === 'Identifier' ? node.name : '';
}
