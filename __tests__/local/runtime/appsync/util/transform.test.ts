import { fixedRuntime } from '../../../../support/appsync-runtime';

const { transform } = fixedRuntime().util;

type Filter = readonly [field: string, operator: string, value: unknown];

/** A subscription filter written short: a list of groups of `[field, operator, value]`. */
const groups = (...all: readonly (readonly Filter[])[]) => ({
  filterGroup: all.map((filters) => ({
    filters: filters.map(([fieldName, operator, value]) => ({ fieldName, operator, value })),
  })),
});

const guideFilter = {
  percentageUp: { lte: 50, gte: 20 },
  and: [{ title: { ne: 'Book1' } }, { downvotes: { gt: 2000 } }],
  or: [{ author: { eq: 'Admin' } }, { isPublished: { eq: false } }],
};
const book: Filter = ['title', 'ne', 'Book1'];
const downvotes: Filter = ['downvotes', 'gt', 2000];
const admin: Filter = ['author', 'eq', 'Admin'];
const unpublished: Filter = ['isPublished', 'eq', false];

describe('util.transform.toSubscriptionFilter', () => {
  it('multiplies alternatives out, as the guide shows', () => {
    expect(transform.toSubscriptionFilter(guideFilter)).toEqual(
      groups(
        [['percentageUp', 'lte', 50], book, downvotes, admin],
        [['percentageUp', 'lte', 50], book, downvotes, unpublished],
        [['percentageUp', 'gte', 20], book, downvotes, admin],
        [['percentageUp', 'gte', 20], book, downvotes, unpublished],
      ),
    );
  });

  it('leaves ignored fields out at every depth, as the guide shows', () => {
    expect(transform.toSubscriptionFilter(guideFilter, ['percentageUp', 'author'])).toEqual(
      groups([book, downvotes, unpublished]),
    );
  });

  it('adds each rule as an alternative, ignored field or not, as the guide shows', () => {
    const rules = { upvotes: { gte: 250 }, author: { eq: 'Person1' } };
    expect(transform.toSubscriptionFilter(guideFilter, ['percentageUp', 'author'], rules)).toEqual(
      groups(
        [book, downvotes, unpublished, ['upvotes', 'gte', 250]],
        [book, downvotes, unpublished, ['author', 'eq', 'Person1']],
      ),
    );
  });

  it.each<[unknown, ReturnType<typeof groups>]>([
    [
      { a: { eq: 1 }, b: { eq: 2 } },
      groups([
        ['a', 'eq', 1],
        ['b', 'eq', 2],
      ]),
    ],
    [
      { and: [{ a: { eq: 1 } }, { or: [{ b: { eq: 2 } }, { c: { eq: 3 } }] }] },
      groups(
        [
          ['a', 'eq', 1],
          ['b', 'eq', 2],
        ],
        [
          ['a', 'eq', 1],
          ['c', 'eq', 3],
        ],
      ),
    ],
    [{ 'loc.country': { in: ['a', 'b'] } }, groups([['loc.country', 'in', ['a', 'b']]])],
    [{ a: { bogus: 1 } }, groups([['a', 'bogus', 1]])],
    [{ not: { a: { eq: 1 } } }, groups([['not', 'a', { eq: 1 }]])],
    [{}, groups()],
    [{ a: {} }, groups()],
    [{ and: [] }, groups()],
  ])('%j', (filter, expected) => {
    expect(transform.toSubscriptionFilter(filter as Record<string, never>)).toEqual(expected);
  });

  it('takes rules alone', () => {
    expect(transform.toSubscriptionFilter({}, [], { r: { eq: 1 } })).toEqual(groups([['r', 'eq', 1]]));
  });

  it.each<[unknown]>([[null], [undefined], [[]], ['{"a":{"eq":1}}']])('gives null for %j', (filter) => {
    expect(transform.toSubscriptionFilter(filter as Record<string, never>)).toBeNull();
  });
});

describe('util.transform.toElasticsearchQueryDSL', () => {
  const dsl = (query: object): unknown => JSON.parse(transform.toElasticsearchQueryDSL(query));

  it('gives the example of the guide', () => {
    const query = { upvotes: { ne: 15, range: [10, 20] }, title: { eq: 'hihihi', wildcard: 'h*i' } };
    expect(dsl(query)).toEqual({
      bool: {
        must: [
          {
            bool: {
              must: [{ bool: { must_not: { term: { upvotes: 15 } } } }, { range: { upvotes: { gte: 10, lte: 20 } } }],
            },
          },
          { bool: { must: [{ term: { title: 'hihihi' } }, { wildcard: { title: 'h*i' } }] } },
        ],
      },
    });
  });

  it.each<[object, unknown]>([
    [{ a: { gt: 1 } }, { range: { a: { gt: 1 } } }],
    [{ a: { gte: 1 } }, { range: { a: { gte: 1 } } }],
    [{ a: { lt: 1 } }, { range: { a: { lt: 1 } } }],
    [{ a: { lte: 1 } }, { range: { a: { lte: 1 } } }],
    [{ a: { match: 'x' } }, { match: { a: 'x' } }],
    [{ a: { matchPhrase: 'x' } }, { match_phrase: { a: 'x' } }],
    [{ a: { matchPhrasePrefix: 'x' } }, { match_phrase_prefix: { a: 'x' } }],
    [{ a: { multiMatch: 'x' } }, { multi_match: { fields: ['a'], query: 'x' } }],
    [{ a: { regexp: 'x.*' } }, { regexp: { a: 'x.*' } }],
    [{ a: { exists: true } }, { exists: { field: 'a' } }],
    [{ a: { exists: false } }, { bool: { must_not: { exists: { field: 'a' } } } }],
    [{ or: [{ a: { eq: 1 } }, { b: { eq: 2 } }] }, { bool: { should: [{ term: { a: 1 } }, { term: { b: 2 } }] } }],
    [{ and: [{ a: { eq: 1 } }] }, { bool: { must: [{ term: { a: 1 } }] } }],
    [{ not: { a: { eq: 1 } } }, { bool: { must_not: { term: { a: 1 } } } }],
  ])('%j', (query, expected) => {
    expect(dsl(query)).toEqual(expected);
  });

  it.each<[object, string]>([
    [{ a: { like: 1 } }, 'unknown operator like of field a; allowed are eq'],
    [{ a: 1 }, 'a must be an object, got 1'],
    [{ or: {} }, 'or must be a list, got {}'],
    [{ a: { range: 3 } }, 'a.range must be a list, got 3'],
  ])('refuses %j', (query, message) => {
    expect(() => dsl(query)).toThrow(message);
  });
});
