import { answering, startTestApi, type RunningTestApi } from '../../../../support/running-appsync-api';

const schema = `
  type Query { post(id: ID!): Post }
  type Mutation {
    add(id: ID!, title: String = "untitled"): Post
    say(id: ID!): Post
    name: String
  }
  type Subscription { onSay(id: ID!): Post @aws_subscribe(mutations: ["say"]) }
  type Post { id: ID!, title: String }
`;

describe('events of answers that go to no subscriber', () => {
  let running: RunningTestApi;
  beforeEach(async () => {
    running = await startTestApi({
      schema,
      resolvers: {
        'Query.post': answering('ctx.args'),
        'Mutation.add': answering('ctx.args'),
        'Mutation.say': answering('ctx.args'),
        'Mutation.name': answering('"a"'),
      },
    });
  });
  afterEach(() => running.api.close());

  const answersTo = async (query: string, variables: Record<string, unknown> = {}) => {
    const { errors } = await running.api.execute({ query, variables }, running.caller);
    expect(errors).toBeUndefined();
    return running.events.filter(({ kind }) => kind === 'answer');
  };

  it('tell each mutation by its field, with its arguments and what was selected of it', async () => {
    const query = 'mutation ($id: ID!) { first: add(id: $id) { key: id } add(id: "b", title: "t") { title } }';
    expect(await answersTo(query, { id: 'a' })).toEqual([
      {
        ...{ kind: 'answer', at: running.clock.nowMs(), apiId: 'testapi', field: 'add' },
        ...{ arguments: { id: 'a', title: 'untitled' }, value: { id: 'a' } },
      },
      {
        ...{ kind: 'answer', at: running.clock.nowMs(), apiId: 'testapi', field: 'add' },
        ...{ arguments: { id: 'b', title: 't' }, value: { title: 't' } },
      },
    ]);
  });

  it.each([
    ['a query', '{ post(id: "a") { id } }'],
    ['a mutation that is published', 'mutation { say(id: "a") { id } }'],
    ['an answer that is no object', 'mutation { name }'],
  ])('leave out %s', async (_, query) => {
    expect(await answersTo(query)).toEqual([]);
  });
});
