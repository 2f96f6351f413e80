import { fixedRuntime, GUIDE_NOW_MS } from '../../../../support/appsync-runtime';

const { util } = fixedRuntime();

describe('util.urlEncode and urlDecode', () => {
  it.each([
    ['', ''],
    ['a b+c', 'a+b%2Bc'],
    ['azAZ09.-*_', 'azAZ09.-*_'],
    ["~!()'/?&=", '%7E%21%28%29%27%2F%3F%26%3D'],
    ['é€😀', '%C3%A9%E2%82%AC%F0%9F%98%80'],
  ])('%j <-> %j', (text, encoded) => {
    expect(util.urlEncode(text)).toBe(encoded);
    expect(util.urlDecode(encoded)).toBe(text);
  });

  it('decodes lower-case digits and bytes that are no UTF-8', () => {
    expect(util.urlDecode('%c3%a9')).toBe('é');
    expect(util.urlDecode('a%FFb')).toBe('a\uFFFDb');
  });

  it.each(['100%', '%4', '%zz'])('refuses %j', (text) => {
    expect(() => util.urlDecode(text)).toThrow(/util\.urlDecode: % at \d+ must be followed by two hexadecimal digits/);
  });
});

describe('util.base64Encode and base64Decode', () => {
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foobar?>', 'Zm9vYmFyPz4='],
    ['é€😀', 'w6nigqzwn5iA'],
  ])('%j <-> %j', (text, encoded) => {
    expect(util.base64Encode(text)).toBe(encoded);
    expect(util.base64Decode(encoded)).toBe(text);
    expect(encoded).toBe(Buffer.from(text, 'utf8').toString('base64'));
  });

  it('agrees with Node on text of every length and width', () => {
    for (let length = 0; length < 40; length += 1) {
      const text = Array.from({ length }, (_, index) => String.fromCodePoint(0x20 + index * 1301)).join('');
      expect(util.base64Encode(text)).toBe(Buffer.from(text, 'utf8').toString('base64'));
      expect(util.base64Decode(util.base64Encode(text))).toBe(text);
    }
  });

  it('decodes invalid UTF-8 as the replacement character', () => {
    expect(util.base64Decode('4oLA')).toContain('\uFFFD');
    expect(util.base64Decode('wIA=')).toBe('\uFFFD\uFFFD');
  });

  it.each([
    ['Zm9!', 'character "!" at 3 is not base64'],
    ['Z', 'impossible length 1'],
  ])('refuses %j', (text, message) => {
    expect(() => util.base64Decode(text)).toThrow(message);
  });
});

describe('util.escapeJavaScript', () => {
  it.each([
    ['plain', 'plain'],
    [`'"\\/`, `\\'\\"\\\\\\/`],
    ['\b\n\t\f\r', '\\b\\n\\t\\f\\r'],
    ['\u0001é😀', '\\u0001\\u00E9\\uD83D\\uDE00'],
  ])('%j -> %j', (text, escaped) => {
    expect(util.escapeJavaScript(text)).toBe(escaped);
  });
});

describe('util.matches', () => {
  it.each<[string, string, boolean]>([
    ['a*b', 'aaaaab', true],
    ['a*b', 'xaaab', false],
    ['a|b', 'b', true],
    ['a|bc', 'ab', false],
    ['(?i)abc', 'ABC', true],
    ['abc', 'ABC', false],
    ['\\p{Alpha}+', 'abZ', true],
    ['\\p{Alpha}+', 'ab1', false],
    ['[\\p{Alnum}_-]{3}', 'a_9', true],
    ['\\P{Digit}', '5', false],
    ['\\Qa.b\\E+', 'a.bbb', true],
    ['\\Qa.b\\E', 'axb', false],
    ['\\Aabc\\z', 'abc', true],
    ['\\w+\\@\\w+', 'me@here', true],
    ['.', '😀', true],
    ['^x$', 'x', true],
    ['\\d{2}', '123', false],
  ])('%j against %j is %s', (pattern, text, expected) => {
    expect(util.matches(pattern, text)).toBe(expected);
  });

  it.each(['a++b', 'a*+', '(?>a)b'])('refuses %j instead of matching it otherwise than Java', (pattern) => {
    expect(() => util.matches(pattern, 'aab')).toThrow('possessive quantifiers and atomic groups are not supported');
  });

  it.each(['(', '[a', 'a{2,1}'])('refuses the invalid pattern %j', (pattern) => {
    expect(() => util.matches(pattern, 'a')).toThrow();
  });

  it('takes an escaped plus behind a quantifier for itself', () => {
    expect(util.matches('a*\\+', 'aa+')).toBe(true);
    expect(util.matches('[*+]+', '*+')).toBe(true);
  });
});

