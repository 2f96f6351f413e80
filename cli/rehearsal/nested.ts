import { connect } from 'node:net';
import { badInput } from '../cli-error';
import { rehearsalS3Endpoint } from './environment';

const answerTimeoutMs = 2_000;

function answers(url: string): Promise<boolean> {
  if (!URL.canParse(url)) return Promise.resolve(false);
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), timeout: answerTimeoutMs });
    const settle = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}

/**
 * Whether `env` is that of a running rehearsal. The variable alone proves nothing: believed from a shell that kept
 * it, it would let a "rehearsed" command reach AWS.
 * @throws CliError `stale-rehearsal` when the variable is set and its rehearsal is gone.
 */
export async function isInsideRehearsal(env: NodeJS.ProcessEnv): Promise<boolean> {
  if (env.TRISTAGE_REHEARSAL === undefined) return false;
  const isWhole = env.AWS_ENDPOINT_URL_S3 === rehearsalS3Endpoint && env.TF_REATTACH_PROVIDERS !== undefined;
  if (isWhole && (await answers(env.HTTPS_PROXY ?? ''))) return true;
  throw badInput(
    'stale-rehearsal',
    `TRISTAGE_REHEARSAL=${env.TRISTAGE_REHEARSAL} is set, but no rehearsal runs around this command`,
    'unset TRISTAGE_REHEARSAL, or open a new shell; "tristage rehearse -- <command>" sets it itself',
  );
}

/**
 * Refuses a real run in a shell that still attaches a provider: Terraform would talk to a process that is gone or,
 * worse, to a stand-in.
 * @throws CliError `stale-provider`.
 */
export function refuseAttachedProviders(env: NodeJS.ProcessEnv): void {
  if (env.TF_REATTACH_PROVIDERS === undefined) return;
  throw badInput(
    'stale-provider',
    'TF_REATTACH_PROVIDERS is set in this shell, so Terraform would not use the real provider',
    'unset TF_REATTACH_PROVIDERS, or run the command as "tristage rehearse -- <command>"',
  );
}
