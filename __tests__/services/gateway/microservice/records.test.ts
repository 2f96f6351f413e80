import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { DynamodbError } from '../../../../local/runtime/dynamodb/dynamodb-error';
import { RecordStore } from '../../../../services/gateway/microservice/record-store';
import { type RunningTable, startTable, tableName } from './running-table';
import { now, startUsers, type UsersApp } from './users-app';

const tanaka = { name: '田中太郎', email: 'tanaka@example.com' };
const yamada = { name: '山田花子', email: 'yamada@example.com' };
const createdAt = now.toISOString();

describe('records of a microservice', () => {
  let table: RunningTable;
  let app: UsersApp;
  beforeEach(async () => {
    table = await startTable();
    app = await startUsers(table.connect());
  });
  afterEach(async () => {
    await app.close();
    await table.close();
  });

  const call: UsersApp['call'] = (...request) => app.call(...request);
  const ids = (body: unknown) => (body as { id: number }[]).map(({ id }) => id);

  it('creates, lists, reads, replaces, modifies and deletes', async () => {
    const user = { id: 1, ...tanaka, created_at: createdAt };
    expect(await call('POST', '/users', tanaka)).toMatchObject({
      status: 201,
      body: user,
      headers: { location: 'users/1', etag: '"1"' },
    });
    await call('POST', '/users', yamada);
    expect(await call('GET', '/users')).toMatchObject({
      status: 200,
      body: [user, { id: 2, ...yamada, created_at: createdAt }],
    });
    expect(await call('GET', '/users/1')).toMatchObject({ status: 200, body: user, headers: { etag: '"1"' } });
    expect(await call('PUT', '/users/1', yamada)).toMatchObject({ status: 200, body: { ...user, ...yamada } });
    expect(await call('PATCH', '/users/1', { name: 'N' })).toMatchObject({
      status: 200,
      body: { ...user, ...yamada, name: 'N' },
      headers: { etag: '"3"' },
    });
    expect(await call('DELETE', '/users/1')).toMatchObject({
      status: 200,
      body: { message: 'User deleted successfully' },
    });
    expect(ids((await call('GET', '/users')).body)).toEqual([2]);
  });

  it('shows no key, revision or unknown name of the table or the body', async () => {
    const { body } = await call('POST', '/users', { ...tanaka, admin: true, id: 77 });
    expect(body).toEqual({ id: 1, ...tanaka, created_at: createdAt });
    expect(Object.keys(body as object)).toEqual(['id', 'name', 'email', 'created_at']);
    expect((await call('GET', '/users/1')).body).toEqual(body);
  });

  it.each(['GET', 'PUT', 'PATCH', 'DELETE'] as const)(
    'answers %s of what is not there with 404',
    async (method: string) => {
      const payload = method === 'PUT' || method === 'PATCH' ? tanaka : undefined;
      for (const id of ['1', '0', '-1', '999999999999999999']) {
        expect(await call(method, `/users/${id}`, payload)).toMatchObject({
          status: 404,
          body: { detail: 'User not found' },
        });
      }
      expect((await call('GET', '/users')).body).toEqual([]);
    },
  );

  it('gives each of 200 concurrent creates in two tasks an id of its own', async () => {
    const other = await startUsers(table.connect());
    const replies = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        (index % 2 ? app : other).call('POST', '/users', { ...tanaka, name: `n${index}` }),
      ),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    const given = ids(replies.map(({ body }) => body)).sort((a, b) => a - b);
    expect(given).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    const { body } = await call('GET', '/users?limit=1000');
    expect(ids(body)).toEqual(given);
    expect(new Set((body as { name: string }[]).map(({ name }) => name)).size).toBe(200);
    await other.close();
  });

  it('never gives the id of a deleted record again', async () => {
    await call('POST', '/users', tanaka);
    await call('DELETE', '/users/1');
    expect((await call('POST', '/users', tanaka)).body).toMatchObject({ id: 2 });
  });

  it('loses none of 40 concurrent changes of one record', async () => {
    await call('POST', '/users', tanaka);
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        call('PATCH', '/users/1', index % 2 ? { name: `n${index}` } : { email: `e${index}@example.com` }),
      ),
    );
    const { body, headers } = await call('GET', '/users/1');
    expect(headers.etag).toBe('"41"');
    expect(new Set(replies.map((reply) => reply.headers.etag)).size).toBe(40);
    expect(body).toMatchObject({ name: expect.stringMatching(/^n\d/), email: expect.stringMatching(/^e\d/) });
  });

  it('does not bring back a record that is deleted while it is changed', async () => {
    await call('POST', '/users', tanaka);
    // The change has been read and checked when the delete overtakes it.
    table.before = async (action) => {
      if (action !== 'UpdateItem') return;
      table.before = () => undefined;
      await call('DELETE', '/users/1');
    };
    expect((await call('PUT', '/users/1', yamada)).status).toBe(404);
    expect((await call('GET', '/users')).body).toEqual([]);
  });

  it.each(['PUT', 'PATCH', 'DELETE'] as const)('refuses %s with the ETag of an older revision', async (method) => {
    await call('POST', '/users', tanaka);
    await call('PUT', '/users/1', yamada);
    const payload = method === 'DELETE' ? undefined : tanaka;
    for (const tag of ['"1"', 'W/"2"', 'nonsense']) {
      expect(await call(method, '/users/1', payload, { 'if-match': tag })).toMatchObject({
        status: 412,
        body: { detail: 'User has changed since it was read' },
      });
      expect((await call(method, '/users/7', payload, { 'if-match': tag })).status).toBe(404);
    }
    expect((await call('GET', '/users/1')).body).toMatchObject(yamada);
    expect((await call(method, '/users/1', payload, { 'if-match': '"2"' })).status).toBe(200);
  });

  describe('pages of a list', () => {
    const fill = (count: number) => Promise.all(Array.from({ length: count }, () => call('POST', '/users', tanaka)));
    const nextOf = (link: unknown) => (typeof link === 'string' ? /^<(\?[^>]*)>; rel="next"$/.exec(link)?.[1] : link);
    const walk = async (start: string) => {
      const pages: number[][] = [];
      for (let next: unknown = start; typeof next === 'string';) {
        const { body, headers } = await call('GET', `/users${next}`);
        pages.push(ids(body));
        next = nextOf(headers.link);
      }
      return pages;
    };

    it('follow each other in the order of ids, and the last links to none', async () => {
      await fill(5);
      expect(await walk('?limit=2')).toEqual([[1, 2], [3, 4], [5]]);
      expect(await walk('?limit=5')).toEqual([[1, 2, 3, 4, 5]]);
      expect((await call('GET', '/users?limit=2')).headers.link).toBe('<?limit=2&cursor=2>; rel="next"');
    });

    it('hold 100 records unless told otherwise', async () => {
      await fill(101);
      expect((await walk('')).map(({ length }) => length)).toEqual([100, 1]);
    });

    it('go on over the borders of partitions', async () => {
      await fill(1001);
      const all = Array.from({ length: 1001 }, (_, index) => index + 1);
      expect(await walk('?limit=1000')).toEqual([all.slice(0, 1000), [1001]]);
      expect(await walk('?limit=3&cursor=997')).toEqual([[998, 999, 1000], [1001]]);
    });

    it('lead past partitions that are empty', async () => {
      await fill(1);
      const key = { pk: 'RECORDS#0', sk: '!COUNTER' };
      await table.connect().send(
        new UpdateCommand({
          TableName: tableName,
          Key: key,
          UpdateExpression: 'SET lastId = :id',
          ExpressionAttributeValues: { ':id': 45_000 },
        }),
      );
      await fill(1);
      expect((await walk('?limit=10')).flat()).toEqual([1, 45_001]);
    });

    it('end where DynamoDB ends an answer, after 1 MB, and go on from there', async () => {
      const name = 'x'.repeat(9_900);
      await Promise.all(Array.from({ length: 230 }, () => call('POST', '/users', { ...tanaka, name })));
      const pages = await walk('?limit=1000');
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flat()).toEqual(Array.from({ length: 230 }, (_, index) => index + 1));
    });
  });

  it('shows every write that was answered, however many readers share a read', async () => {
    for (let round = 1; round <= 20; round += 1) {
      const early = Array.from({ length: 8 }, () => call('GET', '/users'));
      await call('POST', '/users', tanaka);
      const late = await Promise.all(Array.from({ length: 8 }, () => call('GET', '/users')));
      for (const { body } of late) expect(ids(body)).toContain(round);
      await Promise.all(early);
    }
  });

  it('serves concurrent readers by one read under way and one that follows', async () => {
    const store = new RecordStore({ client: table.connect(), tableName, now: () => now });
    await store.create(tanaka);
    let queries = 0;
    table.before = (action) => void (queries += action === 'Query' ? 1 : 0);
    const pages = await Promise.all(Array.from({ length: 64 }, () => store.list(10, 0)));
    expect(pages.map(({ records }) => records.length)).toEqual(Array.from({ length: 64 }, () => 1));
    expect(queries).toBe(2);
    await store.list(10, 0);
    expect(queries).toBe(3);
  });

  it('asks the table again after a shared read failed', async () => {
    const store = new RecordStore({ client: table.connect(), tableName, now: () => now });
    table.before = (action) => {
      if (action !== 'GetItem') return;
      table.before = () => undefined;
      throw new DynamodbError('InternalServerError', 'out of order', { statusCode: 500 });
    };
    const [first, second] = await Promise.allSettled([store.get(1), store.get(1)]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
  });
});
