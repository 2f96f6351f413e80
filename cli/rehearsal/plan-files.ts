import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The file that `cdktf diff` leaves in a stack's directory. */
const planFile = 'plan';

/**
 * Removes the plan files that CDKTF wrote to `directories` since `startedMs`: they hold values of the stand-in, and
 * `terraform apply plan` would take them in a real run.
 */
export function removePlanFiles(directories: readonly string[], startedMs: number): void {
  for (const directory of directories) {
    const file = join(directory, planFile);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isFile() === true && found.mtimeMs >= startedMs) rmSync(file);
  }
}
