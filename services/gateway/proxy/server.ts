import { readConfiguration } from './configuration';
import { buildProxy } from './proxy';

async function main(): Promise<void> {
  const configuration = readConfiguration(process.env);
  const proxy = buildProxy({ configuration, output: (text) => process.stdout.write(text) });
  await proxy.start();
  await new Promise<void>((resolve, reject) => {
    proxy.server.once('error', reject);
    // Ten thousand clients may come at once after a release.
    proxy.server.listen({ host: configuration.host, port: configuration.port, backlog: 4096 }, resolve);
  });
  const end = (): void => {
    proxy.stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
