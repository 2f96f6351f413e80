import { type CommandModule } from 'yargs';
import { type GlobalOptions } from './global-options';
import { releaseDeployVerb } from './release/deploy';
import { releaseRehearseVerb } from './release/rehearse';
import { releaseRenderVerb } from './release/render';

export const releaseVerb: CommandModule<GlobalOptions, GlobalOptions> = {
  command: 'release',
  describe: 'Render a build for its service, deploy it, rehearse a release',
  builder: (yargs) =>
    yargs
      .command(releaseRenderVerb)
      .command(releaseDeployVerb)
      .command(releaseRehearseVerb)
      .demandCommand(1, 'name what to do with the release: render, deploy or rehearse')
      .strict()
      .epilogue('Exit codes: 0 done, 1 failed or rolled back, 2 wrong usage or bad input.'),
  // yargs runs a command of this one, or says that one is needed.
  handler: () => undefined,
};
