import { lookup } from 'node:dns/promises';
import { buildApp } from './app';
import { logLevels, type LogLevel, readConfiguration } from './configuration';

function main(): void {
  const { host, port, logLevel, allowList, proxyProtocol, drainBudgetMs } = readConfiguration(process.env);
  const writeLine = (line: string): void => void process.stdout.write(line);
  const now = (): Date => new Date();
  const log = (level: LogLevel, entry: Readonly<Record<string, unknown>>): void => {
    if (logLevels.indexOf(level) < logLevels.indexOf(logLevel)) return;
    writeLine(`${JSON.stringify({ time: now().toISOString(), level, service: 'egress-proxy', ...entry })}\n`);
  };
  const app = buildApp({ allowList, proxyProtocol, writeLine, now, lookup: (name) => lookup(name, { all: true }) });
  app.server.listen({ host, port }, () => log('INFO', { event: 'started', host, port, proxyProtocol }));
  app.server.on('error', (error) => {
    log('ERROR', { event: 'server failed', detail: error.message });
    process.exitCode = 1;
  });
  const stop = (signal: NodeJS.Signals): void => {
    log('INFO', { event: 'stopping', signal });
    app.stop(drainBudgetMs).then(
      () => log('INFO', { event: 'stopped' }),
      (error: unknown) => {
        log('ERROR', { event: 'stop failed', detail: String(error) });
        process.exitCode = 1;
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${JSON.stringify({ level: 'ERROR', event: 'start failed', detail: String(error) })}\n`);
  process.exitCode = 1;
}
