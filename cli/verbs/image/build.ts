import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type CommandModule } from 'yargs';
import { badInput } from '../../cli-error';
import { type Context } from '../../context';
import { homeDirectory } from '../../project';
import { findImage } from '../../release/image-list';
import type * as BuildModule from '../../release/build-image';
import type * as PublishModule from '../../release/publish-image';
import { imageDirectory } from '../../../local/runtime/ecs/image-store';
import { type GlobalOptions, runVerb } from '../global-options';
import { type PlaceOptions, placeOfStage, withPlaceOptions } from '../stage-place';

interface ImageBuildOptions extends PlaceOptions {
  readonly image: string;
  readonly release?: string | undefined;
  readonly push?: string | undefined;
}

const load = createRequire(__filename);
const builders = ['docker', 'local'];

async function build(context: Context, options: ImageBuildOptions): Promise<undefined> {
  const { project, env } = context;
  const { image, release, push: stage } = options;
  const { TRISTAGE_IMAGE_BUILDER: builder = 'docker' } = env;
  if (!builders.includes(builder)) {
    throw badInput(
      'bad-builder',
      `TRISTAGE_IMAGE_BUILDER must be ${builders.join(' or ')}, got ${builder}`,
      'correct it',
    );
  }
  if (release !== undefined && !/^[a-z0-9][a-z0-9.-]{0,63}$/.test(release)) {
    throw badInput(
      'bad-release',
      `--release must be at most 64 of a-z, 0-9, dot and hyphen, got ${release}`,
      'correct it',
    );
  }
  const source = findImage(project.directory, image);
  const imagesDirectory = homeDirectory(project, 'images');
  const { buildImage } = load('../../release/build-image') as typeof BuildModule; // the module at that path
  context.say(`${image}: build its files`);
  const filesDigest = await buildImage(image, { projectDirectory: project.directory, imagesDirectory, release });
  if (builder === 'local') {
    // Tasks on this machine take their images from there.
    context.print(filesDigest);
    return undefined;
  }
  const place =
    stage === undefined ? undefined : await placeOfStage(context, { ...options, stage, verb: 'image build' });
  const { publishImage } = load('../../release/publish-image') as typeof PublishModule; // likewise
  const digest = await publishImage({
    image,
    tag: tagOf(release ?? filesDigest.slice('sha256:'.length, 'sha256:'.length + 12)),
    context: imageDirectory(imagesDirectory, filesDigest),
    dockerfile: join(project.directory, source.dockerfile),
    buildArguments: source.buildArguments,
    ...(stage === undefined || place === undefined ? {} : { destination: { stage, place } }),
    env,
    interrupts: context.interrupts,
    progress: (line) => context.say(line),
  });
  context.print(digest);
  return undefined;
}

/** A tag that the repositories keep for a while. */
const tagOf = (release: string): string => (release.startsWith('build-') ? release : `build-${release}`);

export const imageBuildVerb: CommandModule<GlobalOptions, ImageBuildOptions> = {
  command: 'build <image>',
  describe: 'Build an image, and push it to its repository',
  builder: (yargs) =>
    withPlaceOptions(yargs)
      .positional('image', { type: 'string', demandOption: true, describe: 'Image of services/images.json' })
      .option('release', { type: 'string', describe: 'Release that it belongs to [default: by its sources]' })
      .option('push', { type: 'string', describe: 'Stage whose repository it is pushed to' })
      .epilogue(
        'Prints the digest. Builds with docker, or with TRISTAGE_IMAGE_BUILDER=local for this machine only.\n' +
          'Exit codes: 0 built, 1 failed, 2 wrong usage or bad input.',
      ),
  handler: (options) => runVerb(options, (context) => build(context, options)),
};
