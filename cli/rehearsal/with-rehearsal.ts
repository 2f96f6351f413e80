import { type Interrupts } from '../process/interrupts';
import { type Rehearsal, type RehearsalOptions, startRehearsal } from './rehearsal';

/**
 * Starts a rehearsal, lets `use` work in it and ends it, also when `use` fails or a signal came.
 * @throws whatever `use` throws, and CliError `interrupted` when a signal came first.
 */
export async function withRehearsal<T>(
  options: RehearsalOptions,
  interrupts: Interrupts,
  use: (rehearsal: Rehearsal) => Promise<T>,
): Promise<T> {
  const rehearsal = await startRehearsal(options);
  try {
    interrupts.throwIfInterrupted();
    return await use(rehearsal);
  } finally {
    await rehearsal.close();
  }
}
