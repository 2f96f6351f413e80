import { canonicalJson, parseJson, stringifyJson, valueFromJson } from '../../../../local/provider/codec/json';
import { BigDecimal, UNKNOWN } from '../../../../local/provider/codec/value';

describe('parseJson and stringifyJson', () => {
  it('keep every digit of numbers', () => {
    const text = '[\n  12345678901234567890,\n  0.5,\n  "12345678901234567890",\n  1e400\n]';
    expect(parseJson(text)).toEqual([
      new BigDecimal('12345678901234567890'),
      0.5,
      '12345678901234567890',
      new BigDecimal('1e400'),
    ]);
    expect(stringifyJson(parseJson(text))).toBe(text);
  });

  it('leave strings with quotes and digits alone', () => {
    const tree = { 'a"1': 'x\\"12345678901234567890\\' };
    expect(parseJson(JSON.stringify(tree))).toEqual(tree);
  });

  it('refuse to write what is unknown', () => {
    expect(() => stringifyJson({ arn: UNKNOWN })).toThrow('json: arn is unknown');
  });
});

describe('valueFromJson', () => {
  const type = ['object', { name: 'string', ports: ['set', 'number'], tags: ['map', 'string'] }] as const;

  it('fills what is missing with null and drops what the type lacks', () => {
    expect(valueFromJson({ name: 'a', ports: [1], gone: true }, type, 'x')).toEqual({
      name: 'a',
      ports: [1],
      tags: null,
    });
  });

  it('reads a dynamic value as state holds it', () => {
    expect(valueFromJson({ value: { a: [1] }, type: ['object', { a: ['list', 'number'] }] }, 'dynamic', 'x')).toEqual({
      a: [1],
    });
  });

  it('names the path of what is not of its type', () => {
    expect(() => valueFromJson({ ports: ['1'] }, type, 'x')).toThrow('x.ports[0]: expected "number", got string');
    expect(() => valueFromJson({ tags: [] }, type, 'x')).toThrow('x.tags: expected ["map","string"], got a list');
  });
});

describe('canonicalJson', () => {
  it('does not depend on the order of names, but on that of elements', () => {
    expect(canonicalJson({ b: 1, a: [1, 2] })).toBe(canonicalJson({ a: [1, 2], b: 1 }));
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
    expect(canonicalJson('?')).not.toBe(canonicalJson(UNKNOWN));
  });
});
