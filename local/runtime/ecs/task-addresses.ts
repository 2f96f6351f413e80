import { once } from 'node:events';
import { createServer } from 'node:net';

/** Where the containers of one task listen. */
export interface TaskNetwork {
  /** IP address that only this task has, or 127.0.0.1 where the machine has no more. */
  readonly host: string;
  /** The port on this machine for a container's port. */
  portOf(containerPort: number): number;
  /** Whether ports differ from those of the task definition. */
  readonly remapped: boolean;
  release(): void;
}

/** Number of addresses in 127.64.0.0/10. */
const addressCount = 2 ** 22;

/**
 * Gives each task an address of its own from 127.64.0.0/10, where the machine lets it be used (Linux does); elsewhere
 * 127.0.0.1 with free ports.
 */
export class TaskAddresses {
  readonly #taken = new Set<string>();
  readonly #first: number;
  #next = 0;
  #hasOwnAddresses: Promise<boolean> | undefined;

  /**
   * @param first number of the first address; runtimes that share a machine should differ in it
   * @param canListen whether a TCP port of an address is free
   */
  constructor(
    first: number,
    readonly canListen: (host: string, port: number) => Promise<boolean> = canListenOn,
  ) {
    this.#first = first;
  }

  /** @param ports ports that the task's containers listen on */
  async take(ports: readonly number[]): Promise<TaskNetwork> {
    this.#hasOwnAddresses ??= this.canListen('127.64.0.2', 0);
    if (!(await this.#hasOwnAddresses)) return remappedNetwork(ports);
    for (let tries = 0; tries < 1000; tries += 1) {
      const host = addressOf(this.#first + this.#next);
      this.#next += 1;
      if (this.#taken.has(host)) continue;
      this.#taken.add(host);
      const free = await Promise.all(ports.map((port) => this.canListen(host, port)));
      if (free.every(Boolean)) {
        return { host, portOf: (port) => port, remapped: false, release: () => void this.#taken.delete(host) };
      }
      this.#taken.delete(host);
    }
    throw new Error(`ecs: no address of 127.64.0.0/10 has ports ${ports.join(', ')} free`);
  }
}

/** The addresses from 127.64.0.2 on, without those that end in 0, 1 or 255. */
function addressOf(number: number): string {
  const index = number % (addressCount - 2 ** 16);
  const last = 2 + (index % 253);
  const upper = Math.floor(index / 253);
  return `127.${64 + Math.floor(upper / 256)}.${upper % 256}.${last}`;
}

async function remappedNetwork(ports: readonly number[]): Promise<TaskNetwork> {
  const free = new Map<number, number>();
  for (const port of ports) free.set(port, await freePort());
  return {
    host: '127.0.0.1',
    portOf: (port) => free.get(port) ?? port,
    remapped: true,
    release: () => free.clear(),
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('ecs: the machine gave no free port');
  return address.port;
}

async function canListenOn(host: string, port: number): Promise<boolean> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
  } catch {
    return false;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}
