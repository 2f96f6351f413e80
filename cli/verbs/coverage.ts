import { type CommandModule } from 'yargs';
import { typesWithoutKnowledge } from '../../local/provider/types-without-knowledge';
import { synthesize } from '../cdktf/cdktf';
import { readStacks } from '../cdktf/manifest';
import { type Context } from '../context';
import { type GlobalOptions, runVerb } from './global-options';

interface CoverageOptions extends GlobalOptions {
  readonly json: boolean;
  readonly strict: boolean;
}

async function coverage(context: Context, { json, strict }: CoverageOptions): Promise<number> {
  await synthesize(context);
  const directories = readStacks(context.project.outputDirectory).map(({ directory }) => directory);
  const { resources, dataSources } = typesWithoutKnowledge(directories);
  const types = [...resources, ...dataSources.map((type) => `data.${type}`)];
  if (json) context.print(JSON.stringify({ resources, dataSources }));
  else if (types.length === 0) context.print('the stand-in knows every type in use');
  else {
    context.print('known by their schema alone: ids of a generic shape, every change an update, no value refused');
    for (const type of types) context.print(`  ${type}`);
  }
  return strict && types.length > 0 ? 1 : 0;
}

export const coverageVerb: CommandModule<GlobalOptions, CoverageOptions> = {
  command: 'coverage',
  describe: 'List the resource types in use of which the stand-in knows no more than the schema',
  builder: (yargs) =>
    yargs
      .option('json', { type: 'boolean', default: false, describe: 'One JSON document on stdout' })
      .option('strict', { type: 'boolean', default: false, describe: 'Exit 1 when there are any' })
      .epilogue('Exit codes: 0 listed, 1 failed, 2 wrong usage or bad input.'),
  handler: (options) => runVerb(options, (context) => coverage(context, options)),
};
