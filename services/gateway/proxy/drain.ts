import { type Server } from 'node:net';
import { type Clock } from './clock';
import { type Gateway } from './gateway';

/**
 * Closes `server` to new connections and waits for the open ones, at most `budgetMs` milliseconds; those left are then cut.
 * @returns whether all of them ended by themselves.
 */
export async function drain(server: Server, gateway: Gateway, clock: Clock, budgetMs: number): Promise<boolean> {
  let inTime = true;
  gateway.drain();
  await new Promise<void>((resolve) => {
    const cancel = clock.after(budgetMs, () => {
      inTime = false;
      gateway.destroy();
    });
    // Calls back after the last connection ended; at once, with an error, when it was not listening.
    server.close(() => {
      cancel();
      resolve();
    });
  });
  return inTime;
}