describe('ids', () => {
  it('autoId is a UUID of version 4 made of the host bytes', () => {
    expect(util.autoId()).toBe('00010203-0405-4607-8809-0a0b0c0d0e0f');
    const ones = fixedRuntime({ randomBytes: (count) => new Uint8Array(count).fill(255) });
    expect(ones.util.autoId()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  });

  it('autoUlid holds the time and 80 random bits', () => {
    expect(util.autoUlid()).toBe('01C5P7XAC5000G40R40M30E209');
    const largest = fixedRuntime({ nowMs: () => 2 ** 48 - 1, randomBytes: (count) => new Uint8Array(count).fill(255) });
    expect(largest.util.autoUlid()).toBe('7ZZZZZZZZZZZZZZZZZZZZZZZZZ');
  });

  it('autoKsuid is 27 characters that sort by time', () => {
    // The example of the KSUID specification's reference implementation.
    const bytes = Buffer.from('B5A1CD34B5F99D1154FB6853345C9735', 'hex');
    const reference = fixedRuntime({ nowMs: () => (107_608_047 + 1_400_000_000) * 1000, randomBytes: () => bytes });
    expect(reference.util.autoKsuid()).toBe('0ujtsYcgvSTl8PAuAdqWYSMnLOv');
    const at = (nowMs: number) => fixedRuntime({ nowMs: () => nowMs }).util.autoKsuid();
    expect(at(GUIDE_NOW_MS) < at(GUIDE_NOW_MS + 1000)).toBe(true);
    expect(at(1_400_000_000_000)).toHaveLength(27);
  });
});

describe('util.str.normalize', () => {
  it.each([
    ['nfc', 'e\u0301', 'é'],
    ['nfd', 'é', 'e\u0301'],
    ['nfkc', 'ﬁ', 'fi'],
    ['nfkd', 'é１', 'e\u03011'],
  ] as const)('%s', (form, value, expected) => {
    expect(util.str.normalize(value, form)).toBe(expected);
  });
});

describe('util.math', () => {
  const withBytes = (fill: number) =>
    fixedRuntime({ randomBytes: (count) => new Uint8Array(count).fill(fill) }).util.math;

  it.each([
    [2.4, 2],
    [2.5, 3],
    [-2.5, -2],
  ])('rounds %d to %d', (input, expected) => {
    expect(util.math.roundNum(input)).toBe(expected);
  });

  it('takes minimum and maximum', () => {
    expect(util.math.minVal(2, -3)).toBe(-3);
    expect(util.math.maxVal(2, -3)).toBe(2);
  });

  it('draws doubles from 0 to below 1', () => {
    expect(withBytes(0).randomDouble()).toBe(0);
    expect(withBytes(255).randomDouble()).toBe(1 - 2 ** -53);
  });

  it('draws integers from start to below end', () => {
    expect(withBytes(0).randomWithinRange(10, 20)).toBe(10);
    expect(withBytes(255).randomWithinRange(10, 20)).toBe(19);
    expect(withBytes(255).randomWithinRange(7, 7)).toBe(7);
  });
});
