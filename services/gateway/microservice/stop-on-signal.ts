import { type FastifyInstance } from 'fastify';

/** ECS kills a task 30 s after SIGTERM unless told otherwise; the rest is for the logs. */
const drainBudgetMs = 25_000;

/**
 * At SIGTERM or SIGINT: takes no more connections, answers what is open, and ends the process; after 25 s open
 * connections are cut. `afterwards` runs when the last answer is sent.
 */
export function stopOnSignal(app: FastifyInstance, afterwards: () => void): void {
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    app.log.info({ event: 'stopping', signal });
    const deadline = setTimeout(() => {
      app.log.warn({ event: 'cut', detail: `open connections were cut after ${drainBudgetMs} ms` });
      app.server.closeAllConnections();
    }, drainBudgetMs);
    await app.close();
    clearTimeout(deadline);
    app.log.info({ event: 'stopped' });
    afterwards();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      stop(signal).catch((error: unknown) => {
        app.log.error({ event: 'stop failed', detail: String(error) });
        process.exit(1);
      });
    });
  }
}
