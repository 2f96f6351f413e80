import { badInput } from '../cli-error';
import { containersOf, type ReleasedContainer, type ReleaseParameter } from './release-parameter';

/** The image of a container by digest; without a name it is that of the only container. */
export interface DigestArgument {
  readonly container?: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}

/** A container with the image that it is to run. */
export interface ContainerImage extends ReleasedContainer {
  readonly digest: string;
  /** `<repository>@<digest>` */
  readonly image: string;
}

const digestPattern = /^sha256:[0-9a-f]{64}$/;

/**
 * Reads `<digest>` or `<container>=<digest>`, each of which may come more than once.
 * @throws CliError `bad-digest` for a tag or anything else, `bad-images` for forms that are mixed or repeated
 */
export function parseDigestArguments(words: readonly string[]): readonly DigestArgument[] {
  const parsed = words.map((word): DigestArgument => {
    const separator = word.indexOf('=');
    const container = separator < 0 ? undefined : word.slice(0, separator);
    const digest = word.slice(separator + 1);
    requireDigest(digest, container);
    return container === undefined ? { digest } : { container, digest };
  });
  const names = parsed.map(({ container }) => container);
  if (parsed.length === 0)
    throw badInput('bad-images', 'no digest was given', 'give one, or <container>=<digest> each');
  if (parsed.length > 1 && names.includes(undefined)) {
    throw badInput('bad-images', 'of several digests each needs its container', 'write each as <container>=<digest>');
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw badInput('bad-images', `container ${twice}: is named twice`, 'name it once');
  return parsed;
}

/** @throws CliError `bad-digest` for a tag or anything else. */
function requireDigest(digest: string, container: string | undefined): void {
  if (digestPattern.test(digest)) return;
  const where = container === undefined ? '' : `container ${container}: `;
  throw badInput(
    'bad-digest',
    `${where}digest must be sha256: and 64 hexadecimal digits, got ${digest}`,
    'give the digest that the push printed, not a tag: a tag may name another image tomorrow',
  );
}

/**
 * The image of every container of a service.
 * @throws CliError `unknown-container`, or `missing-container` when one is left without an image
 */
export function imagesOf(parameter: ReleaseParameter, given: readonly DigestArgument[]): readonly ContainerImage[] {
  const containers = containersOf(parameter);
  const names = containers.map(({ container }) => container);
  const [only] = given;
  const digests = new Map(given.map(({ container, digest }) => [container ?? parameter.container, digest]));
  const unknown = [...digests.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw badInput(
      'unknown-container',
      `${parameter.service}: no release goes to a container ${unknown}; containers: ${names.join(', ')}`,
      'name one of these',
    );
  }
  const missing = names.filter((name) => !digests.has(name));
  if (missing.length > 0) {
    const unnamed = given.length === 1 && only?.container === undefined ? ', and the one digest names none' : '';
    throw badInput(
      'missing-container',
      `${parameter.service}: has ${names.length} containers${unnamed}; without an image: ${missing.join(', ')}`,
      `give ${names.map((name) => `${name}=sha256:…`).join(' ')}: what was built together runs together`,
    );
  }
  return containers.flatMap((one) => {
    const digest = digests.get(one.container);
    return digest === undefined ? [] : [{ ...one, digest, image: `${one.repository}@${digest}` }];
  });
}
