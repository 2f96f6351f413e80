import { fixedRuntime } from '../../../../support/appsync-runtime';

describe('util.http', () => {
  it('copies headers without those of one connection', () => {
    const headers = { Host: 'h', 'content-length': '3', TE: 'x', authorization: 'Bearer t', 'x-api-key': 'k' };
    expect(fixedRuntime().util.http.copyHeaders(headers)).toEqual({ authorization: 'Bearer t', 'x-api-key': 'k' });
  });

  it('adds response headers; the last definition of a name counts', () => {
    const { util, outcome } = fixedRuntime();
    util.http.addResponseHeader('itemsCount', 7);
    util.http.addResponseHeaders({ ItemsCount: 8, object: { a: 1 }, empty: '' });
    expect(Object.fromEntries(outcome.responseHeaders)).toEqual({ itemscount: '8', object: '{"a":1}', empty: '' });
    expect(outcome.errors).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['', 'v', 'a response header needs a name'],
    ['x-none', null, 'response header x-none needs a value, got null'],
    ['x-none', undefined, 'response header x-none needs a value, got undefined'],
    ['Content-Type', 'text/html', 'response header Content-Type is restricted'],
    ['Connection', 'close', 'response header Connection is restricted'],
    ['x-amzn-RequestId', '1', 'response header x-amzn-RequestId is restricted'],
    ['X-Amz-Date', '1', 'response header X-Amz-Date is restricted'],
    ['big', 'x'.repeat(4094), 'response headers must not exceed 4096 bytes in total, got 4097 with big'],
  ])('leaves out %j with value %j and adds an error', (name, value, message) => {
    const { util, outcome } = fixedRuntime();
    util.http.addResponseHeader(name, value);
    expect(outcome.responseHeaders.size).toBe(0);
    expect(outcome.errors).toEqual([{ message, errorType: 'ResponseHeaderError', data: null, errorInfo: null }]);
  });

  it('counts all headers together and a replaced one once', () => {
    const { util, outcome } = fixedRuntime();
    util.http.addResponseHeader('a', 'x'.repeat(4000));
    util.http.addResponseHeader('a', 'y'.repeat(4095));
    expect(outcome.errors).toEqual([]);
    util.http.addResponseHeader('b', '');
    expect(outcome.errors).toHaveLength(1);
    expect([...outcome.responseHeaders.keys()]).toEqual(['a']);
  });
});

describe('util.xml', () => {
  const { xml } = fixedRuntime().util;

  it.each<[string, unknown]>([
    [
      '<?xml version="1.0" encoding="UTF-8"?>\n<posts>\n<post>\n <id>1</id>\n <title>Getting started</title>\n</post>\n</posts>',
      { posts: { post: { id: 1, title: 'Getting started' } } },
    ],
    ['<a><b>1</b><b>2</b><b>x</b></a>', { a: { b: [1, 2, 'x'] } }],
    ['<a/>', { a: '' }],
    ['<a></a>', { a: '' }],
    ['<a id="7" on=\'true\'/>', { a: { id: 7, on: true } }],
    ['<a id="7">text</a>', { a: { id: 7, content: 'text' } }],
    ['<a><![CDATA[<1> & 2]]></a>', { a: '<1> & 2' }],
    ['<a>&lt;&amp;&#65;&#x42;&quot;&apos;&gt;</a>', { a: '<&AB"\'>' }],
    ['<!-- c --><!DOCTYPE a [<!ELEMENT a ANY>]><a><!-- c -->x<?pi d?></a>\n', { a: 'x' }],
    ['<n:a n:b="c"><n:d/></n:a>', { 'n:a': { 'n:b': 'c', 'n:d': '' } }],
    [
      '<a><b>007</b><c>-1.5e3</c><d>null</d><e>FALSE</e><f>12345678901234567890</f></a>',
      {
        a: { b: '007', c: -1500, d: null, e: false, f: '12345678901234567890' },
      },
    ],
    ['', {}],
  ])('reads %s', (text, expected) => {
    expect(xml.toMap(text)).toEqual(expected);
  });

  it('keeps an element called __proto__ as data', () => {
    const map = xml.toMap('<a><__proto__>1</__proto__></a>');
    expect(JSON.stringify(map)).toBe('{"a":{"__proto__":1}}');
    expect(Object.getPrototypeOf(map?.a)).toBe(Object.prototype);
  });

  it('gives JSON, string-encoded when asked', () => {
    expect(xml.toJsonString('<a>1</a>')).toBe('{"a":1}');
    expect(xml.toJsonString('<a>1</a>', true)).toBe('"{\\"a\\":1}"');
  });

  it.each([
    ['<a>', '</a> is missing'],
    ['<a><b></a></b>', '</b> is missing'],
    ['text', 'an element must begin here'],
    ['<a b>', 'the tag of a must be closed by >'],
    ['<a/>rest', 'an element must begin here'],
  ])('refuses %s', (text, message) => {
    expect(() => xml.toMap(text)).toThrow(message);
  });
});
