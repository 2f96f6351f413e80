import sharp from 'sharp';
import { type EdgeResponse } from '../../../../services/web/image-resize/edge-event';
import { type Original, originResponse } from '../../../../services/web/image-resize/origin-response';

const sizes = { widths: [320, 640, 1280], heights: [180, 320] };

/** Random pixels do not compress: their size follows from their number. */
function noise(width: number, height: number): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  let seed = 1;
  for (let index = 0; index < pixels.length; index++) {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    pixels[index] = seed >> 16;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 100 })
    .toBuffer();
}

const plain = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#36c' } });

describe('the origin-response function of images', () => {
  const originals = new Map<string, Original>();
  const logged: Readonly<Record<string, unknown>>[] = [];
  const respond = originResponse({
    sizes,
    read: (key) => Promise.resolve(originals.get(key)),
    log: (entry) => logged.push(entry),
  });
  const origin: EdgeResponse = {
    status: '200',
    headers: {
      'cache-control': [{ key: 'Cache-Control', value: 'public, max-age=86400' }],
      'content-type': [{ key: 'Content-Type', value: 'image/jpeg' }],
      'content-length': [{ key: 'Content-Length', value: '12345' }],
    },
  };
  const ask = (uri: string, querystring: string, more: { method?: string; response?: EdgeResponse } = {}) =>
    respond({
      Records: [
        { cf: { request: { method: more.method ?? 'GET', uri, querystring }, response: more.response ?? origin } },
      ],
    });
  const imageOf = ({ body = '' }: EdgeResponse) => sharp(Buffer.from(body, 'base64')).metadata();

  beforeAll(async () => {
    originals.set('images/wide.jpg', { body: await plain(1600, 900).jpeg().toBuffer(), etag: '"abc"' });
    originals.set('images/small.jpg', { body: await plain(200, 100).jpeg().toBuffer() });
    originals.set('images/日本 1.jpg', { body: await plain(640, 640).jpeg().toBuffer() });
    originals.set('images/clear.png', {
      body: await sharp({ create: { width: 640, height: 360, channels: 4, background: '#0000' } })
        .png()
        .toBuffer(),
    });
    originals.set('images/turned.jpg', {
      body: await plain(400, 800)
        .withExif({ IFD0: { Copyright: 'me' } })
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toBuffer(),
    });
    originals.set('images/noise.jpg', { body: await noise(1280, 1800) });
    originals.set('images/broken.jpg', { body: Buffer.from('not an image') });
  });
  beforeEach(() => {
    logged.length = 0;
  });

  it.each(['avif', 'webp', 'jpeg'])('makes the asked width as %s', async (format) => {
    const response = await ask('/images/wide.jpg', `w=640&fm=${format}`);
    expect(response).toMatchObject({ status: '200', bodyEncoding: 'base64' });
    expect(response.headers['content-type']?.[0]?.value).toBe(`image/${format}`);
    expect(await imageOf(response)).toMatchObject({
      width: 640,
      height: 360,
      format: format === 'avif' ? 'heif' : format,
    });
  });

  it('keeps the caching that the original asks for, and says what the answer depends on', async () => {
    const { headers } = await ask('/images/wide.jpg', 'w=320&h=320&fit=cover&fm=webp');
    expect(headers['cache-control']?.[0]?.value).toBe('public, max-age=86400');
    expect(headers.vary?.[0]?.value).toBe('Accept');
    expect(headers.etag?.[0]?.value).toBe('W/"abc-320-320-cover-webp"');
    expect(headers).not.toHaveProperty('content-length');
  });

  it('cuts to the asked proportions, or fits into them', async () => {
    expect(await imageOf(await ask('/images/wide.jpg', 'w=320&h=320&fit=cover&fm=jpeg'))).toMatchObject({
      width: 320,
      height: 320,
    });
    expect(await imageOf(await ask('/images/wide.jpg', 'w=320&h=320&fit=contain&fm=jpeg'))).toMatchObject({
      width: 320,
      height: 180,
    });
  });

  it('makes no image larger than its original', async () => {
    expect(await imageOf(await ask('/images/small.jpg', 'w=1280&fm=webp'))).toMatchObject({ width: 200, height: 100 });
  });

  it('turns an image upright and leaves its metadata out', async () => {
    const metadata = await imageOf(await ask('/images/turned.jpg', 'w=320&fm=jpeg'));
    expect(metadata).toMatchObject({ width: 320, height: 160 });
    expect(metadata.exif).toBeUndefined();
  });

  it('puts white behind what is transparent where the format has no transparency', async () => {
    const { body = '' } = await ask('/images/clear.png', 'w=320&fm=jpeg');
    const { channels } = await sharp(Buffer.from(body, 'base64')).stats();
    expect(channels.map(({ min }) => min)).toEqual([255, 255, 255]);
  });

  it('finds an original by its encoded name', async () => {
    expect(await ask(`/images/${encodeURIComponent('日本 1.jpg')}`, 'w=320&fm=webp')).toMatchObject({ status: '200' });
  });

  it('leaves the original, and every other answer of the bucket, as they are', async () => {
    expect(await ask('/images/wide.jpg', '')).toBe(origin);
    const missing: EdgeResponse = { status: '403', headers: {} };
    expect(await ask('/images/none.jpg', 'w=320&fm=webp', { response: missing })).toBe(missing);
  });

  it('answers HEAD without a body', async () => {
    const response = await ask('/images/wide.jpg', 'w=320&fm=webp', { method: 'HEAD' });
    expect(response).toMatchObject({ status: '200', headers: { 'content-type': [{ value: 'image/webp' }] } });
    expect(response).not.toHaveProperty('body');
  });

  it('redirects to the original when the image is larger than CloudFront takes from a function', async () => {
    expect(await ask('/images/noise.jpg', 'w=1280&fm=jpeg')).toMatchObject({
      status: '302',
      headers: { location: [{ value: '/images/noise.jpg' }], 'cache-control': [{ value: 'public, max-age=60' }] },
    });
    expect(logged).toEqual([expect.objectContaining({ level: 'WARNING', uri: '/images/noise.jpg' })]);
  });

  it('redirects to an original that is no image, and logs why', async () => {
    expect(await ask('/images/broken.jpg', 'w=320&fm=webp')).toMatchObject({ status: '302' });
    expect(logged).toEqual([expect.objectContaining({ level: 'ERROR', message: 'image not made' })]);
  });

  it('answers 404 when the original went away in between', async () => {
    expect(await ask('/images/gone.jpg', 'w=320&fm=webp')).toMatchObject({
      status: '404',
      headers: { 'cache-control': [{ value: 'no-store' }] },
    });
  });

  it.each(['w=321&fm=webp', 'w=320&h=99&fm=webp', 'w=320&fit=fill&fm=webp', 'w=320&fm=gif', 'w=&fm=webp', 'w=1e9'])(
    'refuses %s, which the viewer-request function lets nobody ask for',
    async (querystring) => {
      expect(await ask('/images/wide.jpg', querystring)).toMatchObject({ status: '400' });
      expect(logged[0]?.error).toMatch(/^(w|h|fit|fm): must be one of /);
    },
  );
});
