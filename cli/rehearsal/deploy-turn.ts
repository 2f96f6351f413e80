import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { hasCode } from '../cli-error';
import { type Interrupts } from '../process/interrupts';
import { processStart } from '../process/process-table';
import { homeDirectory, type Project } from '../project';

const holder = z.object({ pid: z.number(), start: z.string(), command: z.string() });
type Holder = z.infer<typeof holder>;

export interface DeployTurnOptions {
  readonly project: Project;
  readonly command: string;
  readonly interrupts: Interrupts;
  /** Told once when another process has the turn. */
  readonly onWait: (other: string) => void;
}

const pollMs = 200;

/**
 * Waits until no other process of the project synthesizes and deploys: two at once would write the same output and
 * hold the same state's lock. The turn of a process that was killed is taken over.
 * @returns gives the turn back; further calls do nothing
 * @throws CliError `interrupted` when a signal comes while it waits
 */
export async function takeDeployTurn(options: DeployTurnOptions): Promise<() => void> {
  const { project, command, interrupts, onWait } = options;
  const file = join(homeDirectory(project, 'running'), 'deploy.turn');
  const own: Holder = { pid: process.pid, start: processStart(process.pid) ?? '', command };
  let told = false;
  while (!tryWrite(file, own)) {
    interrupts.throwIfInterrupted();
    const other = readHolder(file);
    if (other !== undefined && processStart(other.pid) !== other.start) rmSync(file, { force: true });
    else if (other !== undefined && !told) {
      told = true;
      onWait(`process ${other.pid} (${other.command})`);
    }
    await delay(pollMs);
  }
  let held = true;
  return () => {
    if (held) rmSync(file, { force: true });
    held = false;
  };
}

function tryWrite(file: string, own: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(own), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Who has the turn; `undefined` while that changes. */
function readHolder(file: string): Holder | undefined {
  try {
    return holder.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
