import { describeReady, type Ready, readyJson } from '../../../cli/start/ready';

const front = { port: 4000, origin: 'http://127.0.0.1:4000', caFile: '/p/.tristage/tls/ca.pem' };
const ready: Ready = {
  stage: 'stg',
  systems: ['gateway', 'mesh'],
  console: 'http://127.0.0.1:4000/',
  aws: { '111122223333/ap-northeast-1': 'http://127.0.0.1:43817' },
  runtime: {
    front: { ...front, mount: () => undefined, close: () => Promise.resolve() },
    notices: ['MESH_SECRET_KEY in /p/.env.local is new and random'],
    inert: [{ type: 'aws_iam_role', count: 5, reason: 'permissions are not checked on this machine' }],
    unsupported: [
      { type: 'aws_scheduler_schedule', count: 1 },
      { type: 'aws_sns_topic', count: 2 },
    ],
    endpoints: [
      { stackId: 'gateway-proxy-stg', name: 'gateway-public-stg', label: 'HTTP', url: 'http://localhost:8000' },
    ],
    services: [
      {
        stackId: 'mesh-stg',
        apiId: 'abc',
        name: 'MeshV2Api-stg',
        graphql: 'http://127.0.0.1:4000/graphql',
        realtime: 'ws://127.0.0.1:4000/graphql/realtime',
        apiKeys: [{ value: 'da2-secret', expiresMs: 1 }],
      },
    ],
  },
};

/** A copy without an optional field, which must not be there as undefined. */
function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const copy = { ...value };
  delete copy[key];
  return copy;
}

describe('readyJson', () => {
  it('is one line with address and key of each API', () => {
    const line = readyJson(ready);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({
      ready: true,
      services: [
        {
          system: 'mesh',
          stage: 'stg',
          stackId: 'mesh-stg',
          apiId: 'abc',
          graphql: 'http://127.0.0.1:4000/graphql',
          realtime: 'ws://127.0.0.1:4000/graphql/realtime',
          apiKey: 'da2-secret',
        },
        {
          system: 'gateway',
          stage: 'stg',
          stackId: 'gateway-proxy-stg',
          name: 'gateway-public-stg',
          url: 'http://localhost:8000',
        },
      ],
      unsupported: [
        { type: 'aws_scheduler_schedule', count: 1 },
        { type: 'aws_sns_topic', count: 2 },
      ],
      console: 'http://127.0.0.1:4000/',
      aws: { '111122223333/ap-northeast-1': 'http://127.0.0.1:43817' },
      ca: '/p/.tristage/tls/ca.pem',
    });
  });

  it('leaves out a console that is not served and a key that there is not', () => {
    const { services } = ready.runtime;
    const bare = { ...ready.runtime, services: services.map((service) => ({ ...service, apiKeys: [] })) };
    const withoutConsole = without(ready, 'console');
    const parsed: unknown = JSON.parse(readyJson({ ...withoutConsole, runtime: bare }));
    expect(parsed).not.toHaveProperty('console');
    expect(parsed).not.toHaveProperty('services.0.apiKey');
  });
});

describe('describeReady', () => {
  it('is a table of addresses, with every type that is not run', () => {
    expect(describeReady(ready, false)).toEqual([
      '',
      'mesh        MeshV2Api-stg, stg',
      '  GraphQL   http://127.0.0.1:4000/graphql',
      '  Realtime  ws://127.0.0.1:4000/graphql/realtime',
      '  API key   in the console, or add --show-keys',
      '',
      'gateway     gateway-public-stg, stg',
      '  HTTP      http://localhost:8000',
      '',
      'Console     http://127.0.0.1:4000/',
      'AWS         http://127.0.0.1:43817: AWS_ENDPOINT_URL for 111122223333/ap-northeast-1, any credentials',
      'TLS         the same port; trust /p/.tristage/tls/ca.pem',
      'Note        MESH_SECRET_KEY in /p/.env.local is new and random',
      'As data     5 resources that need nothing on this machine, such as IAM roles',
      'Not run     aws_scheduler_schedule (1), aws_sns_topic (2)',
      '',
      'Ctrl-C ends all of it.',
    ]);
  });

  it('shows keys only when asked to', () => {
    expect(describeReady(ready, true)).toContain('  API key   da2-secret');
    const withoutConsole = without(ready, 'console');
    expect(describeReady(withoutConsole, false)).toContain('  API key   add --show-keys to see it');
  });
});
