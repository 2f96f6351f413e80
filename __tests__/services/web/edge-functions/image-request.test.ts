import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { bundleViewerCode } from '../../../../modules/cloudfront/viewer-code';
import { imageSizes } from '../../../../stacks/web/image-sizes';

interface Value {
  readonly value: string;
  readonly multiValue?: readonly { readonly value: string }[];
}

interface Answer {
  readonly uri?: string;
  readonly querystring?: Readonly<Record<string, Value>>;
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, Value>>;
  readonly body?: string;
}

const code = bundleViewerCode(join(__dirname, '../../../../services/web/edge-functions/image-request.ts'), {
  IMAGE_SIZES: imageSizes,
});

/** A query as CloudFront hands it to a function: the last of several values first, and all of them beside it. */
function queryOf(text: string): Record<string, Value> {
  const parameters = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name).map((value) => ({ value }));
      return [name, { value: values.at(-1)?.value ?? '', ...(values.length > 1 && { multiValue: values }) }];
    }),
  );
}

/** Runs the code as it is deployed, in a context that has the language and nothing else. */
function ask(query: string, accept?: string): Answer {
  const request = {
    method: 'GET',
    uri: '/images/cat.jpg',
    querystring: queryOf(query),
    headers: { host: { value: 'shop.example.com' }, ...(accept !== undefined && { accept: { value: accept } }) },
    cookies: {},
  };
  const call = `JSON.stringify(handler(${JSON.stringify({ version: '1.0', request })}))`;
  return JSON.parse(String(runInNewContext(`${code};${call}`))) as Answer;
}

describe('image-request', () => {
  const asked = (query: string, accept?: string) =>
    Object.fromEntries(Object.entries(ask(query, accept).querystring ?? {}).map(([name, { value }]) => [name, value]));

  const chrome = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';

  it('asks for the original without a width', () => {
    expect(ask('', chrome)).toMatchObject({ uri: '/images/cat.jpg', querystring: {} });
    expect(asked('utm_source=mail', chrome)).toEqual({});
  });

  it.each([
    [chrome, 'avif'],
    ['image/webp,*/*', 'webp'],
    ['IMAGE/WEBP', 'webp'],
    ['image/avif;q=0, image/webp', 'webp'],
    ['image/avif; q=0.000,image/png', 'jpeg'],
    ['image/avif;q=0.1', 'avif'],
    ['image/avifx, ximage/webp', 'jpeg'],
    ['image/*,*/*;q=0.8', 'jpeg'],
    ['', 'jpeg'],
    [undefined, 'jpeg'],
  ])('takes from Accept "%s" the format %s', (accept, format) => {
    expect(asked('w=640', accept)).toEqual({ w: '640', fm: format });
  });

  it('takes the format that the address names, whatever Accept says', () => {
    expect(asked('fm=webp&w=320', chrome)).toEqual({ w: '320', fm: 'webp' });
  });

  it('makes queries that mean the same the same', () => {
    const one = JSON.stringify(ask('h=360&w=640&junk=1', 'image/webp').querystring);
    expect(JSON.stringify(ask('w=640&fit=cover&h=360&fm=webp', chrome).querystring)).toBe(one);
    expect(one).toBe('{"w":{"value":"640"},"h":{"value":"360"},"fit":{"value":"cover"},"fm":{"value":"webp"}}');
    expect(asked('w=640&fit=contain', undefined)).toEqual({ w: '640', fm: 'jpeg' });
    expect(asked('w=640&h=640&fit=contain', undefined)).toEqual({ w: '640', h: '640', fit: 'contain', fm: 'jpeg' });
  });

  it.each([
    ['w=641', 'w: must be one of 320, 640, 960, 1280'],
    ['w=', 'w: must be one of'],
    ['w=0640', 'w: must be one of'],
    ['w=640.0', 'w: must be one of'],
    ['w=%36%34%30&h=1', 'h: must be one of 180, 320, 360, 540, 640, 720, 960, 1280'],
    ['w=640&fit=fill', 'fit: must be one of cover, contain'],
    ['w=640&fm=gif', 'fm: must be one of avif, webp, jpeg'],
    ['w=640&w=640', 'w: must be given once'],
    ['w=constructor', 'w: must be one of'],
    ['h=360', 'h, fit and fm: must come with w'],
    ['fm=webp', 'h, fit and fm: must come with w'],
    ['fit=cover', 'h, fit and fm: must come with w'],
  ])('refuses ?%s', (query, message) => {
    const answer = ask(query, chrome);
    expect(answer).toMatchObject({ statusCode: 400, headers: { 'cache-control': { value: 'no-store' } } });
    expect(answer.body).toContain(message);
  });
});
