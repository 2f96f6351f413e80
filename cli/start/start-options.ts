import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { AllowedHosts } from '../../local/runtime/front/host-names';
import { badInput } from '../cli-error';

const remedy = 'correct it, or leave it out';

/** @throws CliError `bad-port` unless `text` is a TCP port or 0. */
export function portOf(option: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw badInput('bad-port', `${option} must be an integer from 0 to 65535, got ${text === '' ? '""' : text}`, remedy);
}

/** @throws CliError `bad-option` naming the entry that is no host. */
export function requireHosts(host: string, allowHost: readonly string[]): void {
  try {
    new AllowedHosts(host, allowHost);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw badInput('bad-option', cause.message, 'correct the option', { cause });
  }
}

/**
 * Where to start from: `rehearsal` and `backend` are words, anything else is a file.
 * @throws CliError `bad-state` when it is no file, or is to be deployed.
 */
export function requireState(state: string, deployOnly: boolean): void {
  if (state === 'rehearsal') return;
  if (deployOnly) {
    throw badInput('bad-state', `--state ${state} is deployed already, so --deploy-only has nothing to do`, remedy);
  }
  if (state === 'backend') return;
  const stat = state === '' ? undefined : statSync(resolve(state), { throwIfNoEntry: false });
  if (stat === undefined && state !== '') return;
  if (stat?.isFile() !== true) {
    throw badInput('bad-state', `--state must be "backend" or the file of a state, got "${state}"`, remedy);
  }
}
