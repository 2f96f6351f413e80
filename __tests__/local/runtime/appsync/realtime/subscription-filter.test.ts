import {
  compileSubscriptionFilter,
  SubscriptionFilterError,
} from '../../../../../local/runtime/appsync/realtime/subscription-filter';

const value = {
  name: 'sensor-7',
  count: 5,
  ok: true,
  empty: null,
  tags: ['red', 'blue', 3],
  deep: { a: { b: { c: { d: 'end' } } } },
};

function holds(fieldName: string, operator: string, expected: unknown): boolean {
  return compileSubscriptionFilter({ filterGroup: [{ filters: [{ fieldName, operator, value: expected }] }] })(value);
}

function compile(fieldName: unknown, operator: unknown, expected: unknown): () => unknown {
  return () => compileSubscriptionFilter({ filterGroup: [{ filters: [{ fieldName, operator, value: expected }] }] });
}

it.each([
  ['name', 'eq', 'sensor-7', true],
  ['name', 'eq', 'sensor', false],
  ['count', 'eq', 5, true],
  ['count', 'eq', '5', false],
  ['ok', 'eq', true, true],
  ['ok', 'eq', false, false],
  ['name', 'ne', 'sensor-7', false],
  ['name', 'ne', 'other', true],
  ['ok', 'ne', false, true],
  ['empty', 'ne', 'x', true],
  ['absent', 'ne', 'x', true],
  ['absent', 'eq', 'x', false],
  ['count', 'le', 5, true],
  ['count', 'le', 4, false],
  ['count', 'lt', 6, true],
  ['count', 'lt', 5, false],
  ['count', 'ge', 5, true],
  ['count', 'ge', 6, false],
  ['count', 'gt', 4, true],
  ['count', 'gt', 5, false],
  ['count', 'gt', '4', false],
  ['name', 'gt', 'a', true],
  ['name', 'lt', 'a', false],
  ['empty', 'le', 5, false],
  ['ok', 'ge', 0, false],
  ['name', 'contains', 'nsor', true],
  ['name', 'contains', 'x', false],
  ['name', 'contains', 7, false],
  ['tags', 'contains', 'red', true],
  ['tags', 'contains', 3, true],
  ['tags', 'contains', 're', false],
  ['absent', 'contains', 'x', false],
  ['name', 'notContains', 'nsor', false],
  ['tags', 'notContains', 'green', true],
  ['absent', 'notContains', 'x', true],
  ['name', 'beginsWith', 'sens', true],
  ['name', 'beginsWith', 'ens', false],
  ['count', 'beginsWith', '5', false],
  ['name', 'in', ['a', 'sensor-7'], true],
  ['count', 'in', [1, 2], false],
  ['absent', 'in', ['x'], false],
  ['name', 'notIn', ['a', 'sensor-7'], false],
  ['absent', 'notIn', ['x'], true],
  ['count', 'between', [5, 9], true],
  ['count', 'between', [1, 5], true],
  ['count', 'between', [6, 9], false],
  ['name', 'between', ['a', 'z'], true],
  ['tags', 'containsAny', ['green', 'blue'], true],
  ['tags', 'containsAny', ['green'], false],
  ['name', 'containsAny', ['x', '-7'], true],
  ['deep.a.b.c.d', 'eq', 'end', true],
  ['deep.a.x.c.d', 'eq', 'end', false],
  ['name.length', 'eq', 8, false],
])('%s %s %j is %s', (fieldName, operator, expected, result) => {
  expect(holds(fieldName, operator, expected)).toBe(result);
});

it('takes groups as alternatives and all filters of a group', () => {
  const accepts = compileSubscriptionFilter({
    filterGroup: [
      {
        filters: [
          { fieldName: 'a', operator: 'eq', value: 1 },
          { fieldName: 'b', operator: 'eq', value: 1 },
        ],
      },
      { filters: [{ fieldName: 'c', operator: 'eq', value: 1 }] },
    ],
  });
  expect([{ a: 1, b: 1 }, { a: 1 }, { b: 1 }, { c: 1 }, {}].map(accepts)).toEqual([true, false, false, true, false]);
});

it('restricts nothing without a group', () => {
  expect(compileSubscriptionFilter({ filterGroup: [] })({})).toBe(true);
});

const many = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

it.each([
  ['in', 5],
  ['notIn', 5],
  ['containsAny', 20],
])('bounds the values of %s at %d', (operator, maximum) => {
  expect(compile('a', operator, many(maximum))).not.toThrow();
  expect(compile('a', operator, many(maximum + 1))).toThrow(`value must be a list of 1 to ${maximum} entries`);
  expect(compile('a', operator, [])).toThrow(SubscriptionFilterError);
});

it.each([
  ['an operator', compile('a', 'like', 'x'), 'filterGroup[0].filters[0].operator must be eq, ne,'],
  ['no operator', compile('a', undefined, 'x'), 'operator must be'],
  ['null as value', compile('a', 'eq', null), 'value must be a text, number or boolean, got null'],
  ['a boolean to order by', compile('a', 'gt', true), 'value must be a text or number, got true'],
  ['a prefix that is a number', compile('a', 'beginsWith', 1), 'value must be a text, got 1'],
  ['a text for a list', compile('a', 'in', 'abc'), 'value must be a list of 1 to 5 entries, got "abc"'],
  ['one bound', compile('a', 'between', [1]), 'value must be a list of 2 entries, got [1]'],
  ['an object in a list', compile('a', 'in', [{}]), 'value must be a text, number or boolean, got {"o":[]}'],
  ['no field', compile(undefined, 'eq', 1), 'fieldName must be a path of 1 to 5 names joined by dots'],
  ['an empty name', compile('a..b', 'eq', 1), 'fieldName must be a path'],
  ['six levels', compile('a.b.c.d.e.f', 'eq', 1), 'fieldName must be a path'],
  ['257 characters', compile('a'.repeat(257), 'eq', 1), 'at most 256 characters'],
  ['a list as filter', () => compileSubscriptionFilter([]), 'filterGroup must be a list of 0 to 10 entries, got null'],
  ['a group without filters', () => compileSubscriptionFilter({ filterGroup: [{}] }), 'filterGroup[0].filters must be'],
  [
    'no filter',
    () => compileSubscriptionFilter({ filterGroup: [{ filters: [1] }] }),
    'must be an object with fieldName',
  ],
  [
    'eleven groups',
    () => compileSubscriptionFilter({ filterGroup: many(11) }),
    'filterGroup must be a list of 0 to 10',
  ],
  [
    'eleven filters',
    () => compileSubscriptionFilter({ filterGroup: [{ filters: many(11) }] }),
    'filterGroup[0].filters must be a list of 0 to 10',
  ],
])('refuses %s', (_what, act, message) => {
  expect(act).toThrow(SubscriptionFilterError);
  expect(act).toThrow(message);
});
