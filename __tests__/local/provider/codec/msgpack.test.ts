import { decode, encode, ExtData } from '@msgpack/msgpack';
import { type CtyType } from '../../../../local/provider/codec/cty-type';
import { decodeMsgpack, encodeMsgpack } from '../../../../local/provider/codec/msgpack';
import { BigDecimal, UNKNOWN, type Value } from '../../../../local/provider/codec/value';

describe('msgpack', () => {
  const cases: readonly (readonly [string, CtyType, Value])[] = [
    ['string', 'string', 'ü'],
    ['null', 'string', null],
    ['unknown', 'string', UNKNOWN],
    ['bool', 'bool', false],
    ['integer', 'number', -42],
    ['fraction', 'number', 0.1],
    ['number beyond a double', 'number', new BigDecimal('123456789012345678901234567890')],
    ['list', ['list', 'string'], ['a', null, UNKNOWN]],
    ['set of objects', ['set', ['object', { a: 'number', b: 'bool' }]], [{ a: 1, b: null }]],
    ['map', ['map', 'string'], { 'a/b': 'c', d: UNKNOWN }],
    ['unknown map', ['map', 'string'], UNKNOWN],
    ['tuple', ['tuple', ['string', 'number']], ['a', 1]],
    ['object', ['object', { a: ['list', 'number'] }], { a: [] }],
    ['dynamic', 'dynamic', { a: ['x', 1, true] }],
  ];

  it.each(cases)('carries a %s there and back', (_, type, value) => {
    expect(decodeMsgpack(encodeMsgpack(value, type), type)).toEqual(value);
  });

  it('writes unknown as extension 0, as Terraform does', () => {
    expect([...encodeMsgpack(UNKNOWN, 'string')]).toEqual([0xd4, 0, 0]);
  });

  it('reads an unknown value with refinements as unknown', () => {
    expect(decodeMsgpack(encode(new ExtData(12, encode({ 1: false }))), 'string')).toBe(UNKNOWN);
  });

  it('writes a dynamic value as its type in JSON and the value', () => {
    const wire = decode(encodeMsgpack('a', 'dynamic')) as [Uint8Array, unknown];
    expect([Buffer.from(wire[0]).toString(), wire[1]]).toEqual(['"string"', 'a']);
  });

  it('reads integers of 64 bits and numbers in strings exactly', () => {
    const large = encode(9_007_199_254_740_993n, { useBigInt64: true });
    expect(decodeMsgpack(large, 'number')).toEqual(new BigDecimal('9007199254740993'));
    expect(decodeMsgpack(encode('12'), 'number')).toBe(12);
    expect(decodeMsgpack(encode('1e400'), 'number')).toEqual(new BigDecimal('1e400'));
  });

  it('gives null for attributes that an object lacks', () => {
    expect(decodeMsgpack(encodeMsgpack({ a: 'x' }, ['object', { a: 'string', b: 'bool' }]), ['map', 'string'])).toEqual(
      {
        a: 'x',
        b: null,
      },
    );
  });

  it.each<readonly [string, CtyType, Value, string]>([
    [
      'a number where a string belongs',
      ['object', { a: 'string' }],
      { a: 1 },
      'value.a: expected "string", got number',
    ],
    ['an attribute that the type lacks', ['object', { a: 'string' }], { b: 'x' }, 'value: no attribute b, only a'],
    ['a scalar where a list belongs', ['list', 'string'], 'x', 'value: expected ["list","string"], got string'],
    ['a wrong element', ['map', ['list', 'bool']], { k: [true, 'no'] }, 'value.k[1]: expected "bool", got string'],
  ])('refuses %s', (_, type, value, message) => {
    expect(() => encodeMsgpack(value, type)).toThrow(message);
  });

  it('refuses bytes of another type', () => {
    expect(() => decodeMsgpack(encode(['a']), ['map', 'string'])).toThrow('got a list of 1');
    expect(() => decodeMsgpack(encode('a'), 'bool')).toThrow('value: expected "bool", got string');
  });
});
