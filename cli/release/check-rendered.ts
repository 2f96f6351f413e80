import { badInput, CliError } from '../cli-error';
import { findReleaseParameter } from './find-release-parameter';
import { imagesOf } from './image-digests';
import { requireImages } from './release';
import { type ReleaseClients } from './release-clients';
import { type ReleaseParameter } from './release-parameter';
import { readRenderedRelease, releaseFiles, type RenderedRelease } from './rendered-release';

export interface RenderedTarget {
  readonly rendered: RenderedRelease;
  readonly parameter: ReleaseParameter;
}

/**
 * What a build rendered, once it is found to be for this service as it is deployed now, with images that are there.
 * @throws CliError as `readRenderedRelease` does; `other-service`, `other-images`, `older-template`, `no-such-image`
 */
export async function checkRendered(
  directory: string,
  { stage, service }: { readonly stage: string; readonly service: string },
  clients: Pick<ReleaseClients, 'ssm' | 'registry'>,
): Promise<RenderedTarget> {
  const rendered = await readRenderedRelease(directory);
  if (rendered.stage !== stage || rendered.service !== service) {
    throw badInput(
      'other-service',
      `${directory}/${releaseFiles.release}: is for ${rendered.service} in ${rendered.stage}, asked for was ${service} in ${stage}`,
      'name the stage and the service that it was built for',
    );
  }
  const parameter = await findReleaseParameter(clients.ssm, stage, service);
  if (rendered.template !== parameter.taskDefinition) {
    throw new CliError(
      'older-template',
      `${directory}: was rendered from ${rendered.template}, but Terraform has deployed ${parameter.taskDefinition} since; deploying it would undo that change`,
      { remedy: 'build and render again: run the pipeline from its source' },
    );
  }
  const digests = Object.entries(rendered.images).map(([container, image]) => ({
    container,
    digest: image.replace(/^.*@/, ''),
  }));
  const images = imagesOf(parameter, digests);
  const other = images.find(({ container, image }) => rendered.images[container] !== image);
  if (other !== undefined) {
    throw badInput(
      'other-images',
      `${directory}: container ${other.container} runs images of ${other.repository}, got ${rendered.images[other.container] ?? ''}`,
      'push the image to the repository of the stage, and render again',
    );
  }
  await requireImages(clients, images);
  return { rendered, parameter };
}
