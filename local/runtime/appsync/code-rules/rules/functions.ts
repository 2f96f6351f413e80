import type { AnyNode } from 'acorn';
import { isFunction, memberName } from '../ast';
import type { Scope } from '../scope';
import { functionValue, type Rule } from '../visit';

/** Array methods that take a function, written in place or by name. */
const CALLBACK_METHODS: ReadonlySet<string> = new Set([
  'map',
  'find',
  'filter',
  'findIndex',
  'findLast',
  'findLastIndex',
  'forEach',
  'reduce',
  'reduceRight',
  'every',
  'some',
  'flatMap',
]);

/** A function can be called and given to an array method, nothing else: not passed on, returned or given a second name. */
export const functionsRule: Rule = ({ node, scope }, report) => {
  if (node.type === 'CallExpression') {
    const method = memberName(node.callee);
    // sort with a function is reported by the methods rule.
    if (method !== undefined && (CALLBACK_METHODS.has(method) || method === 'sort')) return;
    for (const argument of node.arguments) {
      if (!functionValue(argument, scope)) continue;
      report(argument, 'no-function-passing', 'a function can be passed to array methods such as map and filter only');
    }
  } else if (node.type === 'ReturnStatement' && functionValue(node.argument, scope)) {
    report(node, 'no-function-return', 'a function cannot return a function');
  } else if (node.type === 'ArrowFunctionExpression' && node.expression && functionValue(node.body, scope)) {
    report(node.body, 'no-function-return', 'a function cannot return a function');
  } else if (node.type === 'VariableDeclarator' && isSecondName(node.init, scope)) {
    report(node, 'no-function-reassign', 'a function cannot be given a second name');
  } else if (node.type === 'AssignmentExpression' && isSecondName(node.right, scope)) {
    report(node, 'no-function-reassign', 'a function cannot be assigned');
  }
};

function isSecondName(value: AnyNode | null | undefined, scope: Scope): boolean {
  return !isFunction(value) && functionValue(value, scope) !== undefined;
}
