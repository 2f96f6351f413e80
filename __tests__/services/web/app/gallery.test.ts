import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { bundleViewerCode } from '../../../../modules/cloudfront/viewer-code';
import { frontEnvironment } from '../../../../stacks/web/front-program';
import { imageSizes } from '../../../../stacks/web/image-sizes';
import { WebApp } from '../../../support/web-app';
import { webEnvironment } from '../../../support/web-stacks';

const root = join(__dirname, '../../../..');
const prefix = '/images/';
const code = bundleViewerCode(join(root, 'services/web/edge-functions/image-request.ts'), { IMAGE_SIZES: imageSizes });

interface Answer {
  readonly uri?: string;
  readonly statusCode?: number;
  readonly querystring?: Readonly<Record<string, { readonly value: string }>>;
}

/** What the edge makes of a request for `address`, by the code that is deployed there. */
function atTheEdge(address: string): Answer {
  const { pathname: uri, searchParams } = new URL(address, 'http://edge');
  const querystring = Object.fromEntries([...searchParams].map(([name, value]) => [name, { value }]));
  const event = JSON.stringify({ request: { method: 'GET', uri, querystring, headers: {}, cookies: {} } });
  return JSON.parse(String(runInNewContext(`${code};JSON.stringify(handler(${event}))`))) as Answer; // as the code returns
}

describe('gallery where the edge resizes images', () => {
  let addresses: readonly string[];
  beforeAll(async () => {
    const { IMAGE_WIDTHS = '' } = frontEnvironment(webEnvironment('stg', { resizeImages: true }));
    const app = await WebApp.start({ IMAGE_WIDTHS });
    const html = await app.text('/gallery');
    await app.stop();
    const listed = [...html.matchAll(/ srcset="([^"]+)"/g)].flatMap(([, srcset = '']) => srcset.split(', '));
    const plain = [...html.matchAll(/<img[^>]* src="([^"]+)"/g)].map(([, src = '']) => src);
    addresses = [...plain, ...listed.map((candidate) => candidate.split(' ')[0] ?? '')].map((text) =>
      text.replaceAll('&amp;', '&'),
    );
  });

  it('names each image in each width', () => {
    expect(addresses).toHaveLength(6 + 6 * imageSizes.widths.length);
    const widths = new Set(addresses.map((address) => Number(new URL(address, 'http://edge').searchParams.get('w'))));
    expect([...widths].sort((a, b) => a - b)).toEqual(imageSizes.widths);
  });

  it('names nothing that the edge refuses or has another name for', () => {
    for (const address of addresses) {
      const { uri, querystring, statusCode } = atTheEdge(address);
      expect({ address, statusCode }).toEqual({ address, statusCode: undefined });
      expect(`${uri}?w=${querystring?.w?.value}`).toBe(address);
    }
    expect(atTheEdge('/images/dawn.jpg?w=641').statusCode).toBe(400);
  });

  it('names images that there are', () => {
    const originals = join(root, 'services/web/app/public/gallery');
    for (const address of addresses) {
      const { pathname } = new URL(address, 'http://edge');
      expect(pathname.startsWith(prefix)).toBe(true);
      expect([address, existsSync(join(originals, pathname.slice(prefix.length)))]).toEqual([address, true]);
    }
  });
});
