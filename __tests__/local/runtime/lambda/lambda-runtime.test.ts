import { existsSync } from 'node:fs';
import { eventually, type FunctionSource, LambdaFunctions } from '../../../support/lambda-function';
import { ManualClock } from '../../../support/manual-clock';

describe('startLambda', () => {
  let functions: LambdaFunctions;
  beforeEach(() => (functions = new LambdaFunctions()));
  afterEach(() => functions.close());

  const run = async (source: FunctionSource | string, payload: unknown = {}) => {
    const lambda = await functions.start(typeof source === 'string' ? { code: source } : source);
    return lambda.invoke(payload);
  };

  describe('handlers', () => {
    it.each([
      ['async', 'exports.handler = async (event) => ({ twice: event.n * 2 });'],
      ['promise', 'exports.handler = (event) => Promise.resolve({ twice: event.n * 2 });'],
      [
        'callback',
        'exports.handler = (event, context, done) => setTimeout(() => done(null, { twice: event.n * 2 }), 1);',
      ],
      ['context.succeed', 'exports.handler = (event, context) => context.succeed({ twice: event.n * 2 });'],
    ])('answers what a handler of style %s gives', async (_style, code) => {
      expect(await run(code, { n: 21 })).toEqual({ payload: { twice: 42 } });
    });

    it('loads ES modules by extension and by package.json', async () => {
      const code = 'import { basename } from "node:path"; export const handler = async () => basename("/a/b");';
      expect(await run({ code: { 'index.mjs': code } })).toEqual({ payload: 'b' });
      expect(await run({ code: { 'index.js': code, 'package.json': '{"type":"module"}' } })).toEqual({ payload: 'b' });
    });

    it('finds a handler in a folder and below an export', async () => {
      const code = {
        'src/api.js': 'exports.v1 = { get: async () => require("./name") }',
        'src/name.js': 'module.exports = "name"',
      };
      expect(await run({ code, definition: { handler: 'src/api.v1.get' } })).toEqual({ payload: 'name' });
    });

    it('waits for an empty event loop after a callback, unless the handler says otherwise', async () => {
      const code = (wait: boolean) => `
        let log = [];
        exports.handler = (event, context, done) => {
          context.callbackWaitsForEmptyEventLoop = ${wait};
          done(null, log);
          setTimeout(() => log.push('later'), 20);
        };`;
      expect(await run(code(true))).toEqual({ payload: ['later'] });
      expect(await run(code(false))).toEqual({ payload: [] });
    });

    it('answers null when nothing is left to do and nothing was answered', async () => {
      expect(await run('exports.handler = () => {};')).toEqual({ payload: null });
      expect(await run('exports.handler = () => new Promise(() => {});')).toEqual({ payload: null });
    });

    it('keeps module state between invocations of a worker and gives JSON in both directions', async () => {
      const lambda = await functions.start({
        code: 'let calls = 0; exports.handler = async (event) => ({ calls: ++calls, event, at: new Date(0), no: undefined });',
      });
      const at = '1970-01-01T00:00:00.000Z';
      expect(await lambda.invoke({ a: [1, null] })).toEqual({ payload: { calls: 1, event: { a: [1, null] }, at } });
      expect(await lambda.invoke('text')).toEqual({ payload: { calls: 2, event: 'text', at } });
      expect(lambda.workers()).toBe(1);
    });

    it('takes no late callback of an earlier invocation for an answer', async () => {
      const lambda = await functions.start({
        code: `let former;
          exports.handler = (event, context, done) => {
            if (event.n === 2) return void former(null, 'stale');
            former = done;
            return Promise.resolve('first');
          };`,
      });
      expect(await lambda.invoke({ n: 1 })).toEqual({ payload: 'first' });
      expect(await lambda.invoke({ n: 2 })).toEqual({ payload: null });
    });
  });

  describe('environment', () => {
    it('is that of the function and of Lambda alone', async () => {
      process.env.TRISTAGE_TEST_HOST_VARIABLE = 'host';
      try {
        const result = await run({
          code: 'exports.handler = async () => process.env;',
          definition: { environment: { TABLE: 'T', AWS_REGION: 'eu-west-1' } },
        });
        if (!('payload' in result)) throw new Error(result.errorMessage);
        const environment = new Map(Object.entries(result.payload as Record<string, string>));
        expect(environment.get('TRISTAGE_TEST_HOST_VARIABLE')).toBeUndefined();
        expect(environment.get('HOME')).toBeUndefined();
        expect(environment.get('TABLE')).toBe('T');
        expect(environment.get('AWS_REGION')).toBe('ap-northeast-1');
        expect(environment.get('AWS_LAMBDA_FUNCTION_NAME')).toBe('work');
        expect(environment.get('AWS_LAMBDA_FUNCTION_MEMORY_SIZE')).toBe('128');
        expect(environment.get('AWS_ENDPOINT_URL')).toBe('http://127.0.0.1:9');
        expect(environment.get('TZ')).toBe(':UTC');
        expect(environment.get('_HANDLER')).toBe('index.handler');
        expect(environment.get('_X_AMZN_TRACE_ID')).toMatch(
          /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
        );
        expect(existsSync(environment.get('AWS_SHARED_CREDENTIALS_FILE') ?? '')).toBe(false);
      } finally {
        delete process.env.TRISTAGE_TEST_HOST_VARIABLE;
      }
    });

    it('changed by the function does not reach the host', async () => {
      await run('process.env.TRISTAGE_LEAK = "1"; exports.handler = async () => 1;');
      expect(process.env.TRISTAGE_LEAK).toBeUndefined();
    });

    it('has a context with ids, limits and the time that remains', async () => {
      const code =
        'exports.handler = async (e, context) => ({ ...context, left: context.getRemainingTimeInMillis() });';
      const result = await run({ code });
      expect(result).toMatchObject({
        payload: {
          functionName: 'work',
          functionVersion: '$LATEST',
          memoryLimitInMB: '128',
          invokedFunctionArn: 'arn:aws:lambda:ap-northeast-1:111122223333:function:work',
          awsRequestId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
          logGroupName: '/aws/lambda/work',
          logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
          callbackWaitsForEmptyEventLoop: true,
        },
      });
      const left = 'payload' in result ? (result.payload as { left: number }).left : 0;
      expect(left).toBeGreaterThan(10_000);
      expect(left).toBeLessThanOrEqual(20_000);
    });
  });

  describe('errors of the function', () => {
    it.each([
      ['throws', 'exports.handler = () => { throw new TypeError("bad input"); }', 'TypeError', 'bad input'],
      ['rejects', 'exports.handler = async () => { throw new RangeError("too far"); }', 'RangeError', 'too far'],
      ['rejects with text', 'exports.handler = () => Promise.reject("plain");', 'string', 'plain'],
      ['calls back with an error', 'exports.handler = (e, c, done) => done(new Error("back"));', 'Error', 'back'],
      [
        'throws later',
        'exports.handler = () => new Promise(() => setTimeout(() => { throw new URIError("later") }, 1))',
        'URIError',
        'later',
      ],
      [
        'leaves a rejection',
        'exports.handler = () => { Promise.reject(new Error("lost")); return new Promise((r) => setTimeout(r, 1000)); }',
        'Runtime.UnhandledPromiseRejection',
        'Error: lost',
      ],
      [
        'answers a cycle',
        'exports.handler = async () => { const a = {}; a.a = a; return a; }',
        'Error',
        'Unable to stringify response body',
      ],
      ['answers a bigint', 'exports.handler = async () => 1n;', 'Error', 'Unable to stringify response body'],
      ['fails to load', 'throw new EvalError("at load");', 'EvalError', 'at load'],
      [
        'lacks the handler',
        'exports.other = () => {};',
        'Runtime.HandlerNotFound',
        'index.handler is undefined or not exported',
      ],
      ['has no function', 'exports.handler = 1;', 'Runtime.HandlerNotFound', 'index.handler is not a function'],
      ['is no JavaScript', 'this is not code', 'Runtime.UserCodeSyntaxError', expect.stringContaining('SyntaxError')],
      [
        'needs a module',
        'require("absent-module");',
        'Runtime.ImportModuleError',
        expect.stringContaining("Cannot find module 'absent-module'"),
      ],
      [
        'exits with 3',
        'exports.handler = async () => process.exit(3);',
        'Runtime.ExitError',
        expect.stringContaining('Runtime exited with error: exit status 3'),
      ],
      [
        'exits with 0',
        'exports.handler = async () => process.exit(0);',
        'Runtime.ExitError',
        expect.stringContaining('Runtime exited without providing a reason'),
      ],
      ['exits at load', 'process.exit(1);', 'Runtime.ExitError', expect.stringContaining('exit status 1')],
      [
        'fills the heap',
        'exports.handler = async () => { const a = []; for (;;) a.push(new Array(1000).fill(0.5)); }',
        'Runtime.OutOfMemory',
        expect.stringContaining('signal: killed'),
      ],
      [
        'fills memory outside the heap',
        'exports.handler = async () => { const a = []; for (;;) { a.push(Buffer.alloc(1 << 20, 1)); await new Promise((r) => setTimeout(r, 1)); } }',
        'Runtime.OutOfMemory',
        expect.stringContaining('signal: killed'),
      ],
      [
        'fills memory outside the heap in a loop',
        'exports.handler = async () => { const a = []; for (;;) a.push(Buffer.alloc(1 << 20, 1)); }',
        'Runtime.OutOfMemory',
        expect.stringContaining('signal: killed'),
      ],
      [
        'answers too much',
        'exports.handler = async () => "x".repeat(7e6);',
        'Function.ResponseSizeTooLarge',
        expect.stringContaining('6291556 bytes'),
      ],
    ])('that %s are answered as Lambda does', async (_what, code, errorType, errorMessage) => {
      const lambda = await functions.start({ code });
      const expected = { functionError: 'Unhandled', errorType, errorMessage };
      expect(await lambda.invoke({})).toMatchObject(expected);
      // The next invocation must not meet a broken worker.
      expect(await lambda.invoke({})).toMatchObject(expected);
    });

    it('are written to the log with the request id and the trace', async () => {
      const result = await run('exports.handler = async () => { throw new Error("for the log"); };');
      expect(result).toMatchObject({ trace: expect.arrayContaining(['Error: for the log']) });
      const line = functions.logs.find(({ level }) => level === 'error');
      expect(line?.message).toContain('for the log');
      expect(line?.requestId).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('that ended the worker make a fresh one, without module state', async () => {
      const lambda = await functions.start({
        code: 'let n = 0; exports.handler = async (event) => { if (event.exit) process.exit(1); return ++n; };',
      });
      expect(await lambda.invoke({})).toEqual({ payload: 1 });
      expect(await lambda.invoke({})).toEqual({ payload: 2 });
      await lambda.invoke({ exit: true });
      expect(await lambda.invoke({})).toEqual({ payload: 1 });
    });

    it('between invocations do not reach the next one', async () => {
      const lambda = await functions.start({
        code: 'exports.handler = async () => { setTimeout(() => { throw new Error("stray"); }, 1); return "done"; };',
      });
      expect(await lambda.invoke({})).toEqual({ payload: 'done' });
      await eventually(() => lambda.workers() === 0);
      expect(await lambda.invoke({})).toEqual({ payload: 'done' });
    });
  });

  describe('timeouts', () => {
    it.each([
      ['waits', 'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 1e6));'],
      ['loops', 'exports.handler = async () => { for (;;); };'],
    ])('end a handler that %s, by the clock, and the next invocation has a new worker', async (_what, hang) => {
      const clock = new ManualClock();
      const own = new LambdaFunctions(clock);
      try {
        const code = `const state = { fresh: true }; ${hang.replace('exports.handler', 'const hang')}
          exports.handler = (event) => { const { fresh } = state; state.fresh = false; return event.hang ? hang() : Promise.resolve(fresh); };`;
        const lambda = await own.start({ code, definition: { timeoutSeconds: 3 } });
        expect(await lambda.invoke({})).toEqual({ payload: true });
        const hanging = lambda.invoke({ hang: true });
        await eventually(() => own.logs.filter(({ message }) => message.startsWith('START')).length === 2);
        clock.advance(2999);
        expect(own.logs.some(({ message }) => message.includes('timed out'))).toBe(false);
        clock.advance(1);
        expect(await hanging).toEqual({
          functionError: 'Unhandled',
          errorType: 'Sandbox.Timedout',
          errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 3\.00 seconds$/),
        });
        expect(await lambda.invoke({})).toEqual({ payload: true });
      } finally {
        await own.close();
      }
    });

    it('end a package that does not load within 10 s', async () => {
      const clock = new ManualClock();
      const own = new LambdaFunctions(clock);
      try {
        const lambda = await own.start({ code: 'for (;;);' });
        const result = lambda.invoke({});
        await eventually(() => lambda.workers() === 1);
        clock.advance(10_000);
        expect(await result).toMatchObject({
          errorType: 'Sandbox.Timedout',
          errorMessage: 'Init timed out after 10.00 seconds',
        });
        await eventually(() => lambda.workers() === 0);
      } finally {
        await own.close();
      }
    });
  });

  describe('workers', () => {
    it('have one event at a time and are at most maxConcurrency', async () => {
      const lambda = await functions.start({
        code: `let open = 0;
          exports.handler = async () => {
            const crowd = ++open;
            await new Promise((resolve) => setTimeout(resolve, 30));
            open--;
            return crowd;
          };`,
        options: { maxConcurrency: 3 },
      });
      const results = await Promise.all(Array.from({ length: 30 }, () => lambda.invoke({})));
      expect(results).toEqual(Array.from({ length: 30 }, () => ({ payload: 1 })));
      expect(lambda.workers()).toBe(3);
    });

    it('answer 1,000 invocations at once, each its own', async () => {
      const lambda = await functions.start({ code: 'exports.handler = async (event) => event.n;' });
      const results = await Promise.all(Array.from({ length: 1000 }, (_, n) => lambda.invoke({ n })));
      expect(results).toEqual(Array.from({ length: 1000 }, (_, n) => ({ payload: n })));
      expect(lambda.workers()).toBeLessThanOrEqual(8);
    });

    it('refuse more invocations than may wait', async () => {
      const lambda = await functions.start({
        code: 'exports.handler = async (event) => event.n;',
        options: { maxWaiting: 2 },
      });
      const results = await Promise.allSettled([1, 2, 3].map((n) => lambda.invoke({ n })));
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
      expect(results[2]).toMatchObject({ reason: { name: 'TooManyRequestsException', statusCode: 429 } });
    });

    it('end after they had nothing to do for idleMs', async () => {
      const clock = new ManualClock();
      const own = new LambdaFunctions(clock);
      try {
        const lambda = await own.start({ code: 'exports.handler = async () => 1;', options: { idleMs: 5000 } });
        await lambda.invoke({});
        clock.advance(4999);
        expect(lambda.workers()).toBe(1);
        await lambda.invoke({});
        clock.advance(4999);
        expect(lambda.workers()).toBe(1);
        clock.advance(1);
        await eventually(() => lambda.workers() === 0);
      } finally {
        await own.close();
      }
    });

    it('are all gone after close, whatever they do', async () => {
      const lambda = await functions.start({
        code: 'exports.handler = (event) => { if (event.loop) for (;;); return new Promise((r) => setTimeout(r, 1e6)); };',
        options: { maxConcurrency: 2 },
      });
      const results = [{ loop: true }, { loop: false }, {}].map((event) => lambda.invoke(event));
      await eventually(() => functions.logs.filter(({ message }) => message.startsWith('START')).length === 2);
      await lambda.close();
      expect(lambda.workers()).toBe(0);
      expect(await Promise.all(results)).toEqual([
        expect.objectContaining({ errorType: 'Runtime.ExitError' }),
        expect.objectContaining({ errorType: 'Runtime.ExitError' }),
        expect.objectContaining({ errorType: 'Runtime.Closed' }),
      ]);
      await expect(lambda.invoke({})).rejects.toMatchObject({ name: 'ServiceException' });
    });
  });

  it('refuses events that are too large or no JSON', async () => {
    const lambda = await functions.start({ code: 'exports.handler = async () => 1;' });
    await expect(lambda.invoke('x'.repeat(6 * 1024 * 1024))).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      statusCode: 413,
    });
    await expect(lambda.invoke(undefined)).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
    expect(lambda.workers()).toBe(0);
  });
});
