import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { parameterStores } from '../../../../local/runtime/adapters/ssm';
import { type Runtime, startRuntime } from '../../../../local/runtime/runtime';
import { readDeployment } from '../../../../local/runtime/state/read-deployment';
import { resource, type StateResource, stateJson, TemporaryDirectory } from '../../../support/deployed-state';

const hour = 60 * 60 * 1000;
const expires = (ms: number): string => new Date(Date.now() + ms).toISOString();
const code = `export function request(ctx) { return { payload: 'hello ' + ctx.args.name }; }
export function response(ctx) { if (ctx.error) util.error(ctx.error.message, ctx.error.type); return ctx.result; }`;

function api(id: string): readonly StateResource[] {
  const runtime = [{ name: 'APPSYNC_JS', runtime_version: '1.0.0' }];
  const source = (name: string, more: object) =>
    resource('aws_appsync_datasource', name + id, { api_id: id, name, ...more });
  const resolver = (field: string, data_source: string, more: object) =>
    resource('aws_appsync_resolver', field + id, {
      api_id: id,
      type: 'Query',
      field,
      kind: 'UNIT',
      data_source,
      ...more,
    });
  const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:gone';
  return [
    resource('aws_appsync_graphql_api', id, {
      id,
      arn: `arn:aws:appsync:eu-west-1:111122223333:apis/${id}`,
      name: id,
      authentication_type: 'API_KEY',
      schema: 'type Query { greet(name: String!): String gone: String }',
      uris: { GRAPHQL: `https://${id}.appsync-api.eu-west-1.amazonaws.com/graphql` },
    }),
    ...[
      [`da2-expired-${id}`, -hour] as const,
      [`da2-other-${id}`, hour] as const,
      [`da2-shown-${id}`, hour] as const,
    ].map(([key, ms]) => resource('aws_appsync_api_key', key, { api_id: id, key, expires: expires(ms) })),
    source('None', { type: 'NONE' }),
    source('Gone', { type: 'AWS_LAMBDA', lambda_config: [{ function_arn: functionArn }] }),
    resolver('greet', 'None', { code: `import { util } from '@aws-appsync/utils';\n${code}`, runtime }),
    resolver('gone', 'Gone', {}),
  ];
}

describe('GraphQL APIs of a state', () => {
  const directory = new TemporaryDirectory();
  let runtime: Runtime;

  async function start(ids: readonly string[], more: readonly StateResource[] = []): Promise<void> {
    const outputs = { Key: { value: `da2-shown-${ids[0]}`, sensitive: true } };
    const file = directory.write('terraform.tfstate', stateJson([...ids.flatMap(api), ...more], outputs));
    runtime = await startRuntime({
      deployments: [await readDeployment({ stackDirectory: directory.path, stackId: 'shop-stg', state: { file } })],
      dataDirectory: join(directory.path, 'data'),
      projectDirectory: directory.path,
      port: 0,
    });
  }
  afterEach(() => runtime.close());
  afterAll(() => directory.remove());

  const post = async (url: string, key: string, query: string): Promise<unknown> => {
    const headers = { 'x-api-key': key, 'content-type': 'application/json' };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
  };

  it('put their addresses on this machine where the parameters of a state have those on AWS', async () => {
    const parameter = (name: string, value: string) =>
      resource('aws_ssm_parameter', name.replaceAll('/', ''), {
        id: name,
        arn: `arn:aws:ssm:eu-west-1:111122223333:parameter${name}`,
        name,
        type: 'String',
        value,
      });
    await start(
      ['shop'],
      [
        parameter('/shop/endpoint', 'https://shop.appsync-api.eu-west-1.amazonaws.com/graphql'),
        parameter('/shop/other', 'https://other.appsync-api.eu-west-1.amazonaws.com/graphql'),
      ],
    );
    const store = runtime.find(parameterStores)?.({
      accountId: '111122223333',
      region: 'eu-west-1',
      id: '111122223333/eu-west-1',
    });
    expect(store?.get('/shop/endpoint')?.value).toBe(runtime.services[0]?.graphql);
    expect(store?.get('/shop/other')?.value).toBe('https://other.appsync-api.eu-west-1.amazonaws.com/graphql');
  });

  it('offer the valid keys, the one that is an output first, and run the deployed code', async () => {
    await start(['one']);
    const [service] = runtime.services;
    expect(service?.apiKeys.map(({ value }) => value)).toEqual(['da2-shown-one', 'da2-other-one']);
    expect(await post(service?.graphql ?? '', 'da2-shown-one', '{ greet(name: "you") }')).toEqual({
      data: { greet: 'hello you' },
    });
    expect(await post(service?.graphql ?? '', 'da2-expired-one', '{ greet(name: "you") }')).toMatchObject({
      errors: [{ errorType: 'UnauthorizedException' }],
    });
  });

  it('answer two APIs by path, each with its own keys', async () => {
    await start(['one', 'two']);
    const [one, two] = runtime.services;
    expect(await post(two?.graphql ?? '', 'da2-other-two', '{ greet(name: "b") }')).toEqual({
      data: { greet: 'hello b' },
    });
    expect(await post(one?.graphql ?? '', 'da2-other-two', '{ greet(name: "b") }')).toMatchObject({
      errors: [{ errorType: 'UnauthorizedException' }],
    });
  });

  it('name a function that is not deployed when its field is asked for', async () => {
    await start(['one']);
    expect(await post(runtime.services[0]?.graphql ?? '', 'da2-shown-one', '{ gone }')).toMatchObject({
      data: { gone: null },
      errors: [
        {
          errorType: 'Lambda:ResourceNotFoundException',
          message: 'Function not found: arn:aws:lambda:eu-west-1:111122223333:function:gone',
        },
      ],
    });
  });

  it('answer by TLS to a client that trusts the CA', async () => {
    await start(['one']);
    const { port, caFile } = runtime.front;
    const body = await new Promise<string>((resolve, reject) => {
      const headers = { 'x-api-key': 'da2-shown-one', 'content-type': 'application/json', host: 'one.localhost' };
      const options = {
        host: '127.0.0.1',
        servername: 'one.localhost',
        port,
        path: '/graphql',
        method: 'POST',
        headers,
      };
      request({ ...options, ca: readFileSync(caFile), agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve(text));
      })
        .on('error', reject)
        .end(JSON.stringify({ query: '{ greet(name: "tls") }' }));
    });
    expect(JSON.parse(body)).toEqual({ data: { greet: 'hello tls' } });
  });
});
