import { findReleaseParameter } from './find-release-parameter';
import { type DigestArgument, imagesOf } from './image-digests';
import { requireImages } from './release';
import { type ReleaseClients } from './release-clients';
import { type RenderedRelease, writeRenderedRelease } from './rendered-release';
import { revisionWith } from './revision';
import { readTestReport } from './test-report';

export interface RenderRequest {
  readonly stage: string;
  readonly service: string;
  readonly release: string;
  readonly digests: readonly DigestArgument[];
  /** Result of jest for what was built. */
  readonly testsFile: string;
  /** Where the files go; made when absent. */
  readonly output: string;
}

/**
 * Writes what deploys a build: the revision that Terraform deployed with the build's images by digest, once its tests
 * have passed and its images are pushed.
 * @throws CliError as `readTestReport`, `imagesOf` and `requireImages` do; nothing is written then
 */
export async function renderRelease(
  { stage, service, release, digests, testsFile, output }: RenderRequest,
  clients: Pick<ReleaseClients, 'ssm' | 'ecs' | 'registry'>,
): Promise<RenderedRelease> {
  const tests = await readTestReport(testsFile);
  const parameter = await findReleaseParameter(clients.ssm, stage, service);
  const images = imagesOf(parameter, digests);
  await requireImages(clients, images);
  const template = parameter.taskDefinition;
  const rendered = {
    release,
    stage,
    service,
    template,
    images: Object.fromEntries(images.map(({ container, image }) => [container, image])),
    tests,
    revision: await revisionWith(clients, template, images),
  };
  await writeRenderedRelease(output, rendered);
  return rendered;
}
