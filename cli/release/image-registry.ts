import { z } from 'zod';
import { CliError } from '../cli-error';
import { type Repository } from './release-parameter';
import { type SignedJsonCall } from './signed-json-call';

/** Where images are pushed to. */
export interface ImageRegistry {
  /** Whether a repository has the image with this digest. @throws CliError `registry-refused` */
  has(repository: Repository, digest: string): Promise<boolean>;
  /** Digest of the image with a tag; undefined when the repository has none. @throws CliError `registry-refused` */
  digestOf(repository: Repository, tag: string): Promise<string | undefined>;
}

const tagged = z.object({ imageDetails: z.tuple([z.object({ imageDigest: z.string() })]) });

/** ECR, by the one action a release needs of it. */
export function imageRegistry(call: SignedJsonCall): ImageRegistry {
  const describe = async ({ registryId, region, name }: Repository, imageId: Readonly<Record<string, string>>) => {
    const answer = await call({
      service: 'ecr',
      host: `api.ecr.${region}.amazonaws.com`,
      region,
      target: 'AmazonEC2ContainerRegistry_V20150921.DescribeImages',
      input: { registryId, repositoryName: name, imageIds: [imageId] },
    });
    if (answer.ok) return { output: answer.output };
    if (answer.type === 'ImageNotFoundException') return undefined;
    throw new CliError('registry-refused', `ECR repository ${name}: ${answer.type}: ${answer.message}`);
  };
  return {
    has: async (repository, imageDigest) => (await describe(repository, { imageDigest })) !== undefined,
    digestOf: async (repository, imageTag) => {
      const found = await describe(repository, { imageTag });
      return found && tagged.parse(found.output).imageDetails[0].imageDigest;
    },
  };
}
