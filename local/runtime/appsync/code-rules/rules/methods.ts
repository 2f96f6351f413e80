import { memberName } from '../ast';
import type { Rule } from '../visit';

/**
 * Methods of strings, arrays, objects, dates and functions that the runtime lacks (AWS's ESLint plugin and the guide list
 * them). The type of the receiver is not known here, so a name counts whatever it is called on; names that some supported
 * type does have, such as `toString`, are not in the list.
 */
const REFUSED: ReadonlySet<string> = new Set([
  'copyWithin',
  'entries',
  'group',
  'groupToMap',
  'keys',
  'values',
  'toLocaleString',
  'charCodeAt',
  'localeCompare',
  'matchAll',
  'padEnd',
  'padStart',
  'repeat',
  'search',
  'toLocaleLowerCase',
  'toLocaleUpperCase',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'apply',
  'bind',
  'call',
  'then',
]);

/** Refuses calls of methods the runtime lacks, and `sort` with a comparison. */
export const methodsRule: Rule = ({ node, scope }, report) => {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return;
  const name = memberName(node.callee);
  if (name === undefined) return;
  const { object } = node.callee;
  // Object.keys(x) and the like are members of a global, judged there.
  const isGlobal = object.type === 'Identifier' && scope.resolve(object.name) === undefined;
  if (REFUSED.has(name) && !isGlobal) report(node, 'no-disallowed-methods', `the method ${name} is not supported`);
  if (name === 'sort' && node.arguments.length > 0) {
    report(node, 'no-disallowed-methods', 'sort takes no arguments; it sorts by the text of the elements');
  }
};
