import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventBridgeDriver } from '../../../../../local/runtime/appsync/data-sources/event-bridge';
import { httpDriver } from '../../../../../local/runtime/appsync/data-sources/http';
import { lambdaDriver } from '../../../../../local/runtime/appsync/data-sources/lambda';

const { signal } = new AbortController();

describe('the Lambda data source', () => {
  it('invokes with the payload and passes an uncaught error on', async () => {
    const driver = lambdaDriver({
      invoke: (payload) =>
        Promise.resolve(
          payload === 1 ? { payload: 'one' } : { functionError: 'Unhandled', errorType: 'Error', errorMessage: 'boom' },
        ),
    });
    expect(await driver.invoke({ operation: 'Invoke', payload: 1 }, signal)).toBe('one');
    await expect(driver.invoke({ operation: 'Invoke', payload: 2 }, signal)).rejects.toMatchObject({
      type: 'Lambda:Unhandled',
      message: 'boom',
    });
    expect(await driver.invoke({ operation: 'Invoke', payload: 2, invocationType: 'Event' }, signal)).toBeNull();
    await expect(driver.invoke({ operation: 'Nope' }, signal)).rejects.toMatchObject({ type: 'MappingTemplate' });
  });

  it('sends what one resolver asks at once in batches of the size allowed', async () => {
    const payloads: unknown[] = [];
    const driver = lambdaDriver({
      invoke: (payload) => {
        payloads.push(payload);
        return Promise.resolve({ payload: Array.isArray(payload) ? payload.map((n) => Number(n) * 10) : null });
      },
    });
    const ask = (payload: number) =>
      driver.invoke({ operation: 'BatchInvoke', payload, batch: { key: 'A.b', maxSize: 2 } }, signal);
    expect(await Promise.all([ask(1), ask(2), ask(3)])).toEqual([10, 20, 30]);
    expect(payloads).toEqual([[1, 2], [3]]);
  });

  it('refuses an answer of another length', async () => {
    const driver = lambdaDriver({ invoke: () => Promise.resolve({ payload: [] }) });
    await expect(driver.invoke({ operation: 'BatchInvoke', payload: 1 }, signal)).rejects.toThrow(
      'a list of 1 entries, got 0 entries',
    );
  });
});

describe('the EventBridge data source', () => {
  it('puts events on its bus and answers what the service answered', async () => {
    const inputs: unknown[] = [];
    const driver = eventBridgeDriver('arn:bus', (input) => Promise.resolve(inputs.push(input)));
    const events = [{ source: 's', detailType: 'd', detail: { a: 1 }, resources: ['r'], time: '2030-01-01T00:00:00Z' }];
    expect(await driver.invoke({ operation: 'PutEvents', events }, signal)).toBe(1);
    expect(inputs).toEqual([
      {
        Entries: [
          {
            EventBusName: 'arn:bus',
            Source: 's',
            DetailType: 'd',
            Detail: '{"a":1}',
            Resources: ['r'],
            Time: 1_893_456_000,
          },
        ],
      },
    ]);
  });
});

describe('the HTTP data source', () => {
  let server: Server;
  let endpoint: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (body: string) => response.setHeader('x-body', body));
      request.on('end', () =>
        response
          .writeHead(302, { location: '/else' })
          .end(`${request.method} ${request.url} ${String(request.headers['x-a'])}`),
      );
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    // A listening TCP server's address is never a pipe name.
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('sends one request, follows no redirect and gives status, headers and body', async () => {
    const params = { query: { q: 'x y', list: ['1', '2'] }, headers: { 'X-A': 'a' }, body: { b: 1 } };
    const result = await httpDriver(endpoint).invoke({ method: 'POST', resourcePath: '/path', params }, signal);
    expect(result).toMatchObject({
      statusCode: 302,
      headers: { location: '/else', 'x-body': '{"b":1}' },
      body: 'POST /path?q=x+y&list=1&list=2 a',
    });
  });

  it.each(['http://169.254.169.254', 'http://[fe80::1]', 'http://[::ffff:169.254.169.254]'])(
    'does not call %s',
    async (address) => {
      await expect(httpDriver(address).invoke({ method: 'GET', resourcePath: '/' }, signal)).rejects.toMatchObject({
        type: 'Http:AddressDenied',
      });
    },
  );

  it('refuses a path that leads to another host and a server that is not there', async () => {
    await expect(
      httpDriver('http://127.0.0.1:1').invoke({ method: 'GET', resourcePath: '/' }, signal),
    ).rejects.toMatchObject({ type: 'Http:RequestFailed' });
    await expect(httpDriver(endpoint).invoke({ method: 'MOVE', resourcePath: '/' }, signal)).rejects.toMatchObject({
      type: 'MappingTemplate',
    });
  });
});
