import { buildApp } from './app';
import { readConfiguration } from './configuration';
import { checkExamples } from './check-examples';
import { LineBuffer } from './line-buffer';
import { RecordStore } from './record-store';
import { seedExamples } from './seed-examples';
import { stopOnSignal } from './stop-on-signal';
import { connectTable } from './connect-table';

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env);
  const { tableName, host, port, fields } = configuration;
  const client = connectTable();
  const now = () => new Date();
  const logOutput = new LineBuffer(process.stdout);
  const store = new RecordStore({ client, tableName, now });
  const app = await buildApp({ ...configuration, store, logOutput, now });
  await app.ready();
  const examples = checkExamples(app, fields, configuration.examples);
  const seeded = await seedExamples({ client, tableName, examples, now });
  if (seeded) app.log.info({ event: 'seeded', records: examples.length });
  await app.listen({ host, port });
  app.log.info({ event: 'started', host, port, version: configuration.version });
  stopOnSignal(app, () => {
    client.destroy();
    logOutput.flush();
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${JSON.stringify({ level: 'ERROR', event: 'start failed', detail: String(error) })}\n`);
  process.exitCode = 1;
});
