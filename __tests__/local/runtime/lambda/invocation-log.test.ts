import { LambdaFunctions } from '../../../support/lambda-function';

const code = `const { Console } = require('node:console');
  exports.handler = async (event) => {
    console.debug('quiet');
    console.log('hello %s', 'you', { a: 1 });
    process.stdout.write('half');
    process.stdout.write(' line\\nrest');
    console.warn('careful');
    new Console({ stdout: process.stdout }).log('{"level":"ERROR","message":"by a logger"}');
    if (event.fail) throw new Error('failed');
  };`;

describe('the log of a function', () => {
  let functions: LambdaFunctions;
  beforeEach(() => (functions = new LambdaFunctions()));
  afterEach(() => functions.close());

  it('has the lines in order with request id and level, between START and REPORT', async () => {
    const lambda = await functions.start({ code });
    await lambda.invoke({});
    const id = functions.logs[0]?.requestId ?? '';
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(functions.logs.map(({ level, message }) => `${level} ${message}`)).toEqual([
      `info START RequestId: ${id} Version: $LATEST`,
      expect.stringMatching(new RegExp(`^debug \\S+Z\t${id}\tDEBUG\tquiet$`)),
      expect.stringMatching(new RegExp(`^info \\S+Z\t${id}\tINFO\thello you { a: 1 }$`)),
      'info half line',
      expect.stringMatching(new RegExp(`^warn \\S+Z\t${id}\tWARN\tcareful$`)),
      'info rest{"level":"ERROR","message":"by a logger"}',
      `info END RequestId: ${id}`,
      expect.stringMatching(
        new RegExp(
          `^info REPORT RequestId: ${id}\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\tMemory Size: 128 MB\tMax Memory Used: [1-9]\\d* MB\tInit Duration: \\d+\\.\\d\\d ms$`,
        ),
      ),
    ]);
    expect(new Set(functions.logs.map(({ requestId }) => requestId))).toEqual(new Set([id]));
    expect(new Set(functions.logs.map(({ source }) => source))).toEqual(new Set(['/aws/lambda/work']));
  });

  it('names init only at the first invocation of a worker and the error type of a failed one', async () => {
    const lambda = await functions.start({ code });
    await lambda.invoke({});
    await lambda.invoke({ fail: true });
    const reports = functions.logs.filter(({ message }) => message.startsWith('REPORT'));
    expect(reports[0]?.message).toContain('Init Duration');
    expect(reports[1]?.message).not.toContain('Init Duration');
    expect(reports[1]?.message).toMatch(/\tStatus: error\tError Type: Error$/);
  });

  it('is JSON, from the level up, when the function is set so', async () => {
    const logFormat = 'JSON' as const;
    const lambda = await functions.start({ code, definition: { logFormat, applicationLogLevel: 'INFO' } });
    await lambda.invoke({});
    const id = functions.logs[0]?.requestId;
    const lines = functions.logs.flatMap(({ message }) =>
      message.startsWith('{') ? [JSON.parse(message) as object] : [],
    );
    expect(lines).toEqual([
      { time: expect.any(String), type: 'platform.start', record: { requestId: id, version: '$LATEST' } },
      { timestamp: expect.any(String), level: 'INFO', requestId: id, message: 'hello you { a: 1 }' },
      { timestamp: expect.any(String), level: 'WARN', requestId: id, message: 'careful' },
      {
        time: expect.any(String),
        type: 'platform.report',
        record: {
          requestId: id,
          status: 'success',
          metrics: {
            durationMs: expect.any(Number),
            billedDurationMs: expect.any(Number),
            memorySizeMB: 128,
            maxMemoryUsedMB: expect.any(Number),
            initDurationMs: expect.any(Number),
          },
        },
      },
    ]);
  });

  it('leaves out the lines of Lambda itself below systemLogLevel', async () => {
    const definition = { logFormat: 'JSON' as const, systemLogLevel: 'WARN' as const };
    const lambda = await functions.start({ code: 'exports.handler = async () => console.log("own");', definition });
    await lambda.invoke({});
    expect(functions.logs.map(({ message }) => message)).toEqual([expect.stringContaining('"message":"own"')]);
  });

  it('takes the level of a line from a logger that writes JSON', async () => {
    const lambda = await functions.start({
      code: 'exports.handler = async () => { for (const l of ["DEBUG","INFO","WARN","ERROR"]) process.stdout.write(JSON.stringify({ level: l }) + "\\n"); };',
    });
    await lambda.invoke({});
    const levels = functions.logs.filter(({ message }) => message.startsWith('{')).map(({ level }) => level);
    expect(levels).toEqual(['debug', 'info', 'warn', 'error']);
  });

  it('has what was written before a worker was ended', async () => {
    const lambda = await functions.start({
      code: 'exports.handler = async () => { console.log("last words"); process.exit(1); };',
    });
    await lambda.invoke({});
    expect(functions.logs.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringContaining('last words'), expect.stringContaining('exit status 1')]),
    );
  });
});
