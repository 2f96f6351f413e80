import appsync from '@aws-appsync/eslint-plugin';
import { build } from 'esbuild';
import { Linter } from 'eslint';
import { checkCode, MAX_CODE_CHARACTERS } from '../../../../../local/runtime/appsync/code-rules/check-code';

/** A module whose request handler has `body`, and nothing else that could be refused. */
const handler = (body: string, before = '') =>
  `${before}\nexport function request(ctx) {\n${body}\nreturn {};\n}\nexport function response(ctx) { return ctx.result; }\n`;

const rulesOf = (source: string) => [...new Set(checkCode(source).map(({ rule }) => rule))];

/** Rule, code that breaks it alone, and code as near to it as is allowed. */
const inHandler: readonly (readonly [rule: string, breaks: string, passes: string])[] = [
  ['no-throw', `throw 'x';`, `util.error('x');`],
  ['no-try', `try { util.autoId(); } finally { ctx.stash.a = 1; }`, `const tried = util.autoId();`],
  ['no-while', `while (ctx.args.a) { ctx.args.a = false; }`, `if (ctx.args.a) { ctx.args.a = false; }`],
  ['no-while', `do { ctx.args.a = 1; } while (false);`, `for (const a of [1]) { ctx.args.a = a; }`],
  ['no-for', `for (let i = 0; i < 3; i += 1) { ctx.stash.i = i; }`, `for (const i of [0, 1]) { ctx.stash.i = i; }`],
  ['no-continue', `for (const a of [1]) { if (a) continue; }`, `for (const a of [1]) { if (a) break; }`],
  ['no-labels', `outer: for (const a of [1]) { break outer; }`, `const labels = { outer: 1 };`],
  ['no-debugger', `debugger;`, `console.log('debugger');`],
  ['no-classes', `class A {}`, `const className = 'A';`],
  ['no-classes', `const a = class {};`, `const a = { class: 1 };`],
  ['no-this', `const a = this;`, `const a = ctx.args.this;`],
  ['no-async', `const f = async () => 1;`, `const async = 1;`],
  ['no-generators', `const f = function* () {};`, `const f = function () {};`],
  ['no-dynamic-import', `const a = import('x');`, `const a = { import: 'x' };`],
  ['no-meta-property', `const a = import.meta.url;`, `const a = ctx.args.import;`],
  ['no-in-operator', `const a = 'x' in ctx.args;`, `for (const a in ctx.args) { ctx.stash[a] = 1; }`],
  ['no-disallowed-binary-operators', `const a = ctx instanceof Object;`, `const a = typeof ctx === 'object';`],
  ['no-disallowed-unary-operators', `let a = 1; a++;`, `let a = 1; a += 1;`],
  ['no-disallowed-unary-operators', `let a = 1; --a;`, `let a = 1; a -= 1;`],
  ['no-disallowed-unary-operators', `const a = ~1;`, `const a = -1 ^ +'2' & !3 | 4 << 1;`],
  ['no-regex', `const a = /x/;`, `const a = 4 / 2 / 1;`],
  ['no-bigint', `const a = 1n;`, `const a = 1;`],
  ['no-new', `const a = new Date();`, `const a = util.time.nowISO8601();`],
  ['no-new', `const a = new Map();`, `const a = {};`],
  ['no-promise', `const a = new Promise((done) => done(1));`, `const a = { Promise: 1 };`],
  ['no-promise', `const a = Promise.resolve(1);`, `const a = ctx.args.Promise;`],
  ['no-unsupported-global', `const a = Date.now();`, `const a = util.time.nowEpochMilliSeconds();`],
  ['no-unsupported-global', `const a = fetch('x');`, `const fetch = 1; const a = fetch;`],
  ['no-unsupported-global', `const a = { process };`, `const a = { process: 1 }; const b = a.process;`],
  ['no-unsupported-global', `const a = ctx.args[globalThis];`, `const a = ctx.args.globalThis;`],
  ['no-unsupported-global', `setTimeout('x', 1);`, `const { setTimeout } = ctx.args; const a = setTimeout;`],
  ['no-unsupported-global', `undeclared = 1;`, `let declared = 1; declared = 2;`],
  ['no-unsupported-global', `const a = arguments.length;`, `const a = ctx.arguments;`],
  ['no-disallowed-methods', `console.warn('x');`, `console.log('x'); console.error('x');`],
  ['no-disallowed-methods', `const a = Math.pow(2, 3);`, `const a = Math.floor(Math.random() * 3);`],
  ['no-disallowed-methods', `const a = Object.freeze({});`, `const a = Object.keys({}).concat(Object.values({}));`],
  ['no-disallowed-methods', `const a = Object['create'](null);`, `const a = Object['entries']({});`],
  ['no-disallowed-methods', `const a = Object[ctx.args.name];`, `const a = ctx.args[ctx.args.name];`],
  ['no-disallowed-methods', `const a = JSON.rawJSON('1');`, `const a = JSON.parse(JSON.stringify(1));`],
  ['no-disallowed-methods', `const a = Number.parseInt('1');`, `const a = Number.isNaN(parseInt('1'));`],
  ['no-disallowed-methods', `const a = Array.from('ab');`, `const a = Array.isArray([...'ab']);`],
  ['no-disallowed-methods', `const a = 'a'.padStart(3);`, `const a = 'a'.padded;`],
  ['no-disallowed-methods', `const a = [1].keys();`, `const keys = Object.keys([1]);`],
  ['no-disallowed-methods', `const a = ctx.args.list?.entries();`, `const a = ctx.args.entries;`],
  ['no-disallowed-methods', `const a = ctx.args.hasOwnProperty('x');`, `const a = Object.hasOwn(ctx.args, 'x');`],
  ['no-disallowed-methods', `const f = () => 1; const a = f.call(1);`, `const f = () => 1; const a = f(1);`],
  ['no-disallowed-methods', `const a = [2, 1].sort((x, y) => x - y);`, `const a = [2, 1].sort();`],
  ['no-function-return', `const f = () => () => 1;`, `const f = () => ({ a: 1 });`],
  ['no-function-return', `const f = () => { return function () {}; };`, `const f = () => { return 1; };`],
  ['no-function-return', `const g = () => 1; const f = () => g;`, `const g = () => 1; const f = () => g();`],
  ['no-function-reassign', `const g = () => 1; const f = g;`, `const g = () => 1; const f = g();`],
  ['no-function-reassign', `const g = () => 1; let f; f = g;`, `let f; f = ctx.args.g;`],
  ['no-function-passing', `const f = (g) => 1; f(() => 2);`, `const f = (g) => 1; f([1].map(() => 2));`],
  ['no-function-passing', `const g = () => 1; JSON.stringify({}, g);`, `const g = (a) => a; [1].map(g);`],
  ['no-function-passing', `'a'.replace('a', () => 'b');`, `'a'.replace('a', 'b');`],
  ['no-disallowed-re-assignment', `ctx = {};`, `const other = ctx;`],
  ['no-disallowed-re-assignment', `ctx.args = {};`, `ctx.args.id = 1;`],
  ['no-disallowed-re-assignment', `ctx['stash'] = {};`, `ctx['stash'].a = {};`],
  ['no-disallowed-re-assignment', `delete ctx.stash;`, `delete ctx.stash.a;`],
  ['no-disallowed-re-assignment', `for (ctx.args in {}) {}`, `for (const ctx in {}) {}`],
  ['no-disallowed-re-assignment', `[ctx.args] = [1];`, `const [a] = [ctx.args];`],
  ['no-disallowed-re-assignment', `({ a: ctx.args } = ctx.stash);`, `({ a: ctx.args.b } = ctx.stash);`],
  ['no-disallowed-re-assignment', `[1].forEach((a) => { ctx.args = a; });`, `[1].forEach((ctx) => { ctx.a = 1; });`],
  [
    'no-recursion',
    `const f = (n) => (n === 0 ? 1 : f(n - 1)); f(1);`,
    `const f = (n) => n; const g = (n) => f(f(n)); g(1);`,
  ],
];

