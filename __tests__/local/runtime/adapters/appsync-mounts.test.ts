import { request } from 'node:http';
import { join } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { type PlacedApi, readApis } from '../../../../local/runtime/adapters/appsync-definition';
import { type ApiAddresses, mountApis } from '../../../../local/runtime/adapters/appsync-mounts';
import { systemClock } from '../../../../local/runtime/clock';
import { type Front } from '../../../../local/runtime/front/front';
import { startFront } from '../../../../local/runtime/front/start-front';
import { type DeployedResource } from '../../../../local/runtime/state/deployment';
import { TemporaryDirectory } from '../../../support/deployed-state';

const directory = new TemporaryDirectory();
let front: Front;
const sockets = new WebSocketServer({ noServer: true });

beforeEach(async () => {
  front = await startFront({ port: 0, certificateDirectory: join(directory.path, 'tls'), clock: systemClock });
});
afterEach(() => front.close());
afterAll(() => directory.remove());

function deployed(id: string, domainNames: readonly string[] = []): readonly DeployedResource[] {
  const of = (type: string, attributes: Readonly<Record<string, unknown>>): DeployedResource => ({
    address: `${type}.${id}`,
    type,
    dependsOn: [],
    attributes,
  });
  return [
    of('aws_appsync_graphql_api', {
      id,
      arn: `arn:aws:appsync:eu-west-1:111122223333:apis/${id}`,
      name: id,
      authentication_type: 'API_KEY',
      schema: 'type Query { a: Int }',
      uris: {
        GRAPHQL: `https://${id}x.appsync-api.eu-west-1.amazonaws.com/graphql`,
        REALTIME: `wss://${id}x.appsync-realtime-api.eu-west-1.amazonaws.com/graphql`,
      },
    }),
    ...domainNames.map((domain_name) =>
      of('aws_appsync_domain_name_api_association', { api_id: id, domain_name, id: domain_name }),
    ),
  ];
}

/** Mounts APIs that answer with their id, by HTTP and by WebSocket. */
function mount(resources: readonly DeployedResource[]): readonly ApiAddresses[] {
  const deployment = { stackId: 'x-stg', resources, outputs: {}, assetsDirectory: '/' };
  const apis = readApis({
    resources: (type) =>
      resources.filter((resource) => resource.type === type).map((resource) => ({ deployment, resource })),
  });
  const handlers = ({ definition }: PlacedApi): Parameters<typeof mountApis>[1][number]['handlers'] => ({
    http: (_, response) => void response.end(definition.apiId),
    upgrade: (upgrade, socket, head) =>
      sockets.handleUpgrade(upgrade, socket, head, (client) => client.close(4000, definition.apiId)),
  });
  return mountApis(
    front,
    apis.map((api) => ({ api, handlers: handlers(api) })),
  );
}

/** What answers: an API's id, or the status of a refusal. */
function post(host: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: front.port, path, method: 'POST', headers: { host }, agent: false };
    request(options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve(response.statusCode === 200 ? body : String(response.statusCode)));
    })
      .on('error', reject)
      .end();
  });
}

function open(host: string, path: string): Promise<string> {
  return new Promise((resolve) => {
    const client = new WebSocket(`ws://127.0.0.1:${front.port}${path}`, { headers: { host } });
    client.on('close', (_, reason) => resolve(reason.toString()));
    client.on('unexpected-response', (_, response) => resolve(String(response.statusCode)));
  });
}

describe('one API', () => {
  const everywhere = [
    'localhost',
    'one.localhost',
    'onex.appsync-api.eu-west-1.amazonaws.com',
    'onex.appsync-realtime-api.eu-west-1.amazonaws.com',
    'graphql.example.com',
  ];

  it.each(everywhere)('answers on host %s, by HTTP and by each WebSocket path that clients derive', async (host) => {
    const [addresses] = mount(deployed('one', ['graphql.example.com']));
    expect(await post(host, '/graphql')).toBe('one');
    for (const path of ['/graphql', '/graphql/realtime', '/realtime']) expect(await open(host, path)).toBe('one');
    expect(await post(host, '/realtime')).toBe('426');
    expect(addresses).toEqual({
      graphql: `http://127.0.0.1:${front.port}/graphql`,
      realtime: `ws://127.0.0.1:${front.port}/graphql/realtime`,
    });
  });

  it('answers under its id too, so that its address stays when a second API comes', async () => {
    mount(deployed('one'));
    expect(await post('localhost', '/one/graphql')).toBe('one');
  });

  it('does not answer on the custom domain of another', async () => {
    mount(deployed('one', ['graphql.example.com']));
    expect(await post('other.example.com', '/graphql')).toBe('421');
    expect(await open('other.example.com', '/graphql')).toBe('421');
  });
});

describe('two APIs', () => {
  it('are told apart by host and by path', async () => {
    const addresses = mount([...deployed('one', ['graphql.example.com']), ...deployed('two')]);
    expect(await post('one.localhost', '/graphql')).toBe('one');
    expect(await post('two.localhost', '/graphql')).toBe('two');
    expect(await post('graphql.example.com', '/graphql')).toBe('one');
    expect(await open('twox.appsync-realtime-api.eu-west-1.amazonaws.com', '/graphql')).toBe('two');
    expect(await post('localhost', '/two/graphql')).toBe('two');
    for (const path of ['/two/graphql', '/two/graphql/realtime', '/two/realtime']) {
      expect(await open('localhost', path)).toBe('two');
    }
    expect(addresses.map(({ graphql }) => graphql)).toEqual([
      `http://127.0.0.1:${front.port}/one/graphql`,
      `http://127.0.0.1:${front.port}/two/graphql`,
    ]);
  });

  it('leave it open which is meant by a bare path on this machine', async () => {
    mount([...deployed('one'), ...deployed('two')]);
    expect(await post('localhost', '/graphql')).toBe('404');
    expect(await open('localhost', '/graphql')).toBe('404');
  });
});
