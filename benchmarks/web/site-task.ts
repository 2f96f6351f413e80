import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ContainerProcess } from '../../local/runtime/ecs/container-process';
import { readImage } from '../../local/runtime/ecs/image-store';
import { TaskAddresses } from '../../local/runtime/ecs/task-addresses';
import { portsOf } from '../../local/runtime/ecs/task-definition';
import { taskEnvironment } from '../../local/runtime/ecs/task-environment';
import { isServed } from './fetch-answer';
import { type SystemAddresses } from './system-addresses';

export interface SiteTaskOptions {
  readonly addresses: SystemAddresses;
  readonly imagesDirectory: string;
  /** Digest of the image of each container, by the container's name. */
  readonly digests: ReadonlyMap<string, string>;
  /** For what its programs write. */
  readonly temporary: string;
}

export interface SiteTask {
  readonly host: string;
  /** Port of the reverse proxy. */
  readonly port: number;
  /** Milliseconds from the start of the first program until the proxy answered `/healthz` with 200. */
  readonly startMs: number;
  /** Process of each container, by name. */
  readonly pids: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;
const pollMs = 2;
const addresses = new TaskAddresses(randomInt(2 ** 22));

/**
 * Starts the containers of one task of the site as the runtime starts them, all at once and without the checks of their
 * health, and waits until the site is healthy. @throws Error with what they wrote when it is not within a minute
 */
export async function startSiteTask(options: SiteTaskOptions): Promise<SiteTask> {
  const { addresses: system, imagesDirectory, digests, temporary } = options;
  const { region, awsEndpointUrl: endpointUrl, caFile, containers } = system;
  const network = await addresses.take(portsOf({ containers }));
  const machine = { ...process.env, TMPDIR: temporary };
  const prepared = await Promise.all(
    containers.map(async (definition) => {
      const image = await readImage(imagesDirectory, digests.get(definition.name) ?? '');
      const secrets = {};
      const environment = taskEnvironment(definition, { region, network, endpointUrl, caFile, machine, secrets });
      return { definition, image, environment };
    }),
  );
  const proxy = containers.find(({ name }) => name === 'reverse-proxy');
  const [mapping] = proxy?.portMappings ?? [];
  if (mapping === undefined) throw new Error('web benchmark: the container reverse-proxy has no port');
  let said = '';
  const onLine = (line: string): void => void (said = `${said}${line}\n`.slice(-4000));
  const started = performance.now();
  const programs = prepared.map(({ definition: { name }, image, environment }) => {
    const { command, directory, stopSignal = 'SIGTERM' } = image;
    return { name, stopSignal, program: new ContainerProcess({ command, directory, environment, names: {}, onLine }) };
  });
  const stop = async (): Promise<void> => {
    for (const { program, stopSignal } of programs) program.signal(stopSignal);
    await Promise.all(programs.map(({ program }) => program.exited));
    network.release();
  };
  const [host, port] = [network.host, network.portOf(mapping.containerPort)];
  while (!(await isServed({ host, port, path: '/healthz' }))) {
    if (performance.now() - started > startTimeoutMs) {
      await stop();
      throw new Error(`web benchmark: the task was not healthy within ${startTimeoutMs} ms:\n${said}`);
    }
    await sleep(pollMs);
  }
  const startMs = performance.now() - started;
  const pids = new Map(programs.flatMap(({ name, program: { pid } }) => (pid === undefined ? [] : [[name, pid]])));
  return { host, port, startMs, pids, stop };
}
