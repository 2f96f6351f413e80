import { createHash } from 'node:crypto';
import {
  contentSecurityPolicy,
  inlineScriptHashes,
} from '../../../../services/web/app/server/runtime/content-security-policy';
import { ExpiringValue } from '../../../../services/web/app/server/runtime/expiring-value';
import { createLog } from '../../../../services/web/app/server/runtime/json-log';
import { meshOrigins, realtimeUrlOf } from '../../../../services/web/app/shared/mesh-addresses';
import { imageSources } from '../../../../services/web/app/app/gallery-sources';
import { ManualClock } from '../../../support/manual-clock';

const hashOf = (code: string) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`;

describe('inlineScriptHashes', () => {
  it('names each inline script once and nothing else', () => {
    const html = `<script>a()</script><script type="module">b()</script><script src="/c.js"></script>
      <script type="application/json">{"d":1}</script><SCRIPT defer>a()</SCRIPT><script type=importmap>{}</script>
      <script></script>`;
    expect(inlineScriptHashes([html, '<script>\n e() </script>'])).toEqual(['a()', 'b()', '{}', '\n e() '].map(hashOf));
  });
});

describe('contentSecurityPolicy', () => {
  it('begins with nothing and adds what is given', () => {
    const policy = contentSecurityPolicy(["'sha256-x'"], ['https://a.example', 'wss://a.example']);
    expect(policy.split('; ')).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self' 'sha256-x'",
        "connect-src 'self' https://a.example wss://a.example",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ]),
    );
    expect(policy).not.toContain('unsafe');
  });
});

describe('addresses of Mesh', () => {
  it.each([
    [
      'https://abc.appsync-api.ap-northeast-1.amazonaws.com/graphql',
      'wss://abc.appsync-realtime-api.ap-northeast-1.amazonaws.com/graphql',
    ],
    ['https://stg.graphql.api.example.com/graphql', 'wss://stg.graphql.api.example.com/graphql/realtime'],
    ['http://127.0.0.1:4000/abc/graphql', 'ws://127.0.0.1:4000/abc/graphql/realtime'],
  ])('%s has realtime at %s', (endpoint, realtime) => {
    expect(realtimeUrlOf(endpoint)).toBe(realtime);
  });

  it('names the origins with their ports', () => {
    expect(meshOrigins('http://127.0.0.1:4000/abc/graphql')).toEqual(['http://127.0.0.1:4000', 'ws://127.0.0.1:4000']);
  });

  it.each(['', 'mesh', 'ftp://a.example/graphql', "javascript:alert('a')"])('refuses "%s"', (endpoint) => {
    expect(() => realtimeUrlOf(endpoint)).toThrow(`an http or https address is expected, got ${endpoint}`);
  });
});

describe('imageSources', () => {
  const image = { name: 'dawn', title: '', description: '' };

  it('is the plain file where no width is offered', () => {
    expect(imageSources(image, [])).toEqual({ src: '/gallery/dawn.jpg', srcset: undefined });
    expect(imageSources(image, [2000])).toEqual({ src: '/gallery/dawn.jpg', srcset: undefined });
  });

  it('offers every width up to that of the original', () => {
    expect(imageSources(image, [320, 1280, 2560])).toEqual({
      src: '/images/dawn.jpg?w=1280',
      srcset: '/images/dawn.jpg?w=320 320w, /images/dawn.jpg?w=1280 1280w',
    });
  });
});

describe('ExpiringValue', () => {
  it('loads once for all who ask, and again when it is too old', async () => {
    const clock = new ManualClock();
    let loads = 0;
    const load = () => Promise.resolve((loads += 1));
    const value = new ExpiringValue({ load, lifetimeMs: 1000, nowMs: () => clock.nowMs() });
    expect(await Promise.all([value.get(), value.get()])).toEqual([1, 1]);
    clock.advance(999);
    expect(await value.get()).toBe(1);
    clock.advance(1);
    expect(await value.get()).toBe(2);
  });

  it('does not keep a failure', async () => {
    const answers = [Promise.reject(new Error('no')), Promise.resolve('yes')];
    const load = () => answers.shift() ?? Promise.reject(new Error('no more loads'));
    const value = new ExpiringValue({ load, lifetimeMs: 1000, nowMs: () => 0 });
    await expect(value.get()).rejects.toThrow('no');
    expect(await value.get()).toBe('yes');
    expect(await value.get()).toBe('yes');
  });
});

describe('log', () => {
  it('writes one line of JSON for each event of its level and above', () => {
    const lines: string[] = [];
    const log = createLog({
      level: 'WARNING',
      output: { write: (line) => lines.push(line) },
      now: () => new Date(0),
    });
    for (const level of ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const) log.write(level, 'a\nb', { path: '"' });
    expect(lines).toEqual(
      ['WARNING', 'ERROR'].map(
        (level) =>
          `{"level":"${level}","time":"1970-01-01T00:00:00.000Z","service":"web-app","event":"a\\nb","path":"\\""}\n`,
      ),
    );
  });
});