const modules: readonly (readonly [rule: string, breaks: string, passes: string])[] = [
  ['no-await', handler('', 'const a = await 1;'), handler('', 'const awaited = 1;')],
  [
    'no-recursion',
    handler(
      'one();',
      'function one() { [1].map(() => two()); }\nconst two = function () { three(); };\nconst three = () => { one(); };',
    ),
    handler(
      'one();',
      'function one() { [1].map(() => two()); }\nconst two = function () { three(); };\nconst three = () => 1;',
    ),
  ],
  ['no-recursion', handler('response(ctx);').replace('ctx.result', 'request(ctx)'), handler('response(ctx);')],
  [
    'no-unknown-import',
    handler('', `import { v4 } from 'uuid';`),
    handler('', `import { util, runtime as r } from '@aws-appsync/utils';`),
  ],
  [
    'no-unknown-import',
    handler('', `import './other.js';`),
    handler('', `import * as ddb from '@aws-appsync/utils/dynamodb';`),
  ],
  [
    'no-unknown-import',
    handler('', `import { putItem } from '@aws-appsync/utils/dynamodb';`),
    handler('', `import { put, operations } from '@aws-appsync/utils/dynamodb';`),
  ],
  [
    'no-unknown-import',
    handler('', `import util from '@aws-appsync/utils';`),
    handler('', `import { sql } from '@aws-appsync/utils/rds';`),
  ],
  ['no-unknown-import', `${handler('')} export * from '@aws-appsync/utils';`, `${handler('')} export const extra = 1;`],
  ['missing-handler', 'export function request() { return {}; }', handler('')],
  [
    'missing-handler',
    'export const request = {}; export const response = () => 1;',
    'export const request = () => 1; export const response = (ctx) => ctx.result;',
  ],
  [
    'missing-handler',
    'function a() { return {}; } function b() { return {}; } export { a as request, b };',
    'function a() { return {}; } function b() { return {}; } export { a as request, b as response };',
  ],
  [
    'missing-handler',
    'export default function request() { return 1; } export function response() { return 1; }',
    handler(''),
  ],
  ['code-size', `${handler('')}// ${'x'.repeat(MAX_CODE_CHARACTERS)}`, handler('').padEnd(MAX_CODE_CHARACTERS)],
  ['syntax', 'export function request( {', handler('')],
];

