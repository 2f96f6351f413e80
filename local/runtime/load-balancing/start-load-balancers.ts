import {
  type EndpointDefinition,
  type ListenerDefinition,
  type LoadBalancerDefinition,
} from './definition/definitions';
import { ListenerStarter, type ListenerStarterOptions } from './listener-starter';
import { type LoadBalancers, type LocalListener, type TargetAddress, type TargetHealth } from './load-balancers';
import { LocalPorts } from './local-ports';
import { namesIn } from './names';
import { startRefusingListener } from './network/refusing-listener';
import { TargetGroups } from './targets/target-groups';

export interface LoadBalancersOptions extends ListenerStarterOptions {
  /** First port of load balancers that face the internet; 0 takes free ones. */
  readonly firstPort: number;
}

export interface RunningLoadBalancers extends LoadBalancers {
  close(): Promise<void>;
}

interface Closable {
  close(): Promise<void>;
}

const loopback = '127.0.0.1';

/**
 * Starts all load balancers and endpoints of a topology.
 * @throws FrontError when a port cannot be listened on; nothing is left running then
 */
export async function startLoadBalancers(options: LoadBalancersOptions): Promise<RunningLoadBalancers> {
  const started = new StartedLoadBalancers(options);
  try {
    await started.start();
  } catch (error) {
    await started.close();
    throw error;
  }
  return started;
}

class StartedLoadBalancers implements RunningLoadBalancers {
  readonly caFile: string;
  readonly listeners: LocalListener[] = [];
  readonly #options: LoadBalancersOptions;
  readonly #groups: TargetGroups;
  readonly #ports = new LocalPorts();
  readonly #running: Closable[] = [];
  readonly #starter: ListenerStarter;
  #nextPort: number;

  constructor(options: LoadBalancersOptions) {
    const { topology, clock, certificates, firstPort } = options;
    this.#options = options;
    this.caFile = certificates.caFile;
    this.#nextPort = firstPort;
    this.#groups = new TargetGroups(topology.targetGroups, clock);
    this.#starter = new ListenerStarter(options, this.#groups, this.#ports);
    this.#groups.onHealth((arn, { target, state, reason }) => {
      const name = this.#groups.get(arn).definition.name;
      const message = `target ${target.host}:${target.port} of ${name} is ${state}${reason === undefined ? '' : `: ${reason}`}`;
      this.#log(state === 'unhealthy' ? 'warn' : 'info', message);
    });
  }

  async start(): Promise<void> {
    const { loadBalancers, endpoints } = this.#options.topology;
    for (const loadBalancer of loadBalancers) {
      for (const listener of [...loadBalancer.listeners].sort(byUse)) await this.#startListener(loadBalancer, listener);
    }
    for (const endpoint of endpoints) {
      for (const loadBalancer of loadBalancers.filter(({ arn }) => endpoint.loadBalancerArns.includes(arn))) {
        for (const listener of loadBalancer.listeners) await this.#startEndpoint(endpoint, loadBalancer, listener);
      }
    }
    this.#attachTargets();
  }

  registerTarget(targetGroupArn: string, target: TargetAddress): void {
    this.#groups.get(targetGroupArn).register(target);
  }

  deregisterTarget(targetGroupArn: string, target: TargetAddress): Promise<void> {
    return this.#groups.get(targetGroupArn).deregister(target);
  }

  targetHealth(targetGroupArn: string): readonly TargetHealth[] {
    return this.#groups.get(targetGroupArn).health();
  }

  onTargetHealth(listener: (targetGroupArn: string, health: TargetHealth) => void): () => void {
    return this.#groups.onHealth(listener);
  }

  namesIn(vpcId: string): ReturnType<LoadBalancers['namesIn']> {
    return namesIn(vpcId, this.#options.topology, this.#ports);
  }

  async close(): Promise<void> {
    await Promise.all(this.#running.map((listener) => listener.close()));
    this.#groups.close();
  }

  async #startListener(loadBalancer: LoadBalancerDefinition, listener: ListenerDefinition): Promise<void> {
    const { arn, name, stackId, type, internal } = loadBalancer;
    const host = internal ? loopback : this.#options.host;
    const localListenPort = internal ? 0 : this.#takePort();
    const running =
      type === 'application'
        ? await this.#starter.application(loadBalancer, listener, host, localListenPort)
        : await this.#starter.network(loadBalancer, listener, host, localListenPort);
    this.#running.push({ close: () => running.close() });
    const address = { host: internal ? loopback : reachable(host), port: running.port };
    this.#ports.set(arn, listener.port, address);
    this.listeners.push({
      listenerArn: listener.arn,
      loadBalancerArn: arn,
      loadBalancerName: name,
      stackId,
      type,
      internal,
      port: listener.port,
      protocol: listener.protocol,
      address,
      ...(internal || type === 'network' ? {} : { url: `http://localhost:${running.port}` }),
    });
  }

  async #startEndpoint(
    { id, accepted }: EndpointDefinition,
    loadBalancer: LoadBalancerDefinition,
    listener: ListenerDefinition,
  ): Promise<void> {
    // Of the load balancers of a service, one a zone, any will do.
    if (this.#ports.get(id, listener.port) !== undefined) return;
    const running = accepted
      ? await this.#starter.network(loadBalancer, listener, loopback, 0, id)
      : await startRefusingListener(loopback, () =>
          this.#log('warn', `endpoint ${id} refused a connection: the endpoint service has not accepted it`),
        );
    this.#running.push(running);
    this.#ports.set(id, listener.port, { host: loopback, port: running.port });
  }

  #attachTargets(): void {
    for (const { address, targetGroupArn, target } of this.#options.topology.attachments) {
      const found = 'host' in target ? target : this.#ports.get(target.loadBalancerArn, target.port);
      if (found === undefined) this.#log('warn', `${address}: its load balancer has no listener on that port`);
      else this.#groups.get(targetGroupArn).register(found);
    }
  }

  #log(level: 'info' | 'warn', message: string): void {
    const { events, clock } = this.#options;
    events.emit({ kind: 'log', at: clock.nowMs(), source: 'load-balancing', level, message });
  }

  #takePort(): number {
    return this.#options.firstPort === 0 ? 0 : this.#nextPort++;
  }
}

/** Those that do work before those that only redirect to them, so that the first port is the one to use. */
function byUse(a: ListenerDefinition, b: ListenerDefinition): number {
  const rank = ({ protocol, rules }: ListenerDefinition): number =>
    (rules.at(-1)?.action.kind === 'redirect' ? 2 : 0) + (protocol === 'HTTPS' ? 0 : 1);
  return rank(a) - rank(b) || a.port - b.port;
}

/** The address at which this machine reaches what listens on `host`. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return loopback;
  return host === '::' ? '::1' : host;
}
