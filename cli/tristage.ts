import yargs from 'yargs';
import { badInput, CliError, exitCodes, hasCode } from './cli-error';
import { assetsVerb } from './verbs/assets';
import { bootstrapVerb } from './verbs/bootstrap';
import { deployVerb } from './verbs/deploy';
import { withGlobalOptions } from './verbs/global-options';
import { imageVerb } from './verbs/image';
import { migrationVerb } from './verbs/migration';
import { pipelineVerb } from './verbs/pipeline';
import { planVerb } from './verbs/plan';
import { rehearseVerb } from './verbs/rehearse';
import { releaseVerb } from './verbs/release';
import { resetVerb } from './verbs/reset';
import { startVerb } from './verbs/start';
import { coverageVerb } from './verbs/coverage';

function message(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return `tristage: ${String(error)}`;
  const remedy = error instanceof CliError && error.remedy !== undefined ? `\nremedy: ${error.remedy}` : '';
  const stack = debug ? `\n${error.stack ?? ''}` : '';
  return `tristage: ${error.message}${remedy}${stack}`;
}

async function main(args: readonly string[]): Promise<number> {
  const parser = withGlobalOptions(yargs(args))
    .scriptName('tristage')
    .parserConfiguration({ 'populate--': true })
    .command(startVerb)
    .command(rehearseVerb)
    .command(planVerb)
    .command(deployVerb)
    .command(bootstrapVerb)
    .command(imageVerb)
    .command(assetsVerb)
    .command(releaseVerb)
    .command(migrationVerb)
    .command(pipelineVerb)
    .command(resetVerb)
    .command(coverageVerb)
    .demandCommand(1, 'name a verb')
    .strict()
    .version(false)
    .epilogue('Exit codes: 0 done, 1 failed or refused, 2 wrong usage or bad input.')
    .wrap(110)
    .exitProcess(false)
    .fail((text, error) => {
      // yargs gives its own complaint as text, and what a verb throws as the error; its types deny the absence.
      const thrown: unknown = error;
      throw thrown instanceof Error && !text ? thrown : badInput('usage', text, 'see "tristage --help"');
    });
  try {
    await parser.parseAsync();
    return Number(process.exitCode ?? exitCodes.ok);
  } catch (error) {
    process.stderr.write(`${message(error, args.includes('--debug'))}\n`);
    const code = error instanceof CliError ? error.exitCode : exitCodes.failed;
    return code === exitCodes.badInput && args.includes('--detailed-exitcode') ? exitCodes.failed : code;
  }
}

for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    // Whoever read the output is gone, such as a closed terminal; what was started must still be ended.
    if (!hasCode(error, 'EPIPE') && !hasCode(error, 'EIO')) throw error;
  });
}
void main(process.argv.slice(2)).then((code) => {
  // Closed servers may leave sockets that would hold the process for seconds.
  process.exit(code);
});
