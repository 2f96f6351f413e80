import { type CommandModule } from 'yargs';
import { type GlobalOptions } from './global-options';
import { imageBuildVerb } from './image/build';
import { imageSetVerb } from './image/set';

export const imageVerb: CommandModule<GlobalOptions, GlobalOptions> = {
  command: 'image',
  describe: 'Build images and release them to deployed services',
  builder: (yargs) =>
    yargs
      .command(imageBuildVerb)
      .command(imageSetVerb)
      .demandCommand(1, 'name what to do with the image: build or set')
      .strict()
      .epilogue('Exit codes: 0 done, 1 failed or rolled back, 2 wrong usage or bad input.'),
  // yargs runs a command of this one, or says that one is needed.
  handler: () => undefined,
};
