import { paginateGetParametersByPath, type SSMClient } from '@aws-sdk/client-ssm';
import { badInput } from '../cli-error';
import { containersOf, parseReleaseParameter, releasePath, repositoryOf } from './release-parameter';

/**
 * URL of the repository of a stage that an image is pushed to, `<image>-<stage>`, which the release parameters of the
 * stage tell.
 * @throws CliError `no-repository` naming those there are
 */
export async function imageRepository(ssm: SSMClient, stage: string, image: string): Promise<string> {
  const wanted = `${image}-${stage}`;
  const known = new Set<string>();
  for await (const page of paginateGetParametersByPath({ client: ssm }, { Path: releasePath(stage) })) {
    for (const { Name: name = '', Value: value = '' } of page.Parameters ?? []) {
      for (const { repository } of containersOf(parseReleaseParameter(name, value))) {
        const found = repositoryOf({ repository }).name;
        if (found === wanted) return repository;
        known.add(found);
      }
    }
  }
  const names = known.size === 0 ? 'none' : [...known].sort().join(', ');
  throw badInput(
    'no-repository',
    `stage ${stage}: no service runs images of the repository ${wanted}; repositories: ${names}`,
    'deploy the stack of its service first, and check the stage, the credentials and the region',
  );
}
