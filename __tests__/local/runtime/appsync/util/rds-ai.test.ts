import * as ai from '../../../../../local/runtime/appsync/util/ai';
import * as rds from '../../../../../local/runtime/appsync/util/rds/module';
import { fixedRuntime } from '../../../../support/appsync-runtime';

const pg = (...statements: Parameters<typeof rds.createPgStatement>) => rds.createPgStatement(...statements);

describe('@aws-appsync/utils/rds', () => {
  it('writes a select with placeholders, quoted for each database', () => {
    const statement = rds.select({
      table: 'UserGroup',
      columns: ['id', 'name'],
      where: { or: [{ name: { eq: 'Stephane' } }, { id: { gt: 10 } }] },
      orderBy: [{ column: 'name' }, { column: 'id', dir: 'DESC' }],
      limit: 10,
      offset: 1,
    });
    const variables = {
      variableMap: { ':P0': 'Stephane', ':P1': 10, ':P2': 10, ':P3': 1 },
      variableTypeHintMap: {},
    };
    expect(pg(statement)).toEqual({
      statements: [
        'SELECT "id", "name" FROM "UserGroup" WHERE ("name" = :P0) OR ("id" > :P1) ORDER BY "name" ASC, "id" DESC LIMIT :P2 OFFSET :P3',
      ],
      ...variables,
    });
    expect(rds.createMySQLStatement(statement)).toEqual({
      statements: [
        'SELECT `id`, `name` FROM `UserGroup` WHERE (`name` = :P0) OR (`id` > :P1) ORDER BY `name` ASC, `id` DESC LIMIT :P2 OFFSET :P3',
      ],
      ...variables,
    });
  });

  it('numbers variables across two statements and keeps their type hints', () => {
    const insert = rds.insert({ table: 'persons', values: { id: rds.typeHint.UUID('u'), name: 'n' }, returning: '*' });
    const raw = rds.sql`select * from Post where id = ${'u2'} and at < ${rds.typeHint.TIMESTAMP('t')}`;
    expect(pg(insert, raw)).toEqual({
      statements: [
        'INSERT INTO "persons" ("id", "name") VALUES (:P0, :P1) RETURNING *',
        'select * from Post where id = :P2 and at < :P3',
      ],
      variableMap: { ':P0': 'u', ':P1': 'n', ':P2': 'u2', ':P3': 't' },
      variableTypeHintMap: { ':P0': 'UUID', ':P3': 'TIMESTAMP' },
    });
  });

  it.each<[string, ReturnType<typeof rds.select> | string, string]>([
    [
      'update',
      rds.update({ table: 'p', values: { a: 1, b: 2 }, where: { id: { eq: 3 } } }),
      'UPDATE "p" SET "a" = :P0, "b" = :P1 WHERE "id" = :P2',
    ],
    [
      'remove',
      rds.remove({ table: 'p', where: { id: { eq: 3 } }, returning: ['id', 'name'] }),
      'DELETE FROM "p" WHERE "id" = :P0 RETURNING "id", "name"',
    ],
    ['a string as it stands', 'UPDATE x SET y = 1', 'UPDATE x SET y = 1'],
    ['select of everything', rds.select({ from: 'p' }), 'SELECT * FROM "p"'],
    ['quotes in names', rds.select({ table: 's.a"b' }), 'SELECT * FROM "s"."a""b"'],
    [
      'aliases and aggregates',
      rds.select({
        table: { t: 'orders' },
        columns: ['t.id', { total: rds.agg.countDistinct('t.id') as never }],
        groupBy: ['t.id', 2],
        having: { total: { max: { gt: 1 } }, price: { sumDistinct: { lt: 9 } } } as never,
      }),
      'SELECT "t"."id", COUNT(DISTINCT "t"."id") AS "total" FROM "orders" AS "t" GROUP BY "t"."id", 2 ' +
        'HAVING (MAX("total") > :P0) AND (SUM(DISTINCT "price") < :P1)',
    ],
    [
      'joins',
      rds.select({
        table: 'a',
        leftJoin: [{ table: 'b', on: rds.sql`a.id = b.id` }],
        innerJoin: [{ table: 'c', using: ['id'] }],
        crossJoin: [{ from: 'd' }],
      }),
      'SELECT * FROM "a" INNER JOIN "c" USING ("id") LEFT JOIN "b" ON a.id = b.id CROSS JOIN "d"',
    ],
    [
      'a select of a select',
      rds.select({ from: { inner: rds.select({ table: 'a', where: { x: { eq: 1 } } }) }, where: { y: { eq: 2 } } }),
      'SELECT * FROM (SELECT * FROM "a" WHERE "x" = :P0) AS "inner" WHERE "y" = :P1',
    ],
    [
      'every operator',
      rds.select({
        table: 'a',
        where: {
          a: { ne: 1, le: 2, ge: 3, between: [4, 5], attributeExists: true },
          b: { beginsWith: 'x', contains: 'y', eq: null, attributeExists: false },
          not: [{ c: { lt: 6 } }, { d: { ne: null } }],
        },
      }),
      'SELECT * FROM "a" WHERE ("a" != :P0) AND ("a" <= :P1) AND ("a" >= :P2) AND ("a" BETWEEN :P3 AND :P4) AND ' +
        '("a" IS NOT NULL) AND ("b" LIKE :P5) AND ("b" LIKE :P6) AND ("b" IS NULL) AND ("b" IS NULL) AND ' +
        '(NOT (("c" < :P7) AND ("d" IS NOT NULL)))',
    ],
  ])('%s', (_, statement, text) => {
    expect(pg(statement).statements).toEqual([text]);
  });

  it('never lets a value into the SQL text', () => {
    const evil = `x'; DROP TABLE p; --`;
    const request = pg(rds.select({ table: 'p', where: { a: { contains: evil }, b: { eq: evil } } }));
    expect(request.statements.join('')).not.toContain('DROP');
    expect(request.variableMap).toEqual({ ':P0': `%${evil}%`, ':P1': evil });
  });

  it.each<[string, () => unknown, string]>([
    [
      'returning in MySQL',
      () => rds.createMySQLStatement(rds.insert({ table: 'p', values: {}, returning: '*' })),
      'for PostgreSQL only',
    ],
    ['a look-alike of a statement', () => pg({ kind: 'sql', write: () => 'x' }), 'must be a string or made by select'],
    [
      'an unknown operator',
      () => pg(rds.select({ table: 'p', where: { a: { like: 1 } as never } })),
      'unknown operator like',
    ],
    [
      'an order against null',
      () => pg(rds.select({ table: 'p', where: { a: { gt: null } } })),
      'gt cannot compare with null',
    ],
    [
      'a wrong direction',
      () => pg(rds.select({ table: 'p', orderBy: [{ column: 'a', dir: 'UP' as never }] })),
      'ASC or DESC, got UP',
    ],
    ['no table', () => pg(rds.select({} as never)), 'needs table or from'],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(message);
  });

  const result = {
    sqlStatementResults: [
      {
        numberOfRecordsUpdated: 0,
        columnMetadata: [{ label: 'author', name: 'a' }, { name: 'isbn' }, { label: 'tags' }],
        records: [
          [{ stringValue: 'Mark Twain' }, { longValue: 7 }, { arrayValues: [{ stringValue: 'x' }] }],
          [{ isNull: true }, { booleanValue: false }, { isNull: true }],
        ],
      },
      { numberOfRecordsUpdated: 1, records: [], columnMetadata: [] },
    ],
  };
  const rows = [
    [
      { author: 'Mark Twain', isbn: 7, tags: ['x'] },
      { author: null, isbn: false, tags: null },
    ],
    [],
  ];

  it('turns a result of the Data API into objects, from text or object', () => {
    expect(rds.toJsonObject(JSON.stringify(result))).toEqual(rows);
    expect(fixedRuntime().util.rds.toJsonObject(result as never)).toEqual(rows);
    expect(() => rds.toJsonObject('{}')).toThrow('must have a list sqlStatementResults');
  });
});

describe('@aws-appsync/utils/ai', () => {
  it('adds the operation', () => {
    expect(ai.invokeModel({ modelId: 'm', body: { a: 1 } })).toEqual({
      operation: 'InvokeModel',
      modelId: 'm',
      body: { a: 1 },
    });
    expect(ai.converse({ modelId: 'm', messages: [] })).toEqual({ operation: 'Converse', modelId: 'm', messages: [] });
  });
});
