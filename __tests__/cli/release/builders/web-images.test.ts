import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { buildImage } from '../../../../cli/release/build-image';
import { ContainerProcess } from '../../../../local/runtime/ecs/container-process';
import { type LocalImage, readImage } from '../../../../local/runtime/ecs/image-store';
import { TemporaryDirectory } from '../../../support/deployed-state';
import { eventually } from '../../../support/eventually';
import { freePort } from '../../../support/free-port';
import { describeWith } from '../../../support/requires';

const root = join(__dirname, '../../../..');

const sources = {
  'services/images.json': JSON.stringify({
    'web-app': {
      kind: 'nuxt',
      application: 'services/web/app',
      healthCheck: { entry: 'services/gateway/health-check.ts', path: '/healthz' },
      dockerfile: 'services/web/app/Dockerfile',
    },
    'web-proxy': {
      kind: 'nginx',
      configuration: 'services/web/reverse-proxy',
      application: 'services/web/app',
      dockerfile: 'services/web/reverse-proxy/Dockerfile',
    },
  }),
  'services/web/app/package.json': '{"private":true,"type":"module"}',
  'services/web/app/nuxt.config.ts': `export default defineNuxtConfig({
    compatibilityDate: '2025-11-01', telemetry: false, buildId: process.env.RELEASE_ID, typescript: { strict: true },
  });`,
  'services/web/app/app/app.vue':
    '<template><h1>{{ word }}</h1></template><script setup>const word = "hello";</script>',
  'services/web/app/server/routes/healthz.ts': `export default defineEventHandler(() => 'ok');`,
  'services/web/app/public/robots.txt': `${'# nobody\n'.repeat(100)}`,
};

