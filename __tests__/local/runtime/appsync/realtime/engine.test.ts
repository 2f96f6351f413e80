import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiDefinition, AppsyncApi, Caller } from '../../../../../local/runtime/appsync/api';
import { createAppsyncApi } from '../../../../../local/runtime/appsync/graphql/appsync-api';
import { createRealtime, type Realtime } from '../../../../../local/runtime/appsync/realtime/realtime';
import { createRuntimeEvents } from '../../../../../local/runtime/events';
import { GOOD_KEY } from '../../../../support/fake-appsync-api';
import { ManualClock } from '../../../../support/manual-clock';
import { RealtimeClient } from '../../../../support/realtime-client';
import { seededRandom } from '../../../../support/seeded-random';

const schema = `
  type Message { group: ID! text: String! level: Int }
  type Query { none: String }
  type Mutation { send(group: ID!, text: String!, level: Int): Message remove(user: ID!): ID }
  type Subscription {
    onSent(group: ID): Message @aws_subscribe(mutations: ["send"])
    onImportant(user: ID!): Message @aws_subscribe(mutations: ["send"])
  }
`;
const request = 'export const request = (ctx) => ({ payload: ctx.args });';
const extensions = "import { extensions } from '@aws-appsync/utils';";
const code = {
  send: `${request} export const response = (ctx) => ctx.result;`,
  remove: `${extensions} ${request} export const response = (ctx) => {
    extensions.invalidateSubscriptions({ subscriptionField: 'onImportant', payload: { user: ctx.args.user } });
    return ctx.args.user;
  };`,
  onImportant: `${extensions} ${request} export const response = (ctx) => {
    extensions.setSubscriptionFilter({ filterGroup: [{ filters: [{ fieldName: 'level', operator: 'ge', value: 3 }] }] });
    extensions.setSubscriptionInvalidationFilter({
      filterGroup: [{ filters: [{ fieldName: 'user', operator: 'eq', value: ctx.args.user }] }],
    });
    return null;
  };`,
};

const definition: ApiDefinition = {
  apiId: 'engine',
  name: 'Engine',
  arn: 'arn:aws:appsync:ap-northeast-1:111122223333:apis/engine',
  region: 'ap-northeast-1',
  accountId: '111122223333',
  schema,
  authenticationTypes: ['API_KEY'],
  apiKeys: [{ id: GOOD_KEY, expiresMs: Date.UTC(2031, 0, 1) }],
  dataSources: [{ name: 'none', type: 'NONE' }],
  functions: [],
  resolvers: [
    { typeName: 'Mutation', fieldName: 'send', kind: 'UNIT', dataSourceName: 'none', code: code.send },
    { typeName: 'Mutation', fieldName: 'remove', kind: 'UNIT', dataSourceName: 'none', code: code.remove },
    {
      typeName: 'Subscription',
      fieldName: 'onImportant',
      kind: 'UNIT',
      dataSourceName: 'none',
      code: code.onImportant,
    },
  ],
  introspection: true,
  queryDepthLimit: 0,
  resolverCountLimit: 0,
  environment: {},
  domainNames: [],
  fieldLogLevel: 'NONE',
};

const caller: Caller = { mode: 'API_KEY', identity: null, headers: {}, sourceIp: ['127.0.0.1'], domainName: null };
const clock = new ManualClock();
let api: AppsyncApi;
let realtime: Realtime;
let server: Server;
let client: RealtimeClient;

beforeAll(async () => {
  const random = seededRandom(1);
  const events = createRuntimeEvents();
  api = await createAppsyncApi(definition, {
    driver: () => ({ invoke: (sent) => Promise.resolve((sent as { payload: unknown }).payload) }),
    clock,
    randomBytes: (count) => Uint8Array.from({ length: count }, () => random() * 256),
    events,
  });
  realtime = createRealtime(api, { clock, events });
  server = createServer();
  server.on('upgrade', (upgrade, socket, head) => realtime.upgrade(upgrade, socket, head));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

beforeEach(async () => {
  client = await RealtimeClient.open(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
});

afterEach(() => client.webSocket.terminate());

afterAll(async () => {
  const closed = realtime.close();
  clock.advance(60_000);
  await closed;
  await api.close();
  await new Promise((resolve) => server.close(resolve));
});

async function run(query: string): Promise<void> {
  expect((await api.execute({ query }, caller)).errors).toBeUndefined();
}

/** Asks for something that is answered, so that all that was sent before has arrived. */
async function settled(): Promise<void> {
  client.send({ type: 'stop', id: 'nothing' });
  await client.take('error', 'nothing');
}

it('delivers a mutation to its group, in the selection of the subscriber', async () => {
  await client.subscribe('1', 'subscription { onSent(group: "a") { words: text level } }');
  await run('mutation { other: send(group: "b", text: "no") { group text } }');
  await run('mutation { send(group: "a", text: "unseen") { text } }');
  await run('mutation { send(group: "a", text: "yes", level: 2) { group text } }');
  expect(await client.take()).toEqual({
    id: '1',
    type: 'data',
    payload: { data: { onSent: { words: 'yes', level: null } } },
  });
  await settled();
  expect(client.received).toEqual([]);
});

it('makes an error entry of a non-null field that the mutation left out', async () => {
  await client.subscribe('1', 'subscription { onSent { group text } }');
  await run('mutation { send(group: "a", text: "x") { group } }');
  expect((await client.take('data')).payload).toMatchObject({
    data: { onSent: null },
    errors: [
      { path: ['onSent', 'text'], message: expect.stringContaining('Cannot return null for non-nullable type') },
    ],
  });
});

it('keeps the filter of a resolver, and ends what a mutation invalidates that publishes nothing', async () => {
  await client.subscribe('u1', 'subscription { onImportant(user: "u1") { text } }');
  await client.subscribe('u2', 'subscription { onImportant(user: "u2") { text } }');
  await run('mutation { send(group: "a", text: "low", level: 2) { text level } }');
  await run('mutation { send(group: "a", text: "high", level: 3) { text level } }');
  for (const id of ['u1', 'u2']) {
    expect(await client.take()).toMatchObject({ id, payload: { data: { onImportant: { text: 'high' } } } });
  }
  await run('mutation { remove(user: "u1") }');
  expect(await client.take()).toEqual({ id: 'u1', type: 'complete' });
  await run('mutation { send(group: "a", text: "more", level: 9) { text level } }');
  expect(await client.take()).toMatchObject({ id: 'u2', type: 'data' });
  await settled();
  expect(client.received).toEqual([]);
});

it.each([
  ['subscription { onSent { nothing } }', 'nothing'],
  ['subscription {', 'Invalid'],
])('answers %s with its errors', async (query, part) => {
  client.start('1', query);
  expect((await client.take('error', '1')).payload).toMatchObject({
    errors: [{ message: expect.stringContaining(part) }],
  });
});

it('refuses a key from the moment it expires', async () => {
  await client.subscribe('1', 'subscription { onSent { text } }');
  const before = clock.nowMs();
  clock.advance(Date.UTC(2031, 0, 1) - before);
  const late = await RealtimeClient.open(client.webSocket.url);
  late.send({ type: 'connection_init' });
  expect((await late.take('connection_error')).payload).toMatchObject({
    errors: [{ errorType: 'UnauthorizedException', errorCode: 401 }],
  });
});