describe('checkCode', () => {
  it.each(inHandler)('%s refuses %j', (rule, breaks) => {
    expect(rulesOf(handler(breaks))).toEqual([rule]);
  });

  it.each(inHandler)('%s, but not its neighbour', (_, __, passes) => {
    expect(checkCode(handler(passes))).toEqual([]);
  });

  it.each(modules)('%s refuses a module', (rule, breaks) => {
    expect(rulesOf(breaks)).toEqual([rule]);
  });

  it.each(modules)('%s, but not the module next to it', (_, __, passes) => {
    expect(checkCode(passes)).toEqual([]);
  });

  it('tells yield from its generator', () => {
    expect(rulesOf(handler('const f = function* () { yield 1; };'))).toEqual(['no-generators', 'no-yield']);
  });

  it('gives line and column, in source order, and says what to write instead', () => {
    expect(checkCode(handler('  let a = 1;\n  a++;\n  throw a;'))).toEqual([
      {
        line: 4,
        column: 3,
        rule: 'no-disallowed-unary-operators',
        message: 'the operator ++ is not supported; use += 1',
      },
      { line: 5, column: 3, rule: 'no-throw', message: 'throw is not supported; use util.error()' },
    ]);
  });

  it('gives the place of a syntax error without repeating it in the message', () => {
    expect(checkCode('export const request = ;')).toEqual([
      { line: 1, column: 24, rule: 'syntax', message: 'Unexpected token' },
    ]);
  });

  it('judges the methods of `util` and of request objects by nothing but these rules', () => {
    const code = handler(
      [
        `const { id, ...rest } = ctx.args;`,
        `const key = util.dynamodb.toMapValues({ pk: \`GROUP#\${id}\`, now: util.time.nowEpochSeconds() });`,
        `if (rest?.list?.includes('x') ?? false) { util.appendError('x', 'Y'); }`,
        `switch (id) { case 'a': return runtime.earlyReturn(null, { skipTo: 'END' }); default: ctx.stash.key = key; }`,
        `extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ id: { eq: id } }));`,
        `const total = rest.list.filter((n) => n > 1).reduce((sum, n) => sum + n, 0);`,
      ].join('\n'),
    );
    expect(checkCode(code)).toEqual([]);
  });

  it('refuses the helpers that a bundler adds, so that the bundle must be checked', async () => {
    const source = `
      const { a, ...rest } = { a: 1, b: 2 };
      export function request(ctx) { return { ...rest, a: ctx.args.a ?? a }; }
      export function response(ctx) { return ctx.result; }
    `;
    const bundle = async (target: string) => {
      const built = await build({ stdin: { contents: source }, bundle: true, write: false, format: 'esm', target });
      return built.outputFiles[0]?.text ?? '';
    };
    expect(checkCode(source)).toEqual([]);
    expect(checkCode(await bundle('esnext'))).toEqual([]);
    expect(rulesOf(await bundle('es2016'))).toContain('no-in-operator');
  });
});

/** AWS's own ESLint plugin is a second opinion on the rules it can judge without types. */
describe('agreement with the ESLint plugin of AWS', () => {
  // The plugin's types leave the shape of its configurations open.
  const base = appsync.configs?.base as Linter.Config;
  const pluginRules = new Set(Object.keys(base.rules ?? {}).map((name) => name.replace('@aws-appsync/', '')));
  const linter = new Linter();
  const pluginRulesOf = (source: string) => [
    ...new Set(linter.verify(source, [base]).map(({ ruleId }) => String(ruleId).replace('@aws-appsync/', ''))),
  ];
  const shared = inHandler.filter(([rule]) => pluginRules.has(rule));
  /** Forms the plugin does not look at: class and generator expressions, `Promise` without `new`, destructuring. */
  const unnoticed = ['class {}', 'function* ()', 'Promise.resolve(1)', '({ a: ctx.args } =', '[ctx.args] ='];

  it('has rules in common', () => {
    expect(shared.length).toBeGreaterThan(20);
  });

  it.each(shared.filter(([, breaks]) => !unnoticed.some((text) => breaks.includes(text))))(
    '%s refuses %j there too',
    (rule, breaks) => {
      expect(pluginRulesOf(handler(breaks))).toEqual([rule]);
    },
  );

  it.each(inHandler)('%s: its neighbour passes there too', (_, __, passes) => {
    expect(pluginRulesOf(handler(passes))).toEqual([]);
  });
});
