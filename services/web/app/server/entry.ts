import '#nitro-internal-pollyfills';
import { format } from 'node:util';
import { toNodeListener } from 'h3';
import { useNitroApp } from 'nitropack/runtime';
import { type LogLevel } from './runtime/configuration';
import { createLog, type Log } from './runtime/json-log';
import { addPageHeaders } from './runtime/page-headers';
import { useServices } from './runtime/services';
import { addSite } from './runtime/site-context';
import { startSiteServer } from './runtime/site-server';

/** The program that the container runs: serves until SIGTERM or SIGINT, answers what is open, and ends with 0. */
async function main(): Promise<void> {
  const { configuration, log } = useServices();
  const { host, port } = configuration;
  logEverything(log);
  process.on('unhandledRejection', (reason) => log.write('ERROR', 'unhandled rejection', { detail: String(reason) }));
  const nitro = useNitroApp();
  addSite(nitro);
  addPageHeaders(nitro);
  const server = await startSiteServer({ host, port, log, listener: toNodeListener(nitro.h3App) });
  log.write('INFO', 'started', { host, port: server.port });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.write('INFO', 'stopping', { signal });
      void server.close().then((cut) => {
        if (cut > 0) log.write('WARNING', 'requests cut', { requests: cut });
        log.write('INFO', 'stopped');
        process.exit(0);
      });
    });
  }
}

/** What libraries write to the console, and Node's own warnings, become lines of the log as well. */
function logEverything(log: Log): void {
  const lines: Readonly<Record<'debug' | 'info' | 'log' | 'warn' | 'error', LogLevel>> = {
    debug: 'DEBUG',
    info: 'INFO',
    log: 'INFO',
    warn: 'WARNING',
    error: 'ERROR',
  };
  for (const [method, level] of Object.entries(lines)) {
    Reflect.set(console, method, (...values: unknown[]) => log.write(level, 'console', { detail: format(...values) }));
  }
  process.removeAllListeners('warning');
  process.on('warning', ({ message }) => log.write('WARNING', 'process warning', { detail: message }));
}

main().catch((error: unknown) => {
  createLog({ level: 'ERROR' }).write('ERROR', 'start failed', { detail: String(error) });
  process.exitCode = 1;
});
