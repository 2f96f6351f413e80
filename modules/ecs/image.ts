import { type Construct } from 'constructs';
import { type Repository } from '../ecr/repository';
import { requireMatch } from '../validate';

const digestGrammar = /^sha256:[0-9a-f]{64}$/;

/**
 * How a task definition names an image: by digest, which can never come to mean another image as a tag can. Before the
 * first push there is no digest; the name then is one that no image can have, since a build never pushes the tag `none`.
 * @throws RangeError at synth for a tag, or for a digest that is not `sha256:` and 64 hexadecimal digits.
 */
export function imageName(scope: Construct, repository: Repository, digest: string | undefined): string {
  if (digest === undefined) return `${repository.url}:none`;
  requireMatch(scope, 'imageDigest', digest, digestGrammar, 'sha256: and 64 lower-case hexadecimal digits, not a tag');
  return `${repository.url}@${digest}`;
}
