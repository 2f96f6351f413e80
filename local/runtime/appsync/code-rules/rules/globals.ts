import type { AnyNode } from 'acorn';
import { memberName } from '../ast';
import type { Rule } from '../visit';

/**
 * Globals that resolver code may name. A list allows only these members: those of the guide's "Supported runtime
 * features". `Array.isArray` and the conversions (`Number(x)`, `parseInt`) are let pass: the guide is silent about them.
 */
const ALLOWED: ReadonlyMap<string, readonly string[] | 'any'> = new Map<string, readonly string[] | 'any'>([
  ['NaN', 'any'],
  ['Infinity', 'any'],
  ['undefined', 'any'],
  ['util', 'any'],
  ['extensions', 'any'],
  ['runtime', 'any'],
  ['console', ['log', 'error']],
  ['JSON', ['parse', 'stringify']],
  ['Math', ['random', 'min', 'max', 'round', 'floor', 'ceil']],
  ['Object', ['assign', 'entries', 'hasOwn', 'keys', 'values']],
  ['Number', ['isFinite', 'isNaN']],
  ['String', ['raw']],
  ['Array', ['isArray']],
  ['Boolean', []],
  ['parseInt', []],
  ['parseFloat', []],
]);

/** What to use instead of a global that people reach for. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['Date', 'use util.time'],
  ['RegExp', 'use util.matches()'],
  ['Promise', 'data sources do the waiting'],
  ['Error', 'use util.error()'],
  ['fetch', 'use an HTTP data source'],
  ['crypto', 'use util.autoId()'],
  ['process', 'use ctx.env'],
  ['encodeURIComponent', 'use util.urlEncode()'],
  ['decodeURIComponent', 'use util.urlDecode()'],
  ['btoa', 'use util.base64Encode()'],
  ['atob', 'use util.base64Decode()'],
]);

/** Refuses globals and members of globals that the runtime does not have, and `new`: nothing there can be constructed. */
export const globalsRule: Rule = ({ node, ancestors, scope }, report) => {
  if (node.type === 'NewExpression') {
    const promise = node.callee.type === 'Identifier' && node.callee.name === 'Promise';
    report(node, promise ? 'no-promise' : 'no-new', 'new is not supported: there are no classes and constructors');
    return;
  }
  const parent = ancestors.at(-1);
  if (node.type !== 'Identifier' || !isReference(node, parent) || scope.resolve(node.name)) return;
  const members = ALLOWED.get(node.name);
  if (members === undefined) {
    // `new Date()` has been reported as `new` already.
    if (parent?.type === 'NewExpression' && parent.callee === node) return;
    const rule = node.name === 'Promise' ? 'no-promise' : 'no-unsupported-global';
    const instead = INSTEAD.get(node.name);
    report(node, rule, `${node.name} is not supported${instead === undefined ? '' : `; ${instead}`}`);
    return;
  }
  if (members === 'any' || parent?.type !== 'MemberExpression' || parent.object !== node) return;
  const member = memberName(parent);
  if (member !== undefined && members.includes(member)) return;
  const allowed = members.length === 0 ? 'it has no members there' : `it has ${members.join(', ')} there`;
  report(parent, 'no-disallowed-methods', `${node.name}.${member ?? '[…]'} is not supported; ${allowed}`);
};

/** Parents under which an identifier is a name and no value. */
const NAMING: ReadonlySet<AnyNode['type']> = new Set<AnyNode['type']>([
  'ExportSpecifier',
  'ImportSpecifier',
  'ImportDefaultSpecifier',
  'ImportNamespaceSpecifier',
  'ExportAllDeclaration',
  'LabeledStatement',
  'BreakStatement',
  'ContinueStatement',
  'MetaProperty',
]);

/** True for an identifier that stands for a value, false for a property name, a label or part of an import or export. */
function isReference(node: AnyNode, parent: AnyNode | undefined): boolean {
  if (parent === undefined || NAMING.has(parent.type)) return false;
  if (parent.type === 'MemberExpression') return parent.object === node || parent.computed;
  if (parent.type === 'Property') return parent.value === node || parent.computed;
  const isMember = parent.type === 'PropertyDefinition' || parent.type === 'MethodDefinition';
  return !isMember || (parent.computed && parent.key === node);
}
