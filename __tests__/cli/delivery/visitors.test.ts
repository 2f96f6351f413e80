import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import { assetsOf, PageClient } from '../../../cli/delivery/page-client';
import { describeVisits, failedRequests, visitDuring } from '../../../cli/delivery/visitors';

/** A container of a release: its page names the files of that release, and it has no others. */
const container =
  (release: string, onServed: () => void): RequestListener =>
  (request, response) => {
    const files = [`/_nuxt/entry.${release}.js`, `/_nuxt/site.${release}.css`, '/_nuxt/shared.js'];
    if (request.url === '/') {
      onServed();
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(
        `<link href="${files[1] ?? ''}"><script src="${files[0] ?? ''}"></script><script>f("${files[2] ?? ''}")</script>`,
      );
    } else if (files.includes(request.url ?? '')) response.end('content');
    else response.writeHead(404).end();
  };

describe('visitDuring', () => {
  let server: Server;
  let answer: RequestListener;
  let client: PageClient;
  let loaded: Map<string, number>;
  beforeEach(async () => {
    loaded = new Map();
    answer = one;
    server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    client = new PageClient({ protocol: 'http', host: '127.0.0.1', port, name: 'www.example.com' });
  });
  afterEach(() => {
    client.close();
    server.close();
  });
  const count = (name: string) => () => void loaded.set(name, (loaded.get(name) ?? 0) + 1);
  const [one, two] = [container('one', count('one')), container('two', count('two'))];
  /** Waits until visitors have loaded this many more pages. */
  const untilLoaded = async (name: string, more: number) => {
    const goal = (loaded.get(name) ?? 0) + more;
    while ((loaded.get(name) ?? 0) < goal) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  /** A rolling update: for a while both releases answer in turn. */
  const rollingUpdate = async (both: RequestListener, after: RequestListener) => {
    await untilLoaded('one', 3);
    answer = both;
    await untilLoaded('two', 20);
    answer = after;
    await untilLoaded('two', 3);
  };
  const inTurn = (): RequestListener => {
    let turn = 0;
    return (request, response) => {
      turn += 1;
      (turn % 2 === 0 ? one : two)(request, response);
    };
  };
  /** Files of every release are in one place, as in a bucket that is only added to. */
  const withBucket =
    (containers: RequestListener): RequestListener =>
    (request, response) => {
      if (request.url?.startsWith('/_nuxt/') === true) response.end('content');
      else containers(request, response);
    };
  const options = () => ({ client, paths: ['/'], concurrency: 3, pauseMs: 1 });

  it('finds the failures of files that are in the containers alone', async () => {
    const report = await visitDuring(() => rollingUpdate(inTurn(), two), options());
    expect(report.assets.failures['404']).toBeGreaterThan(0);
    expect(report.laterAssets).toEqual({ requests: 3, failed: 2, failures: { '404': 2 } });
    expect([...report.formerAssets].sort()).toEqual(['/_nuxt/entry.one.js', '/_nuxt/shared.js', '/_nuxt/site.one.css']);
    expect(report.pages.failed).toBe(0);
    expect(failedRequests(report)).toBe(report.assets.failed + 2);
    expect(describeVisits(report).join('\n')).toMatch(/files of pages left open +3 +2 {2}404: 2/);
  });

  it('finds none when every release finds its files in one place', async () => {
    answer = withBucket(one);
    const report = await visitDuring(() => rollingUpdate(withBucket(inTurn()), withBucket(two)), options());
    expect(failedRequests(report)).toBe(0);
    expect(report.pages.requests).toBeGreaterThan(25);
    expect(report.assets.requests).toBeGreaterThan(75);
    expect(report.laterAssets).toEqual({ requests: 3, failed: 0, failures: {} });
  });

  it('finds the failures of pages left open even when no page is loaded while both releases run', async () => {
    const report = await visitDuring(
      () => {
        answer = two;
        return Promise.resolve();
      },
      { ...options(), concurrency: 1 },
    );
    expect(report.laterAssets.failed).toBe(2);
  });

  it('ends its visits when the release fails', async () => {
    const failure = visitDuring(() => Promise.reject(new Error('rolled back')), options());
    await expect(failure).rejects.toThrow('rolled back');
    const before = loaded.get('one');
    await new Promise((resolve) => setImmediate(resolve));
    expect(loaded.get('one')).toBe(before);
  });

  it.each([
    ['a failing page', (path: string) => path === '/x', 503, '/x', '503'],
    ['a page in the place of a file', () => true, 200, '/_nuxt/a.js', 'a page instead'],
  ])('counts %s', async (_, isIt, status, path, failure) => {
    answer = (request, response) => {
      response.writeHead(isIt(request.url ?? '') ? status : 404, { 'content-type': 'text/html' }).end('<p>');
    };
    expect((await client.get(path)).failure).toBe(failure);
  });

  it('counts a connection that breaks', async () => {
    answer = (request) => request.destroy();
    expect((await client.get('/')).failure).toMatch(/ECONNRESET|socket hang up/);
  });

  it('asks by the name of the site', async () => {
    answer = (request, response) => response.end(request.headers.host);
    expect(await client.get('/')).toEqual({ text: 'www.example.com' });
  });
});

describe('assetsOf', () => {
  it('finds the files that a page names, each once', () => {
    const html = `<link rel="modulepreload" href="/_nuxt/a.js"><script src="/_nuxt/a.js"></script><style>url(/_nuxt/f.woff2)</style>
      <script>window.__NUXT__={buildAssetsDir:"/_nuxt/",b:'/_nuxt/builds/meta/x.json'}</script><img src="/logo.svg">`;
    expect(assetsOf(html)).toEqual(['/_nuxt/a.js', '/_nuxt/f.woff2', '/_nuxt/builds/meta/x.json']);
  });
});
