import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CliError } from '../cli-error';

const lockSuffix = '.tflock';

/** Locks that a killed rehearsal left in the local state, as `<bucket>/<key>`. */
function locks(stateDirectory: string): readonly string[] {
  return readdirSync(stateDirectory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name: bucket }) =>
      readdirSync(join(stateDirectory, bucket), { recursive: true, encoding: 'utf8' })
        .filter((key) => key.endsWith(lockSuffix))
        .map((key) => `${bucket}/${key}`),
    );
}

/**
 * Releases every lock in the local state. The caller makes sure that no other rehearsal lives: nobody else can hold one
 * then, since a Terraform that outlived its rehearsal has lost the only server through which it could write.
 * @returns the locks that were released, as `<bucket>/<key>`.
 * @throws CliError `lock-not-released` when the state server refuses.
 */
export async function releaseStaleLocks(stateDirectory: string, stateUrl: string): Promise<readonly string[]> {
  const stale = existsSync(stateDirectory) ? locks(stateDirectory) : [];
  for (const lock of stale) {
    const { ok, status } = await fetch(new URL(lock, stateUrl), { method: 'DELETE' });
    if (!ok) throw new CliError('lock-not-released', `${lock}: the state server answered ${status} to its release`);
  }
  return stale;
}
