import { type CtyType } from '../../../../local/provider/codec/cty-type';
import { valuesEqual } from '../../../../local/provider/codec/equal';
import { BigDecimal, UNKNOWN, type Value } from '../../../../local/provider/codec/value';

describe('valuesEqual', () => {
  const set: CtyType = ['set', ['object', { a: 'number', b: ['set', 'string'] }]];

  it.each<readonly [string, Value, Value, CtyType, boolean]>([
    [
      'sets in another order',
      [
        { a: 1, b: ['x', 'y'] },
        { a: 2, b: [] },
      ],
      [
        { a: 2, b: [] },
        { a: 1, b: ['y', 'x'] },
      ],
      set,
      true,
    ],
    ['sets with another member', [{ a: 1, b: ['x'] }], [{ a: 1, b: ['y'] }], set, false],
    ['sets of which one repeats a member', ['x', 'x'], ['x', 'y'], ['set', 'string'], false],
    ['lists in another order', ['x', 'y'], ['y', 'x'], ['list', 'string'], false],
    ['maps in another order', { a: '1', b: '2' }, { b: '2', a: '1' }, ['map', 'string'], true],
    ['a null element and none', { a: null }, {}, ['map', 'string'], false],
    ['a null attribute and a missing one', { a: null }, {}, ['object', { a: 'string' }], true],
    ['unknown and unknown', UNKNOWN, UNKNOWN, 'string', true],
    ['unknown and null', UNKNOWN, null, 'string', false],
    ['null and an empty list', null, [], ['list', 'string'], false],
    ['large numbers', new BigDecimal('1e400'), new BigDecimal('1e400'), 'number', true],
  ])('compares %s', (_, left, right, type, expected) => {
    expect(valuesEqual(left, right, type)).toBe(expected);
    expect(valuesEqual(right, left, type)).toBe(expected);
  });
});
