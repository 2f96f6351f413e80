import type { AnyNode } from 'acorn';
import { isFunction } from '../ast';
import type { Rule } from '../visit';

/** Statements and expressions outside the language subset: rule and message by node type. */
const REFUSED: ReadonlyMap<AnyNode['type'], readonly [rule: string, message: string]> = new Map([
  ['ThrowStatement', ['no-throw', 'throw is not supported; use util.error()']],
  ['TryStatement', ['no-try', 'try, catch and finally are not supported']],
  ['WhileStatement', ['no-while', 'while is not supported; use for-of or an array method']],
  ['DoWhileStatement', ['no-while', 'do-while is not supported; use for-of or an array method']],
  ['ForStatement', ['no-for', 'for(;;) is not supported; use for-of or for-in']],
  ['ContinueStatement', ['no-continue', 'continue is not supported; put the rest of the loop into an if']],
  ['LabeledStatement', ['no-labels', 'labels are not supported']],
  ['DebuggerStatement', ['no-debugger', 'debugger is not supported; use console.log()']],
  ['ClassDeclaration', ['no-classes', 'classes are not supported']],
  ['ClassExpression', ['no-classes', 'classes are not supported']],
  ['ThisExpression', ['no-this', 'this is not supported']],
  ['AwaitExpression', ['no-await', 'await is not supported; data sources do the waiting']],
  ['YieldExpression', ['no-yield', 'yield is not supported']],
  ['ImportExpression', ['no-dynamic-import', 'import() is not supported; use an import statement']],
  ['MetaProperty', ['no-meta-property', 'import.meta and new.target are not supported']],
]);

const REFUSED_BINARY: ReadonlyMap<string, readonly [rule: string, message: string]> = new Map([
  ['in', ['no-in-operator', 'the operator in is not supported; use Object.hasOwn()']],
  ['instanceof', ['no-disallowed-binary-operators', 'the operator instanceof is not supported']],
]);

/** Syntax that the runtime does not have ("Supported runtime features" of the AppSync guide). */
export const syntaxRule: Rule = ({ node }, report) => {
  const refused = REFUSED.get(node.type);
  if (refused) report(node, ...refused);
  if (node.type === 'ForOfStatement' && node.await) report(node, 'no-await', 'for await is not supported');
  if (isFunction(node) && node.async) report(node, 'no-async', 'async functions are not supported');
  if (isFunction(node) && node.generator) report(node, 'no-generators', 'generators are not supported');
  if (node.type === 'BinaryExpression') {
    const binary = REFUSED_BINARY.get(node.operator);
    if (binary) report(node, ...binary);
  }
  if (node.type === 'UpdateExpression') {
    const instead = node.operator === '++' ? '+= 1' : '-= 1';
    report(node, 'no-disallowed-unary-operators', `the operator ${node.operator} is not supported; use ${instead}`);
  }
  if (node.type === 'UnaryExpression' && node.operator === '~') {
    report(node, 'no-disallowed-unary-operators', 'the operator ~ is not supported');
  }
  if (node.type === 'Literal' && node.regex) {
    report(node, 'no-regex', 'regular expression literals are not supported; use util.matches()');
  }
  if (node.type === 'Literal' && typeof node.bigint === 'string') {
    report(node, 'no-bigint', 'BigInt is not supported; use a number');
  }
};
