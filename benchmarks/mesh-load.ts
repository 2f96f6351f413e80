import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MeshClient } from './support/mesh-client';
import { type Figure, median, report } from './support/measure';
import { MeshServer } from './support/mesh-server';

const groups = 10;
const nodesPerGroup = 40;
const reportsPerSecond = 15;
const eventsPerSecond = 2;
/** Length of the sustained load; `npm run bench -- mesh-load 600` takes ten minutes. */
const seconds = Number(process.argv[3] ?? 60);
const idleSubscribers = 2000;
const domain = 'load';

interface Group {
  readonly id: string;
  readonly hostId: string;
  readonly nodes: readonly string[];
}

const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;

async function createGroup(client: MeshClient, index: number, size: number): Promise<Group> {
  const hostId = `host-${index}`;
  const { createGroup: created } = await client.run('create', { name: `group ${index}`, hostId, domain });
  // The selection of the operation holds the id alone.
  const { id } = created as { id: string };
  const nodes = Array.from({ length: size }, (_value, node) => `node-${index}-${node}`);
  for (const nodeId of nodes) await client.run('join', { groupId: id, domain, nodeId });
  return { id, hostId, nodes };
}

/** Every publication carries its number; a subscriber is right if it sees each number of its group once, in the order of all. */
class Ledger {
  readonly #sentAtMs: number[] = [];
  readonly #seen: number[][];
  readonly latenciesMs: number[] = [];

  constructor(subscribers: number) {
    this.#seen = Array.from({ length: subscribers }, () => []);
  }

  next(): string {
    this.#sentAtMs.push(performance.now());
    return `#${this.#sentAtMs.length - 1}#`;
  }

  listener(subscriber: number): (text: string, atMs: number) => void {
    const seen = this.#seen[subscriber] ?? [];
    return (text, atMs) => {
      const number = Number(/#(\d+)#/.exec(text)?.[1]);
      seen.push(number);
      this.latenciesMs.push(atMs - (this.#sentAtMs[number] ?? Number.NaN));
    };
  }

  get sent(): number {
    return this.#sentAtMs.length;
  }

  get delivered(): number {
    return this.latenciesMs.length;
  }

  /** Messages that a subscriber did not get, or got in another order than the first subscriber. */
  faults(): { readonly lost: number; readonly reordered: number } {
    const [first = []] = this.#seen;
    let lost = 0;
    let reordered = 0;
    for (const seen of this.#seen) {
      lost += this.sent - new Set(seen).size;
      reordered += seen.filter((number, index) => number !== first[index]).length;
    }
    return { lost, reordered };
  }
}

async function sustained(server: MeshServer): Promise<readonly Figure[]> {
  const client = new MeshClient(server.endpoint);
  const ledgers: Ledger[] = [];
  const memoryMb = [server.residentMb()];
  const pending = new Set<Promise<unknown>>();
  try {
    const running: Group[] = [];
    for (let index = 0; index < groups; index += 1) {
      const group = await createGroup(client, index, nodesPerGroup);
      const ledger = new Ledger(nodesPerGroup);
      await Promise.all(group.nodes.map((_node, n) => client.subscribe(group.id, domain, ledger.listener(n))));
      running.push(group);
      ledgers.push(ledger);
    }
    const perSecond = reportsPerSecond + eventsPerSecond;
    const total = seconds * perSecond;
    const started = performance.now();
    for (let tick = 0; tick < total; tick += 1) {
      await sleep(Math.max(0, started + (tick * 1000) / perSecond - performance.now()));
      for (const [index, { id: groupId, hostId, nodes }] of running.entries()) {
        const ledger = ledgers[index];
        if (!ledger) continue;
        const common = { groupId, domain, nodeId: nodes[tick % nodes.length] };
        const isEvent = tick % perSecond >= reportsPerSecond;
        const call = isEvent
          ? client.run('fire', { ...common, events: [{ eventName: ledger.next(), firedAt: new Date().toISOString() }] })
          : client.run('report', { ...common, data: [{ key: 'x', value: ledger.next() }] });
        pending.add(call);
        void call.finally(() => pending.delete(call));
        if (tick % (10 * perSecond) === 0) await client.run('renew', { groupId, domain, hostId });
      }
      if (tick === Math.floor(total / 2)) memoryMb.push(server.residentMb());
    }
    await Promise.all(pending);
    await sleep(1000);
    memoryMb.push(server.residentMb());
  } finally {
    client.close();
  }
  const sorted = ledgers.flatMap(({ latenciesMs }) => latenciesMs).sort((a, b) => a - b);
  const faults = ledgers.map((ledger) => ledger.faults());
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return [
    {
      name: `mutations and deliveries a second, ${groups} groups of ${nodesPerGroup}, ${seconds} s`,
      measured: `${Math.round(sum(ledgers.map(({ sent }) => sent)) / seconds)}, ${Math.round(sorted.length / seconds)}`,
      promised: 'at least 170, 6,800',
    },
    { name: 'lost messages', measured: String(sum(faults.map(({ lost }) => lost))), promised: '0' },
    { name: 'reordered messages', measured: String(sum(faults.map(({ reordered }) => reordered))), promised: '0' },
    {
      name: 'publish to delivery, p50, p99, highest',
      measured: [0.5, 0.99, 1].map((share) => `${percentile(sorted, share).toFixed(0)} ms`).join(', '),
      promised: 'p99 150 ms',
    },
    {
      name: 'memory of the server at start, middle, end',
      measured: memoryMb.map((mb) => `${mb.toFixed(0)} MB`).join(', '),
      promised: 'flat',
    },
  ];
}

/** Keeps `width` calls under way for ten seconds. */
async function ceiling(width: number, call: () => Promise<unknown>): Promise<number> {
  const lengthMs = 10_000;
  const end = performance.now() + lengthMs;
  let done = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (performance.now() < end) {
        await call();
        done += 1;
      }
    }),
  );
  return done / (lengthMs / 1000);
}

