import { once } from 'node:events';
import { createServer } from 'node:net';
import { FrontError, listenError } from '../../local/runtime/front/front-error';
import { CliError } from '../cli-error';

/**
 * Refuses an address that cannot be listened on, before anything is done for whoever would be served there. Port 0 is always free.
 * @throws CliError `port-taken`, `port-refused` or `address-unknown`, with the remedy.
 */
export async function requireFreePort(host: string, port: number): Promise<void> {
  const probe = createServer();
  try {
    const listening = once(probe, 'listening');
    probe.listen(port, host);
    await listening;
  } catch (cause) {
    const error = cause instanceof Error ? listenError(cause, host, port) : cause;
    throw error instanceof FrontError ? new CliError(error.code, error.message, { cause }) : error;
  }
  const closed = once(probe, 'close');
  probe.close();
  await closed;
}
