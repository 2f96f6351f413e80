import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { type CommandModule } from 'yargs';
import type * as ClientsModule from '../assets/asset-clients';
import type * as CleanModule from '../assets/clean-assets';
import type * as UploadModule from '../assets/upload-assets';
import { badInput } from '../cli-error';
import { type Context } from '../context';
import { type GlobalOptions, runVerb } from './global-options';
import { type PlaceOptions, placeOfStage, withPlaceOptions } from './stage-place';

interface AssetsOptions extends PlaceOptions {
  readonly stage: string;
  readonly service: string;
  readonly json: boolean;
}

interface UploadOptions extends AssetsOptions {
  readonly release?: string | undefined;
  readonly directory: string;
}

interface CleanOptions extends AssetsOptions {
  readonly keep: number;
  readonly days: number;
  readonly 'dry-run': boolean;
}

/** Loads what only these verbs need: the SDK takes longer to load than most verbs to run. */
const load = createRequire(__filename);
const now = (): number => Date.now();

async function upload(context: Context, options: UploadOptions): Promise<undefined> {
  const { stage, service } = options;
  const release = options.release ?? context.env.RELEASE_ID;
  if (release === undefined || !/^[A-Za-z0-9._-]{1,128}$/.test(release)) {
    throw badInput(
      'bad-release-id',
      `--release must be 1 to 128 letters, digits, dots, hyphens or underscores, got ${release ?? 'none'}`,
      'give the id that the app was built with, or set RELEASE_ID',
    );
  }
  const place = await placeOfStage(context, { ...options, verb: 'assets upload' });
  const { uploadAssets } = load('../assets/upload-assets') as typeof UploadModule; // the module at that path
  const { connectAssets } = load('../assets/asset-clients') as typeof ClientsModule; // likewise
  const clients = connectAssets(place);
  try {
    const request = { stage, service, release, directory: resolve(options.directory) };
    const result = await uploadAssets(request, clients, now);
    if (options.json) context.print(JSON.stringify({ release, ...result }));
    else {
      const { files, added, bucket, bytes, originals } = result;
      const images = originals === 0 ? '' : `, and ${originals} images to resize`;
      context.print(
        `${release}: ${files} files (${Math.ceil(bytes / 1024)} KiB) in s3://${bucket}, of which ${added} are new${images}`,
      );
    }
    return undefined;
  } finally {
    clients.close();
  }
}

async function clean(context: Context, options: CleanOptions): Promise<undefined> {
  const { stage, service, keep, days, 'dry-run': dryRun } = options;
  const place = await placeOfStage(context, { ...options, verb: 'assets clean' });
  const { cleanAssets } = load('../assets/clean-assets') as typeof CleanModule; // the module at that path
  const { connectAssets } = load('../assets/asset-clients') as typeof ClientsModule; // likewise
  const clients = connectAssets(place);
  try {
    const result = await cleanAssets({ stage, service, keep, days, dryRun }, clients, now);
    if (options.json) context.print(JSON.stringify({ dryRun, ...result }));
    else {
      const { removedFiles, removedReleases, kept, bucket } = result;
      if (dryRun) for (const key of removedFiles) context.print(key);
      context.print(
        `s3://${bucket}: ${removedFiles.length} files of ${removedReleases.length} releases ${dryRun ? 'would go' : 'removed'}; ${kept.length} releases keep theirs`,
      );
    }
    return undefined;
  } finally {
    clients.close();
  }
}

const uploadCommand: CommandModule<GlobalOptions, UploadOptions> = {
  command: 'upload <stage>',
  describe: 'Add the static files of a build to the bucket of its service',
  builder: (yargs) =>
    withPlaceOptions(yargs)
      .positional('stage', { type: 'string', demandOption: true, describe: 'Stage: stg, stg2 or prod' })
      .option('service', { type: 'string', requiresArg: true, demandOption: true, describe: 'Service, such as web' })
      .option('release', { type: 'string', requiresArg: true, describe: 'Release id [default: RELEASE_ID]' })
      .option('directory', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Public directory of the build, such as .output/public',
      })
      .option('json', { type: 'boolean', default: false, describe: 'One JSON document on stdout' })
      .epilogue('Exit codes: 0 uploaded, 1 failed or in conflict, 2 wrong usage or bad input.'),
  handler: (options) => runVerb(options, (context) => upload(context, options)),
};

const cleanCommand: CommandModule<GlobalOptions, CleanOptions> = {
  command: 'clean <stage>',
  describe: 'Remove static files that no recent release needs',
  builder: (yargs) =>
    withPlaceOptions(yargs)
      .positional('stage', { type: 'string', demandOption: true, describe: 'Stage: stg, stg2 or prod' })
      .option('service', { type: 'string', requiresArg: true, demandOption: true, describe: 'Service, such as web' })
      .option('keep', { type: 'number', default: 10, describe: 'Releases that keep their files, however old' })
      .option('days', { type: 'number', default: 30, describe: 'Days for which every release keeps its files' })
      .option('dry-run', { type: 'boolean', default: false, describe: 'Only tell what would go' })
      .option('json', { type: 'boolean', default: false, describe: 'One JSON document on stdout' })
      .epilogue('Exit codes: 0 done, 1 failed, 2 wrong usage or bad input.'),
  handler: (options) => runVerb(options, (context) => clean(context, options)),
};

export const assetsVerb: CommandModule<GlobalOptions, GlobalOptions> = {
  command: 'assets',
  describe: 'Upload the static files of a build, remove old ones',
  builder: (yargs) =>
    yargs
      .command(uploadCommand)
      .command(cleanCommand)
      .demandCommand(1, 'name what to do with the assets: upload or clean')
      .strict()
      .epilogue('Exit codes: 0 done, 1 failed, 2 wrong usage or bad input.'),
  // yargs runs a command of this one, or says that one is needed.
  handler: () => undefined,
};