async function ceilings(server: MeshServer): Promise<readonly Figure[]> {
  const client = new MeshClient(server.endpoint);
  try {
    const quiet = await createGroup(client, 100, 1);
    const variables = { groupId: quiet.id, domain, nodeId: 'node-100-0', data: [{ key: 'x', value: '1' }] };
    const reports = await ceiling(32, () => client.run('report', variables));
    const loud = await createGroup(client, 101, 1);
    const ledger = new Ledger(400);
    for (let n = 0; n < 400; n += 1) await client.subscribe(loud.id, domain, ledger.listener(n));
    const publish = () =>
      client.run('report', { ...variables, groupId: loud.id, data: [{ key: 'x', value: ledger.next() }] });
    const publishes = await ceiling(4, publish);
    await sleep(2000);
    return [
      {
        name: 'reportDataByNode a second, no subscribers, 32 at once',
        measured: reports.toFixed(0),
        promised: 'at least 1,000',
      },
      {
        name: 'deliveries a second, one group of 400 subscribers',
        measured: `${(ledger.delivered / 10).toFixed(0)} of ${(publishes * 400).toFixed(0)} published`,
        promised: 'at least 20,000',
      },
    ];
  } finally {
    client.close();
  }
}

async function idle(home: string): Promise<readonly Figure[]> {
  const server = await MeshServer.start(home);
  const client = new MeshClient(server.endpoint);
  try {
    const before = server.residentMb();
    const group = await createGroup(client, 0, 1);
    for (let n = 0; n < idleSubscribers; n += 50) {
      await Promise.all(Array.from({ length: 50 }, () => client.subscribe(group.id, domain, () => undefined)));
    }
    await sleep(2000);
    const samples = [server.residentMb(), server.residentMb(), server.residentMb()];
    return [
      {
        name: `memory with ${idleSubscribers} idle subscribers (before)`,
        measured: `${median(samples).toFixed(0)} MB (${before.toFixed(0)} MB)`,
        promised: '200 MB',
      },
    ];
  } finally {
    client.close();
    await server.stop();
  }
}

async function main(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'mesh-load-'));
  try {
    const server = await MeshServer.start(home);
    const figures: Figure[] = [];
    try {
      figures.push(...(await sustained(server)), ...(await ceilings(server)));
    } finally {
      await server.stop();
    }
    report('Mesh on this machine', [...figures, ...(await idle(home))]);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

void main();
