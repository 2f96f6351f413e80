import { createServer, request } from 'node:http';
import { type AddressInfo } from 'node:net';
import {
  type LoadBalancers,
  type LocalNames,
  type TargetAddress,
  type TargetHealth,
} from '../../local/runtime/load-balancing/load-balancers';

interface Target {
  readonly target: TargetAddress;
  health: TargetHealth;
  open: number;
  readonly timer: NodeJS.Timeout;
}

const key = ({ host, port }: TargetAddress): string => `${host}:${port}`;

/** Target groups by ARN, checked by `GET /health` every 50 ms, each served in turn by one port. */
export class RoundRobinBalancer implements LoadBalancers {
  readonly listeners = [];
  readonly caFile: string;
  readonly names: Record<string, LocalNames> = {};
  readonly #groups = new Map<string, Map<string, Target>>();
  readonly #watchers = new Set<(group: string, health: TargetHealth) => void>();
  readonly #closers: (() => void)[] = [];
  #turn = 0;

  constructor(groups: readonly string[], caFile = '/dev/null') {
    this.caFile = caFile;
    for (const group of groups) this.#groups.set(group, new Map());
  }

  registerTarget(group: string, target: TargetAddress): void {
    const check = () => void this.#check(group, target);
    const timer = setInterval(check, 50);
    this.#group(group).set(key(target), { target, health: { target, state: 'initial' }, open: 0, timer });
    check();
  }

  async deregisterTarget(group: string, target: TargetAddress): Promise<void> {
    const found = this.#group(group).get(key(target));
    if (found === undefined) return;
    clearInterval(found.timer);
    found.health = { target, state: 'draining' };
    const deadline = performance.now() + 5000;
    while (found.open > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
    this.#group(group).delete(key(target));
  }

  targetHealth(group: string): readonly TargetHealth[] {
    return [...this.#group(group).values()].map(({ health }) => health);
  }

  onTargetHealth(watcher: (group: string, health: TargetHealth) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  namesIn(vpcId: string): LocalNames {
    return this.names[vpcId] ?? {};
  }

  /** Listens for a group and answers the port; 503 without a healthy target. */
  async listen(group: string): Promise<number> {
    const server = createServer((incoming, response) => {
      const healthy = [...this.#group(group).values()].filter(({ health }) => health.state === 'healthy');
      const chosen = healthy[this.#turn++ % Math.max(1, healthy.length)];
      if (chosen === undefined) return void response.writeHead(503).end();
      chosen.open += 1;
      response.once('close', () => (chosen.open -= 1));
      const { host, port } = chosen.target;
      const forwarded = request({ host, port, path: incoming.url, method: incoming.method, agent: false }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, { 'x-target': key(chosen.target) });
        answer.pipe(response);
      });
      forwarded.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
      incoming.pipe(forwarded);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#closers.push(() => server.close().closeAllConnections());
    return (server.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    for (const close of this.#closers) close();
    for (const group of this.#groups.values()) for (const { timer } of group.values()) clearInterval(timer);
    return Promise.resolve();
  }

  #group(group: string): Map<string, Target> {
    const found = this.#groups.get(group);
    if (found === undefined) throw new Error(`no target group ${group}`);
    return found;
  }

  async #check(group: string, target: TargetAddress): Promise<void> {
    const healthy = await new Promise<boolean>((resolve) => {
      const check = request({ ...target, path: '/health', timeout: 1000, agent: false }, (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      });
      check.on('error', () => resolve(false)).end();
    });
    const found = this.#group(group).get(key(target));
    if (found === undefined || found.health.state === 'draining') return;
    const state = healthy ? 'healthy' : found.health.state === 'initial' ? 'initial' : 'unhealthy';
    if (state === found.health.state) return;
    found.health = { target, state };
    for (const watcher of this.#watchers) watcher(group, found.health);
  }
}