describe('images of a web application', () => {
  const directory = new TemporaryDirectory();
  const options = {
    projectDirectory: directory.path,
    imagesDirectory: join(directory.path, 'images'),
    release: 'build-1',
  };
  const cache = join(directory.path, '.tristage/cache/nuxt');
  let app: LocalImage;
  let proxy: LocalImage;

  beforeAll(async () => {
    for (const [file, text] of Object.entries(sources)) directory.write(file, text);
    symlinkSync(join(root, 'node_modules'), join(directory.path, 'node_modules'));
    symlinkSync(join(root, 'services/gateway'), join(directory.path, 'services/gateway'));
    symlinkSync(join(root, 'services/web/reverse-proxy'), join(directory.path, 'services/web/reverse-proxy'));
    const digests = await Promise.all([buildImage('web-app', options), buildImage('web-proxy', options)]);
    [app, proxy] = (await Promise.all(digests.map((one) => readImage(options.imagesDirectory, one)))) as [
      LocalImage,
      LocalImage,
    ]; // as many as digests
  });
  afterAll(() => directory.remove());

  it('come from one build, which leaves nothing in the folder of the application', () => {
    expect(readdirSync(cache)).toHaveLength(1);
    const names = Object.keys(sources).flatMap((file) => /^services\/web\/app\/([^/]+)/.exec(file)?.[1] ?? []);
    expect(readdirSync(join(directory.path, 'services/web/app')).sort()).toEqual([...new Set(names)].sort());
    const files = readdirSync(join(app.directory, 'public/_nuxt')).sort();
    expect(readdirSync(join(proxy.directory, 'files/identity/_nuxt')).sort()).toEqual(files);
    const latest = JSON.parse(readFileSync(join(app.directory, 'public/_nuxt/builds/latest.json'), 'utf8')) as unknown;
    expect(latest).toMatchObject({ id: 'build-1' });
  });

  it('are the server with its health check, and the proxy with compressed files', () => {
    expect(app.command).toEqual(['node', 'server/index.mjs']);
    expect(readFileSync(join(app.directory, 'health-check.cjs'), 'utf8')).toContain('"/healthz"');
    expect(proxy).toMatchObject({ command: ['sh', 'entrypoint.sh', 'nginx'], stopSignal: 'SIGQUIT' });
    expect(readdirSync(proxy.directory).sort()).toEqual([
      'entrypoint.sh',
      'files',
      'image.json',
      'mime.types',
      'nginx.conf.template',
      'pages',
      'site.conf',
    ]);
    const robots = sources['services/web/app/public/robots.txt'];
    const read = (coding: string) => readFileSync(join(proxy.directory, 'files', coding, 'robots.txt'));
    expect(brotliDecompressSync(read('br')).toString()).toBe(robots);
    expect(gunzipSync(read('gzip')).toString()).toBe(robots);
  });

  it('gives files of the proxy times that are made of their content', () => {
    const times = ['br', 'gzip', 'identity'].map(
      (coding) => statSync(join(proxy.directory, 'files', coding, 'robots.txt')).mtimeMs,
    );
    expect(new Set(times).size).toBe(3);
    for (const time of times) expect(time).toBeLessThan(Date.UTC(2015, 0));
  });

  it('are not built again from the same sources for the same release', async () => {
    const [kept = ''] = readdirSync(cache);
    const { ino } = statSync(join(cache, kept));
    expect(await buildImage('web-app', options)).toBe(app.digest);
    expect(await buildImage('web-proxy', options)).toBe(proxy.digest);
    expect(readdirSync(cache)).toEqual([kept]);
    expect(statSync(join(cache, kept)).ino).toBe(ino);
  });

  it('are not made of an application that cannot be built', async () => {
    const file = join(directory.path, 'services/web/app/app/app.vue');
    const good = readFileSync(file);
    writeFileSync(file, '<template><h1></template>');
    const failure = buildImage('web-proxy', options);
    await expect(failure).rejects.toThrow(/^web-proxy: nuxt build failed: .*app\.vue/s);
    await expect(failure).rejects.toMatchObject({ code: 'image-not-built', exitCode: 1 });
    writeFileSync(file, good);
    expect(readdirSync(cache)).toHaveLength(1);
  });

  describeWith('nginx', 'as processes', () => {
    it('answer together: pages by the app, files by nginx, each with its own health', async () => {
      const lines: string[] = [];
      const [port, appPort] = [await freePort(), await freePort()];
      const start = ({ command, directory: folder }: LocalImage, environment: Readonly<Record<string, string>>) =>
        new ContainerProcess({
          command,
          directory: folder,
          environment: { PATH: process.env.PATH ?? '', TMPDIR: directory.path, HOST: '127.0.0.1', ...environment },
          names: {},
          onLine: (line) => lines.push(line),
        });
      const server = start(app, { PORT: String(appPort) });
      const nginx = start(proxy, { PORT: String(port), APP_PORT: String(appPort) });
      const url = `http://127.0.0.1:${port}`;
      const status = (path: string) =>
        fetch(`${url}${path}`).then(
          (answer) => answer.status,
          () => 0,
        );
      await eventually(
        async () => (await status('/healthz')) === 200,
        () => lines.join('\n'),
      );
      expect(await (await fetch(url)).text()).toContain('<h1>hello</h1>');
      const check = start({ ...app, command: ['node', 'health-check.cjs'] }, { PORT: String(appPort) });
      expect(await check.exited).toEqual({ code: 0 });
      server.signal('SIGKILL');
      await server.exited;
      // What nginx holds needs no app.
      const [script = ''] = readdirSync(join(app.directory, 'public/_nuxt')).filter((name) => name.endsWith('.js'));
      expect(await status(`/_nuxt/${script}`)).toBe(200);
      expect(await status('/healthz')).toBe(502);
      expect(await status('/healthz/proxy')).toBe(200);
      nginx.signal('SIGQUIT');
      expect(await nginx.exited).toEqual({ code: 0 });
      expect(lines.filter((line) => line.includes(script))).toHaveLength(1);
    });
  });
});
