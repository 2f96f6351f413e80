import { type CommandModule } from 'yargs';
import { badInput } from '../cli-error';
import { type Context } from '../context';
import { runCommand } from '../process/run-command';
import { isInsideRehearsal } from '../rehearsal/nested';
import { rehearsalNotice } from '../rehearsal/notice';
import { withRehearsal } from '../rehearsal/with-rehearsal';
import { requireTerraform } from '../terraform/prerequisites';
import { type GlobalOptions, runVerb } from './global-options';

interface RehearseOptions extends GlobalOptions {
  readonly port: number;
  readonly '--'?: readonly string[] | undefined;
}

async function rehearse(context: Context, options: RehearseOptions): Promise<number> {
  const [program, ...args] = options['--'] ?? [];
  if (program === undefined) {
    throw badInput(
      'no-command',
      'rehearse: no command was given',
      'write it after "--": tristage rehearse -- npx cdktf plan mesh-stg',
    );
  }
  const { env, interrupts, project } = context;
  const command: [string, ...string[]] = [program, ...args];
  const workingDirectory = process.cwd();
  if (await isInsideRehearsal(env)) return runCommand(command, { cwd: workingDirectory, env, interrupts });
  await requireTerraform(context);
  for (const line of rehearsalNotice) context.say(line);
  return withRehearsal({ project, command, workingDirectory, env, port: options.port }, interrupts, (rehearsal) => {
    for (const lock of rehearsal.releasedLocks) context.say(`rehearsal: released ${lock}, left by one that was killed`);
    return runCommand(command, { cwd: workingDirectory, env: rehearsal.env, interrupts });
  });
}

export const rehearseVerb: CommandModule<GlobalOptions, RehearseOptions> = {
  command: 'rehearse',
  describe: 'Run a command with the real Terraform, a local S3 and the stand-in for AWS',
  builder: (yargs) =>
    yargs
      .option('port', { type: 'number', default: 0, describe: 'TCP port of the local S3; 0 takes a free one' })
      .usage('tristage rehearse [options] -- <command…>')
      .example('$0 rehearse -- npx cdktf deploy mesh-stg', 'Deploy without an AWS account')
      .example('$0 rehearse -- terraform -chdir=cdktf.out/stacks/mesh-stg state list', 'Look into the rehearsed state')
      .epilogue(
        `The exit code is that of the command, 128 and more when a signal ended it.\n${rehearsalNotice.join('\n')}`,
      ),
  handler: (options) => runVerb(options, (context) => rehearse(context, options)),
};
