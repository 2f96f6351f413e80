import type { PreparedSubscription, PublishedMutation } from '../../../../../local/runtime/appsync/api';
import { answering, startTestApi, testKey, type RunningTestApi } from '../../../../support/running-appsync-api';

const schema = `
  type Query { hello: String @aws_api_key @aws_iam, staff: String @aws_cognito_user_pools(cognito_groups: ["staff"]) }
  type Mutation { send(room: ID!): Message @aws_api_key, other(room: ID!): Message }
  type Subscription { onMessage(room: ID, kind: String): Message @aws_subscribe(mutations: ["send"]) }
  type Message @aws_api_key @aws_iam { room: ID!, text: String, parts: [Part!] }
  type Part @aws_api_key { n: Int! }
`;
const sending = answering(`ctx.args.room === 'none' ? null : { room: ctx.args.room, text: 't', parts: [{ n: 1 }] }`);

describe('subscriptions', () => {
  let running: RunningTestApi;
  let published: PublishedMutation[];
  beforeEach(async () => {
    published = [];
    running = await startTestApi({
      schema,
      resolvers: {
        'Mutation.send': sending,
        'Mutation.other': sending,
        'Subscription.onMessage': answering(
          `[ctx.args.kind === 'bad' ? util.error('refused', 'Bad') : extensions.setSubscriptionFilter({ a: { eq: 1 } }), null][1]`,
        ),
      },
    });
    running.api.onPublish((event) => published.push(event));
  });
  afterEach(async () => running.api.close());
  const subscribe = async (query: string): Promise<PreparedSubscription> => {
    const prepared = await running.api.subscribe({ query }, running.caller);
    if ('errors' in prepared) throw new Error(JSON.stringify(prepared.errors));
    return prepared;
  };

  it('publishes what the mutation answered, by field names', async () => {
    await running.api.execute(
      { query: 'mutation { x: send(room: 1) { r: room ...F } } fragment F on Message { p: parts { m: n } }' },
      running.caller,
    );
    expect(published).toMatchObject([{ field: 'send', value: { room: '1', parts: [{ n: 1 }] }, invalidations: [] }]);
    expect(Object.keys(published[0]?.value ?? {})).toEqual(['room', 'parts']);
  });

  it('publishes neither a null nor a mutation that no subscription names', async () => {
    await running.api.execute(
      { query: 'mutation { send(room: "none") { room } other(room: 1) { room } }' },
      running.caller,
    );
    expect(published).toEqual([]);
  });

  it('prepares a subscription with its arguments and filter', async () => {
    expect(await subscribe('subscription { onMessage(room: 1, kind: null) { room } }')).toMatchObject({
      field: 'onMessage',
      arguments: { room: '1', kind: null },
      filter: { a: { eq: 1 } },
      mutations: ['send'],
    });
  });

  it('makes the message in the subscriber’s own selection', async () => {
    const prepared = await subscribe('subscription { m: onMessage(room: 1) { __typename a: room text parts { n } } }');
    expect(prepared.project({ room: '1' })).toEqual({
      data: { m: { __typename: 'Message', a: '1', text: null, parts: null } },
    });
    expect(prepared.project({ text: 'x' })).toEqual({
      data: { m: null },
      errors: [
        {
          path: ['m', 'a'],
          locations: null,
          message: `Cannot return null for non-nullable type: 'ID' within parent 'Message' (/m/a)`,
        },
      ],
    });
  });

  it('refuses a subscription whose resolver fails, and a query', async () => {
    expect(
      await running.api.subscribe({ query: 'subscription { onMessage(kind: "bad") { room } }' }, running.caller),
    ).toMatchObject({
      errors: [{ message: 'refused', errorType: 'Bad' }],
    });
    expect(await running.api.subscribe({ query: '{ hello }' }, running.caller)).toMatchObject({
      errors: [{ errorType: 'BadRequestException' }],
    });
  });
});

describe('authorization', () => {
  let running: RunningTestApi;
  beforeEach(async () => {
    running = await startTestApi({
      schema,
      authenticationTypes: ['API_KEY', 'AWS_IAM', 'AMAZON_COGNITO_USER_POOLS'],
      domainNames: ['api.example.com'],
      resolvers: {
        'Query.hello': answering('ctx.identity === null ? util.authType() : ctx.identity.username'),
        'Query.staff': answering(`'yes'`),
      },
    });
  });
  afterEach(async () => running.api.close());

  const signature = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20300101/ap-northeast-1/appsync/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'a'.repeat(64)}`;
  const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;
  const iss = 'https://cognito-idp.ap-northeast-1.amazonaws.com/pool';
  const ask = async (headers: Record<string, string>, query: string) =>
    running.api.execute({ query }, running.api.authorize(headers, 'API.example.com:443'));

  it('takes a live key and refuses a wrong, an expired and a missing one', () => {
    expect(running.api.authorize({ 'x-api-key': testKey }, 'api.example.com:20002')).toMatchObject({
      mode: 'API_KEY',
      identity: null,
      domainName: 'api.example.com',
    });
    expect(running.api.authorize({ 'x-api-key': testKey }, 'localhost')).toMatchObject({ domainName: null });
    expect(() => running.api.authorize({ 'x-api-key': 'da2-wrong' }, 'x')).toThrow(
      'You are not authorized to make this call.',
    );
    expect(() => running.api.authorize({}, 'x')).toThrow('Valid authorization header not provided.');
    running.clock.advance(1000);
    expect(() => running.api.authorize({ 'x-api-key': testKey }, 'x')).toThrow(
      'You are not authorized to make this call.',
    );
  });

  it('takes a well-formed signature and token at their word, in their time', async () => {
    expect(await ask({ authorization: signature }, '{ hello }')).toEqual({ data: { hello: 'AKIDEXAMPLE' } });
    const nowSeconds = running.clock.nowMs() / 1000;
    const staff = token({ iss, sub: 's', 'cognito:groups': ['staff'], exp: nowSeconds + 1 });
    expect(await ask({ authorization: `Bearer ${staff}` }, '{ staff }')).toEqual({ data: { staff: 'yes' } });
    expect(() => running.api.authorize({ authorization: token({ iss, exp: nowSeconds }) }, 'x')).toThrow(
      'not authorized',
    );
    expect(() => running.api.authorize({ authorization: 'nonsense' }, 'x')).toThrow('not authorized');
  });

  it('shows a field only to the modes and groups of its directives', async () => {
    const entry = (field: string) => ({
      path: [field],
      errorType: 'Unauthorized',
      message: `Not Authorized to access ${field} on type Query`,
    });
    expect(await ask({ 'x-api-key': testKey }, '{ staff }')).toMatchObject({
      data: { staff: null },
      errors: [entry('staff')],
    });
    expect(await ask({ authorization: token({ iss, 'cognito:groups': ['guest'] }) }, '{ staff hello }')).toMatchObject({
      errors: [entry('staff'), entry('hello')],
    });
  });
});
