import { z } from 'zod';
import { AwsError } from '../../aws-endpoint/aws-error';
import { type JsonService } from '../../aws-endpoint/json-protocol';
import { ImageError, type LocalImage, readImage } from '../image-store';
import { jsonService, parseInput } from './actions';

const describeImages = z.object({
  repositoryName: z.string(),
  imageIds: z
    .array(z.object({ imageDigest: z.string().optional(), imageTag: z.string().optional() }))
    .min(1)
    .max(100),
});

export interface EcrApiOptions {
  readonly accountId: string;
  /** Names of the repositories here. */
  readonly repositories: readonly string[];
  readonly imagesDirectory: string;
}

/** ECR's DescribeImages by digest, over the images on this machine. */
export function ecrApi({ accountId, repositories, imagesDirectory }: EcrApiOptions): JsonService {
  return jsonService('AmazonEC2ContainerRegistry_V20150921', 'ecr', {
    DescribeImages: async (input) => {
      const { repositoryName, imageIds } = parseInput(describeImages, input, 'InvalidParameterException');
      if (!repositories.includes(repositoryName)) {
        throw new AwsError(
          'RepositoryNotFoundException',
          `The repository with name '${repositoryName}' does not exist in the registry with id '${accountId}'`,
        );
      }
      const imageDetails = [];
      for (const { imageDigest } of imageIds) {
        const image = imageDigest === undefined ? undefined : await find(imagesDirectory, imageDigest);
        if (image === undefined || !holds(repositoryName, image)) {
          throw new AwsError(
            'ImageNotFoundException',
            `The image with imageId {imageDigest:'${imageDigest ?? 'null'}'} does not exist within the repository with name '${repositoryName}' in the registry with id '${accountId}'`,
          );
        }
        imageDetails.push({ registryId: accountId, repositoryName, imageDigest: image.digest, imageTags: [] });
      }
      return { imageDetails };
    },
  });
}

async function find(imagesDirectory: string, digest: string): Promise<LocalImage | undefined> {
  try {
    return await readImage(imagesDirectory, digest);
  } catch (error) {
    if (error instanceof ImageError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** The repository of an image is named by it and the stage, which is one word. */
function holds(repositoryName: string, { repository }: LocalImage): boolean {
  if (!repositoryName.startsWith(repository)) return false;
  return /^(-[a-z0-9]+)?$/.test(repositoryName.slice(repository.length));
}
