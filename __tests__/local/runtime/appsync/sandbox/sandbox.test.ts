import type { ContextTexts, Step } from '../../../../../local/runtime/appsync/sandbox/protocol';
import { Sandbox } from '../../../../../local/runtime/appsync/sandbox/sandbox';

const texts: ContextTexts = {
  args: '{"id":"1"}',
  identity: 'null',
  source: 'null',
  request: '{}',
  info: '{}',
  env: '{}',
};
const nowMs = Date.UTC(2030, 0, 1);

describe('Sandbox', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await Sandbox.create({ nowMs: () => nowMs, randomBytes: (count) => new Uint8Array(count).fill(7) });
  });
  afterEach(() => sandbox.dispose());

  /** Runs a request handler with this body. */
  const run = (body: string, top = ''): Step =>
    sandbox.start(
      {
        kind: 'UNIT',
        code: sandbox.compile(
          `import { util, runtime, extensions } from '@aws-appsync/utils';
${top}
export function request(ctx) {
  ${body}
}
export function response(ctx) { return ctx.result; }`,
        ),
      },
      'API_KEY',
      texts,
    );
  const callOf = (step: Step) => {
    if (step.kind !== 'call') throw new Error(JSON.stringify(step));
    return step;
  };
  const requestOf = (step: Step) => callOf(step).request;

  it('gives code the built-ins, the injected clock and randomness, and zones', () => {
    const step = run(
      `console.log('id', ctx.args);
       return [util.autoId(), util.time.nowISO8601(), util.time.nowFormatted('HH:mm', 'Asia/Tokyo'), util.authType()];`,
    );
    expect(requestOf(step)).toEqual([
      '07070707-0707-4707-8707-070707070707',
      '2030-01-01T00:00:00.000Z',
      '09:00',
      'API Key Authorization',
    ]);
    expect(step.logs).toEqual([{ level: 'log', line: 'id {"id":"1"}' }]);
  });

  it.each(['process', 'require', 'fetch', 'setTimeout', 'Buffer', 'WebAssembly', '__appsyncHost'])(
    'has no %s',
    (name) => {
      expect(requestOf(run(`return typeof ${name};`))).toBe('undefined');
    },
  );

  it('reaches no Node object by the constructors of what it gets', () => {
    const step = run(`return ctx.args.constructor.constructor('return typeof process')();`);
    expect(requestOf(step)).toBe('undefined');
  });

  it('stops an endless loop and serves the next evaluation', () => {
    expect(run('for (;;) {}')).toMatchObject({
      kind: 'failed',
      error: { errorType: 'Code', message: expect.stringContaining('stopped') },
    });
    expect(requestOf(run('return 1;'))).toBe(1);
  });

  it('stops a pattern that backtracks without end', () => {
    expect(run(`return util.matches('(a+)+b', 'a'.repeat(40));`)).toMatchObject({
      kind: 'failed',
      error: { errorType: 'Code' },
    });
    expect(requestOf(run('return 1;'))).toBe(1);
  });

  it('ends code that takes too much memory and serves the next evaluation', () => {
    const step = run(`let text = 'x'; for (const _ of [...Array(40).keys()]) text = text + text; return text;`);
    expect(step).toMatchObject({ kind: 'failed', error: { errorType: 'Code' } });
    expect(requestOf(run('return 1;'))).toBe(1);
  });

  it('ends recursion without end', () => {
    expect(run('return f();', 'function f() { return f() + 1; }')).toMatchObject({
      kind: 'failed',
      error: { errorType: 'Code' },
    });
    expect(requestOf(run('return 1;'))).toBe(1);
  });

  it('names the line of the deployed code in a fault', () => {
    expect(run('const nothing = null;\n  return nothing.x;')).toMatchObject({
      error: { errorType: 'Code', message: expect.stringMatching(/^code\.js:5:\d+: TypeError: /) },
    });
  });

  it('keeps nothing of a module between evaluations', () => {
    const code = sandbox.compile(
      'let calls = 0;\nexport function request(ctx) { calls += 1; return calls; }\nexport function response(ctx) { return calls; }',
    );
    const plan = { kind: 'UNIT', code } as const;
    const first = sandbox.start(plan, 'API_KEY', texts);
    expect([requestOf(first), requestOf(sandbox.start(plan, 'API_KEY', texts))]).toEqual([1, 1]);
  });

  it.each([
    'Array.prototype.map = 1',
    'Object.prototype.leak = 1',
    'globalThis.leak = 1',
    'JSON.parse = 1',
    'Math.max = 1',
  ])('refuses %s, so that nothing leaks to later evaluations', (change) => {
    expect(run(`${change.startsWith('JSON') ? '' : change}; return 1;`)).toMatchObject(
      change.startsWith('JSON')
        ? { kind: 'call' }
        : { kind: 'failed', error: { message: expect.stringContaining('TypeError') } },
    );
    expect(requestOf(run('return [[1].map((n) => n + 1), typeof globalThis.leak, {}.leak === undefined];'))).toEqual([
      [2],
      'undefined',
      true,
    ]);
  });

  it.each([
    ['a built-in', `util.time.left = 1;`],
    ['a function of a built-in', `util.autoId.left = 1;`],
    ['a global object', `console.left = 1;`],
    ['a function of a module', `ddb.get.left = 1;`],
    ['a module', `util.dynamodb.toMapValues = () => 1;`],
    ['an accessor of the context', `Object.getOwnPropertyDescriptor(ctx, 'args').get.left = 1;`],
  ])('refuses a change of %s, which all evaluations share', (_what, change) => {
    const step = run(change, `import * as ddb from '@aws-appsync/utils/dynamodb';`);
    expect(step).toMatchObject({ kind: 'failed', error: { message: expect.stringContaining('TypeError') as unknown } });
  });

  it('keeps what runs record apart while they wait side by side', () => {
    const code = sandbox.compile(`import { util } from '@aws-appsync/utils';
export function request(ctx) { util.appendError('request of ' + ctx.args.id); return {}; }
export function response(ctx) {
  console.log(util.authType());
  util.http.addResponseHeader('x-id', ctx.args.id);
  return ctx.args.id;
}`);
    const start = (id: string, mode: 'API_KEY' | 'AWS_IAM') =>
      callOf(sandbox.start({ kind: 'UNIT', code }, mode, { ...texts, args: JSON.stringify({ id }) }));
    const [first, second] = [start('a', 'API_KEY'), start('b', 'AWS_IAM')];
    const ends = [first, second].map(({ run: id }) => sandbox.resume(id, { result: 'null' }));
    const done = (id: string, line: string) => ({
      kind: 'done',
      value: id,
      logs: [{ level: 'log', line }],
      outcome: { errors: [{ message: `request of ${id}` }], responseHeaders: [['x-id', id]] },
    });
    expect(ends).toMatchObject([done('a', 'API Key Authorization'), done('b', 'IAM Authorization')]);
  });

  it('lets code replace, spread and list the parts of its context', () => {
    const step = run(`ctx.args = { id: '2' };
return [ctx.arguments, { ...ctx }.args, Object.keys(ctx).sort().join(), ctx.env];`);
    expect(requestOf(step)).toEqual([
      { id: '2' },
      { id: '2' },
      'args,arguments,env,identity,info,prev,request,result,source,stash',
      {},
    ]);
  });

  it('lets data have the names of Object.prototype', () => {
    expect(requestOf(run(`const map = {}; map['constructor'] = 'a'; map['toString'] = 'b'; return map;`))).toEqual({
      constructor: 'a',
      toString: 'b',
    });
  });

  it('passes the stash and results on, and its own copy of the arguments to each handler', () => {
    const code = (body: string) =>
      sandbox.compile(
        `export function request(ctx) { ${body} }\nexport function response(ctx) { return { prev: ctx.prev, result: ctx.result, id: ctx.args.id, stash: ctx.stash }; }`,
      );
    const plan = {
      kind: 'PIPELINE',
      code: code(`ctx.stash.a = 1; ctx.args.id = 'changed'; return 'before';`),
      functions: [code('return ctx.prev.result;')],
    } as const;
    const call = sandbox.start(plan, 'API_KEY', texts);
    if (call.kind !== 'call') throw new Error(JSON.stringify(call));
    expect(call).toMatchObject({ step: 0, request: 'before' });
    const ofFunction = { prev: { result: 'before' }, result: 5, id: '1', stash: { a: 1 } };
    expect(sandbox.resume(call.run, { result: '5' })).toMatchObject({
      kind: 'done',
      value: { prev: { result: ofFunction }, result: ofFunction, id: '1', stash: { a: 1 } },
    });
  });

  it.each([
    ['', ['second'], 'second'],
    [`, { skipTo: 'NEXT' }`, ['second'], 'second'],
    [`, { skipTo: 'END' }`, [], 'early'],
  ])('goes on after an early return with options "%s"', (options, requests, value) => {
    const code = (body: string) =>
      sandbox.compile(
        `import { runtime } from '@aws-appsync/utils';\nexport function request(ctx) { ${body} }\nexport function response(ctx) { return ctx.result; }`,
      );
    const plan = {
      kind: 'PIPELINE',
      code: code('return {};'),
      functions: [code(`runtime.earlyReturn('early'${options});`), code(`return 'second';`)],
    } as const;
    const seen: unknown[] = [];
    let step = sandbox.start(plan, 'API_KEY', texts);
    for (; step.kind === 'call'; step = sandbox.resume(step.run, { result: JSON.stringify(step.request) }))
      seen.push(step.request);
    expect([seen, step]).toEqual([requests, expect.objectContaining({ kind: 'done', value })]);
  });

  it('shows the error of a data source and carries out util.error with its entry', () => {
    const code = sandbox.compile(
      `import { util } from '@aws-appsync/utils';
       export function request(ctx) { return {}; }
       export function response(ctx) { util.appendError('first', 'A'); util.error(ctx.error.message, ctx.error.type, ctx.result, { more: 1 }); }`,
    );
    const call = sandbox.start({ kind: 'UNIT', code }, 'API_KEY', texts);
    if (call.kind !== 'call') throw new Error(JSON.stringify(call));
    expect(
      sandbox.resume(call.run, { result: '{"id":1}', error: { message: 'no', type: 'DynamoDB:X' } }),
    ).toMatchObject({
      kind: 'failed',
      error: { message: 'no', errorType: 'DynamoDB:X', data: { id: 1 }, errorInfo: { more: 1 } },
      outcome: { errors: [{ message: 'first', errorType: 'A', data: null, errorInfo: null }] },
    });
  });

  it('does not resume a run that was abandoned', () => {
    const call = run('return 1;');
    if (call.kind !== 'call') throw new Error(JSON.stringify(call));
    sandbox.abandon(call.run);
    expect(sandbox.resume(call.run, { result: '1' })).toMatchObject({ kind: 'failed' });
  });
});
