import { imagesOf, parseDigestArguments } from '../../../cli/release/image-digests';
import { parseReleaseParameter } from '../../../cli/release/release-parameter';

const registry = '111122223333.dkr.ecr.ap-northeast-1.amazonaws.com';
const [one, two] = [`sha256:${'1'.repeat(64)}`, `sha256:${'2'.repeat(64)}`];

function parameter(sidecars?: readonly object[]) {
  const fields = { cluster: 'web-stg', service: 'web-stg', taskDefinition: 'arn', container: 'app', desiredCount: 1 };
  const value = { ...fields, repository: `${registry}/web-app-stg`, ...(sidecars === undefined ? {} : { sidecars }) };
  return parseReleaseParameter('/tristage/stg/release/web', JSON.stringify(value));
}

const withProxy = parameter([{ container: 'reverse-proxy', repository: `${registry}/web-proxy-stg` }]);

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('parseDigestArguments', () => {
  it('reads one digest, or one for each container', () => {
    expect(parseDigestArguments([one])).toEqual([{ digest: one }]);
    expect(parseDigestArguments([`app=${one}`, `reverse-proxy=${two}`])).toEqual([
      { container: 'app', digest: one },
      { container: 'reverse-proxy', digest: two },
    ]);
  });

  it.each([
    ['a tag', ['latest'], 'bad-digest', 'digest must be sha256: and 64 hexadecimal digits, got latest'],
    ['a tag of a container', ['app=v1'], 'bad-digest', 'container app: digest must be sha256:'],
    ['a short digest', [one.slice(0, -1)], 'bad-digest', 'digest must be sha256: and 64'],
    ['several without names', [one, two], 'bad-images', 'of several digests each needs its container'],
    ['a container twice', [`app=${one}`, `app=${two}`], 'bad-images', 'container app: is named twice'],
    ['none', [], 'bad-images', 'no digest was given'],
  ])('refuses %s', (_, words, code, message) => {
    expect(thrownBy(() => parseDigestArguments(words))).toMatchObject({
      code,
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });
});

describe('imagesOf', () => {
  it('gives every container its image, the main one first', () => {
    const given = [
      { container: 'reverse-proxy', digest: two },
      { container: 'app', digest: one },
    ];
    expect(imagesOf(withProxy, given).map(({ container, image }) => [container, image])).toEqual([
      ['app', `${registry}/web-app-stg@${one}`],
      ['reverse-proxy', `${registry}/web-proxy-stg@${two}`],
    ]);
  });

  it('takes a digest without a name for the only container', () => {
    expect(imagesOf(parameter(), [{ digest: one }])).toMatchObject([{ container: 'app', digest: one }]);
  });

  it.each([
    [
      'one digest for two containers',
      [{ digest: one }],
      'missing-container',
      'web-stg: has 2 containers, and the one digest names none; without an image: reverse-proxy',
    ],
    [
      'a missing container',
      [{ container: 'reverse-proxy', digest: one }],
      'missing-container',
      'web-stg: has 2 containers; without an image: app',
    ],
    [
      'an unknown container',
      [
        { container: 'app', digest: one },
        { container: 'nginx', digest: two },
      ],
      'unknown-container',
      'no release goes to a container nginx; containers: app, reverse-proxy',
    ],
  ])('refuses %s', (_, given, code, message) => {
    expect(thrownBy(() => imagesOf(withProxy, given))).toMatchObject({
      code,
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });
});
