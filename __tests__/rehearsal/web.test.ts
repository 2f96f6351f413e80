import { request } from 'node:http';
import { ProjectCopy } from '../support/project-copy';
import { describeWith } from '../support/requires';
import { StartedProject } from '../support/started-project';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

const site = 'stg.example.com';
const api = 'api.stg.example.com';

describeWith('terraform', 'the web system on this machine', () => {
  describeWith('nginx', 'with nginx', () => {
    let project: ProjectCopy;
    let started: StartedProject | undefined;
    beforeAll(async () => {
      project = new ProjectCopy();
      started = await StartedProject.start(project, ['web']);
    }, 300_000);
    afterAll(async () => {
      await started?.stop();
      project.remove();
    });

    /** Asks as a browser does that leads every name below localhost to this machine. */
    const ask = (
      host: string,
      path: string,
      {
        method = 'GET',
        headers = {},
        body = '',
      }: { method?: string; headers?: Record<string, string>; body?: string } = {},
    ): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const { port } = new URL(started?.url('web') ?? '');
        const outgoing = request(
          { host: '127.0.0.1', port, path, method, headers: { host: `${host}.localhost:${port}`, ...headers } },
          (response) => {
            let text = '';
            response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
            response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
          },
        );
        outgoing.on('error', reject).end(body);
      });
    const assetsOf = (html: string) => [...new Set(html.match(/\/_nuxt\/[\w.-]+\.(js|css)/g) ?? [])];

    it('tells where the site and its API are', () => {
      const urls = started?.ready.services.map(({ name, url }) => [typeof name, new URL(String(url)).hostname]);
      expect(urls).toEqual(
        expect.arrayContaining([
          ['string', `${site}.localhost`],
          ['string', `${api}.localhost`],
        ]),
      );
    });

    it('serves pages by the app, kept at the edge, with the headers of a careful site', async () => {
      const first = await ask(site, '/');
      expect(first).toMatchObject({
        status: 200,
        headers: {
          'x-cache': 'Miss from cloudfront',
          'cache-control': 'public, max-age=0, s-maxage=60',
          'x-content-type-options': 'nosniff',
          'strict-transport-security': expect.stringContaining('max-age='),
          'content-security-policy': expect.stringContaining("script-src 'self' 'sha256-"),
        },
        text: expect.stringContaining('</html>'),
      });
      expect(first.headers).not.toHaveProperty('set-cookie');
      expect(await ask(site, '/')).toMatchObject({
        status: 200,
        headers: { 'x-cache': 'Hit from cloudfront', age: expect.stringMatching(/^\d+$/) },
        text: first.text,
      });
    });

    it('serves the files that pages name from the bucket, for a year', async () => {
      const files = assetsOf((await ask(site, '/')).text);
      expect(files.length).toBeGreaterThan(1);
      for (const file of files) {
        expect([file, await ask(site, file)]).toMatchObject([
          file,
          {
            status: 200,
            // Only S3 names what it stores objects with.
            headers: { server: 'AmazonS3', 'cache-control': 'public, max-age=31536000, immutable' },
          },
        ]);
      }
    });

    it('asks the tasks for a file that the bucket has not, and keeps no failure', async () => {
      for (let time = 0; time < 2; time++) {
        expect(await ask(site, '/_nuxt/not-there.js')).toMatchObject({
          status: 404,
          headers: { 'x-cache': 'Error from cloudfront', 'cache-control': 'no-store' },
        });
      }
      expect(await ask(site, '/_nuxt/builds/latest.json')).toMatchObject({ status: 200, headers: { server: 'nginx' } });
    });

    it('takes no other method for files than GET and HEAD, and no POST for pages', async () => {
      const [file = ''] = assetsOf((await ask(site, '/')).text);
      expect(await ask(site, file, { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
      expect(await ask(site, file, { method: 'POST' })).toMatchObject({ status: 403 });
      expect(await ask(site, '/', { method: 'POST' })).toMatchObject({ status: 403 });
    });

    it('tells the status of the five systems, and which release runs', async () => {
      const { text } = await ask(site, '/status');
      for (const title of ['Mesh v2', 'PrivateLink gateway', 'CQRS', 'Operations', 'Web'])
        expect(text).toContain(title);
      expect(JSON.parse((await ask(site, '/version')).text)).toMatchObject({
        stage: 'stg',
        release: expect.stringMatching(/^source-[0-9a-f]{12}$/),
      });
      expect(await ask(site, '/mesh')).toMatchObject({ status: 200 });
      expect(JSON.parse((await ask(site, '/api/mesh')).text)).not.toHaveProperty('apiKey');
    });

    it('answers 404 with a page for people, and for a host of nobody nothing of the site', async () => {
      expect(await ask(site, '/no-such-page')).toMatchObject({ status: 404, text: expect.stringContaining('</html>') });
      expect((await ask(api, '/status')).text).not.toContain('PrivateLink');
    });

    it('serves the API by its own name, never kept, with a table of its own', async () => {
      expect(await ask(api, '/users')).toMatchObject({ status: 200, text: '[]' });
      const user = { name: '新規ユーザー', email: 'new@example.com' };
      expect(
        await ask(api, '/users', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(user),
        }),
      ).toMatchObject({ status: 201, text: expect.stringContaining('"id":1') });
      for (let time = 0; time < 2; time++) {
        const list = await ask(api, '/users');
        expect(list.headers['x-cache']).toBe('Miss from cloudfront');
        expect(JSON.parse(list.text)).toMatchObject([{ id: 1, ...user }]);
      }
      expect(await ask(api, '/orders')).toMatchObject({ status: 404 });
    });

    it('leaves nothing to plan in any stack, although the releases went past Terraform', () => {
      for (const stack of ['web-network', 'web', 'web-delivery']) {
        const plan = `terraform -chdir=cdktf.out/stacks/${stack}-stg plan -input=false -detailed-exitcode -no-color`;
        const { code, stdout } = project.rehearse(plan);
        expect([stack, code, code === 0 ? '' : stdout]).toEqual([stack, 0, '']);
      }
    }, 120_000);
  });
});
