import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { findNginx } from '../../local/runtime/ecs/nginx-program';
import { type Stack } from '../cdktf/manifest';
import { CliError } from '../cli-error';
import { readImageList } from '../release/image-list';

const configuration = z.object({
  resource: z
    .object({ aws_ecr_repository: z.record(z.string(), z.object({ name: z.string() })).optional() })
    .optional(),
});

/** Images that the repositories of stacks hold: their names without the stage. */
function imagesOf(stacks: readonly Stack[], stage: string): readonly string[] {
  return stacks.flatMap(({ directory }) => {
    const { resource } = configuration.parse(JSON.parse(readFileSync(join(directory, 'cdk.tf.json'), 'utf8')));
    return Object.values(resource?.aws_ecr_repository ?? {}).map(({ name }) => name.replace(`-${stage}`, ''));
  });
}

/**
 * Refuses stacks whose containers run a program that this machine lacks, before anything is deployed for them.
 * @param path the variable `PATH`
 * @throws CliError `no-nginx` with the remedy
 */
export function requirePrograms(
  stacks: readonly Stack[],
  stage: string,
  { projectDirectory, path }: { readonly projectDirectory: string; readonly path: string },
): void {
  const images = imagesOf(stacks, stage);
  if (images.length === 0) return;
  const list = readImageList(projectDirectory);
  const [needy] = images.filter((name) => list.get(name)?.kind === 'nginx');
  if (needy === undefined || findNginx(path) !== undefined) return;
  throw new CliError('no-nginx', `${needy}: its container runs nginx, which is not on this machine`, {
    remedy: 'install it ("apt-get install nginx-light" on Debian), or start other systems',
  });
}
