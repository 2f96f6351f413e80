import { request as httpRequest } from 'node:http';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type RunningAwsEndpoint, startAwsEndpoint } from '../../../../local/runtime/aws-endpoint/aws-endpoint';
import { eventually, LambdaFunctions } from '../../../support/lambda-function';
import { ManualClock } from '../../../support/manual-clock';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const region = 'ap-northeast-1';

describe('startAwsEndpoint', () => {
  const clock = new ManualClock();
  let functions: LambdaFunctions;
  let endpoint: RunningAwsEndpoint;
  beforeEach(async () => {
    functions = new LambdaFunctions(clock);
    endpoint = await startAwsEndpoint({ accountId: '111122223333', region, clock, events: functions.events });
  });
  afterEach(async () => {
    await endpoint.close();
    await functions.close();
  });

  const json = (target: string, body: unknown) =>
    fetch(endpoint.url, {
      method: 'POST',
      headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  describe('Lambda Invoke', () => {
    const code = `exports.handler = async (event) => {
      if (event.fail) throw new TypeError('failed');
      console.log('ran');
      return { event };
    };`;
    const invoke = (name: string, body: string, type?: string, query = '') =>
      fetch(`${endpoint.url}/2015-03-31/functions/${encodeURIComponent(name)}/invocations${query}`, {
        method: 'POST',
        body,
        ...(type !== undefined && { headers: { 'x-amz-invocation-type': type } }),
      });
    beforeEach(async () => endpoint.registerFunction(await functions.start({ code })));

    it.each(['work', 'work:$LATEST', 'function:work', 'arn:aws:lambda:ap-northeast-1:111122223333:function:work'])(
      'runs the function named %s',
      async (name) => {
        const response = await invoke(name, '{"a":1}');
        expect(response.status).toBe(200);
        expect(response.headers.get('x-amz-function-error')).toBeNull();
        expect(response.headers.get('x-amz-executed-version')).toBe('$LATEST');
        expect(await response.json()).toEqual({ event: { a: 1 } });
      },
    );

    it('answers an error of the function with status 200 and its header', async () => {
      const response = await invoke('work', '{"fail":true}');
      expect(response.status).toBe(200);
      expect(response.headers.get('x-amz-function-error')).toBe('Unhandled');
      expect(await response.json()).toEqual({
        errorType: 'TypeError',
        errorMessage: 'failed',
        trace: expect.arrayContaining(['TypeError: failed']),
      });
    });

    it('answers DryRun without a run', async () => {
      expect((await invoke('work', '{}', 'DryRun')).status).toBe(204);
      expect(functions.logs).toEqual([]);
    });

    it('answers Event at once and tries an error again after one and two minutes', async () => {
      const starts = () => functions.logs.filter(({ message }) => message.startsWith('START')).length;
      expect((await invoke('work', '{"fail":true}', 'Event')).status).toBe(202);
      const pending = () => clock.pending();
      await eventually(() => functions.logs.some(({ message }) => message.startsWith('REPORT')));
      for (const [delayMs, attempt] of [
        [60_000, 2],
        [120_000, 3],
      ] as const) {
        const before = starts();
        await eventually(() => pending() >= 1);
        clock.advance(delayMs - 1);
        expect(starts()).toBe(before);
        clock.advance(1);
        await eventually(() => functions.logs.filter(({ message }) => message.startsWith('REPORT')).length === attempt);
      }
      await eventually(() =>
        functions.logs.some(({ message }) => message.includes('dropped after 3 attempts: TypeError: failed')),
      );
    });

    it.each([
      ['unknown', '{}', undefined, '', 404, 'ResourceNotFoundException', 'function:unknown'],
      ['work', '{}', undefined, '?Qualifier=live', 404, 'ResourceNotFoundException', 'function:work:live'],
      ['work', '{', undefined, '', 400, 'InvalidRequestContentException', 'Could not parse request body into json'],
      ['work', '{}', 'Later', '', 400, 'InvalidParameterValueException', 'got Later'],
      ['work', `"${'x'.repeat(6 * 1024 * 1024)}"`, undefined, '', 413, 'RequestTooLargeException', 'smaller than'],
    ])('refuses %s (case %#)', async (name, body, type, query, status, errorType, message) => {
      const response = await invoke(name, body, type, query);
      expect(response.status).toBe(status);
      expect(response.headers.get('x-amzn-errortype')).toBe(errorType);
      expect(((await response.json()) as { message: string }).message).toContain(message);
    });
  });

  describe('EventBridge PutEvents', () => {
    const entry = { Source: 'mesh', DetailType: 'joined', Detail: '{"id":1}', EventBusName: 'main' };

    it('records accepted events and names the faults of the others', async () => {
      const response = await json('AWSEvents.PutEvents', {
        Entries: [entry, { ...entry, Detail: '[]' }, { ...entry, Source: undefined }],
      });
      expect(await response.json()).toEqual({
        FailedEntryCount: 2,
        Entries: [
          { EventId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
          { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
          { ErrorCode: 'InvalidArgument', ErrorMessage: expect.stringContaining('Source') },
        ],
      });
      const logged = functions.logs.map(({ source, message }): [string, unknown] => [source, JSON.parse(message)]);
      expect(logged).toEqual([
        [
          '/aws/events/main',
          expect.objectContaining({
            source: 'mesh',
            'detail-type': 'joined',
            detail: { id: 1 },
            account: '111122223333',
            region,
          }),
        ],
      ]);
    });

    it.each([
      [[], '1 to 10'],
      [Array.from({ length: 11 }, () => entry), '1 to 10'],
      [[{ ...entry, Detail: JSON.stringify({ text: 'x'.repeat(262_144) }) }], 'at most 262144'],
      ['text', 'Entries'],
    ])('refuses a request as a whole (case %#)', async (Entries, message) => {
      const response = await json('AWSEvents.PutEvents', { Entries });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        __type: 'ValidationException',
        message: expect.stringContaining(message),
      });
    });
  });

  it('answers GetCallerIdentity in the Query protocol', async () => {
    const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' });
    const response = await fetch(endpoint.url, { method: 'POST', body });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<Account>111122223333</Account>');
  });

  it('hands each target to what is mounted for it', async () => {
    endpoint.mountTarget('DynamoDB_20120810', (request, response) => {
      response.end(JSON.stringify({ Item: { target: { S: request.headers['x-amz-target'] } } }));
    });
    const client = new DynamoDBClient({ region, endpoint: endpoint.url, credentials });
    const reply = await client.send(new GetItemCommand({ TableName: 'T', Key: { pk: { S: '1' } } }));
    client.destroy();
    expect(reply.Item).toEqual({ target: { S: 'DynamoDB_20120810.GetItem' } });
    expect(() => endpoint.mountTarget('DynamoDB_20120810', () => undefined)).toThrow('is mounted already');
  });

  it('names service and action of what is not served', async () => {
    const client = new DynamoDBClient({ region, endpoint: endpoint.url, credentials });
    const asked = client.send(new GetItemCommand({ TableName: 'T', Key: { pk: { S: '1' } } }));
    await expect(asked).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'dynamodb: GetItem is not served on this machine',
      $metadata: { httpStatusCode: 501, attempts: 1 },
    });
    client.destroy();
    const form = await fetch(endpoint.url, { method: 'POST', body: new URLSearchParams({ Action: 'Publish' }) });
    expect(await form.json()).toMatchObject({ message: 'unknown: Publish is not served on this machine' });
    const s3 = await fetch(`${endpoint.url}/bucket/key`);
    expect(await s3.json()).toMatchObject({ message: 'unknown: GET /bucket/key is not served on this machine' });
  });

  it.each([
    ['no JSON', '{', 400, 'SerializationException'],
    ['no object', '[]', 400, 'SerializationException'],
    ['too much', JSON.stringify('x'.repeat(1024 * 1024)), 413, 'RequestTooLargeException'],
  ])('refuses a body that is %s, and serves the next request', async (_what, body, status, type) => {
    const response = await json('AWSEvents.PutEvents', body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ __type: type });
    expect((await json('AWSEvents.PutEvents', { Entries: [] })).status).toBe(400);
  });

  it('refuses a Host that is not this machine', async () => {
    const status = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const request = httpRequest(endpoint.url, { method: 'POST', headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        request.on('error', reject).end();
      });
    expect(await status('evil.example')).toBe(403);
    expect(await status(`127.0.0.1.evil.example:${endpoint.port}`)).toBe(403);
    expect(await status(`localhost:${endpoint.port}`)).toBe(501);
  });

  it('ends open requests at close', async () => {
    endpoint.registerFunction(
      await functions.start({ code: 'exports.handler = () => new Promise((r) => setTimeout(r, 1e6));' }),
    );
    const open = expect(
      fetch(`${endpoint.url}/2015-03-31/functions/function:work/invocations`, { method: 'POST' }),
    ).rejects.toThrow();
    await eventually(() => functions.logs.length > 0);
    await endpoint.close();
    await open;
    await expect(fetch(endpoint.url)).rejects.toThrow();
  });
});
