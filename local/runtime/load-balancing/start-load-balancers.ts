import { type Clock } from '../clock';
import { type RuntimeEvents } from '../events';
import { type Certificates } from '../front/certificates';
import { startApplicationListener } from './application/application-listener';
import {
  type EndpointDefinition,
  type ListenerDefinition,
  type LoadBalancerDefinition,
  type Topology,
} from './definition/definitions';
import { certificateNames, listenerHosts } from './listener-hosts';
import { type LoadBalancers, type LocalListener, type TargetAddress, type TargetHealth } from './load-balancers';
import { LocalPorts } from './local-ports';
import { namesIn } from './names';
import { startNetworkListener } from './network/network-listener';
import { startRefusingListener } from './network/refusing-listener';
import { TargetGroups } from './targets/target-groups';

export interface LoadBalancersOptions {
  readonly topology: Topology;
  readonly clock: Clock;
  readonly events: RuntimeEvents;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly certificates: Certificates;
  /** Address that load balancers that face the internet listen on; all others are on loopback. */
  readonly host: string;
  /** First port of those; 0 takes free ones. */
  readonly firstPort: number;
  /** Values of `Host` to answer beside the deployed ones. */
  readonly allowedHosts: readonly string[];
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
  #nextPort: number;

  constructor(options: LoadBalancersOptions) {
    const { topology, clock, certificates, firstPort } = options;
    this.#options = options;
    this.caFile = certificates.caFile;
    this.#nextPort = firstPort;
    this.#groups = new TargetGroups(topology.targetGroups, clock);
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
        ? await this.#startApplication(loadBalancer, listener, host, localListenPort)
        : await this.#startNetwork(loadBalancer, listener, host, localListenPort);
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

  async #startApplication(
    loadBalancer: LoadBalancerDefinition,
    listener: ListenerDefinition,
    host: string,
    localListenPort: number,
  ) {
    const { topology, clock, events, randomBytes, certificates, allowedHosts } = this.#options;
    const { internal, arn } = loadBalancer;
    const isSecure = listener.protocol === 'HTTPS';
    const names = certificateNames(listener, loadBalancer, topology);
    return startApplicationListener({
      loadBalancer,
      listener,
      clock,
      events,
      randomBytes,
      host,
      localListenPort,
      // A person on this machine need not trust the certificate to try what faces the internet.
      protocols: isSecure ? (internal ? ['https'] : ['http', 'https']) : ['http'],
      ...(isSecure ? { certificate: await certificates.exactlyFor(names) } : {}),
      // A browser that was tricked into coming here stops at the certificate, which does not have its name.
      ...(internal && isSecure
        ? {}
        : { allowedHosts: listenerHosts(listener, loadBalancer, topology, { host, more: allowedHosts }) }),
      targetGroup: (groupArn) => this.#groups.get(groupArn),
      localPort: (port) => (internal ? undefined : this.#ports.get(arn, port)?.port),
    });
  }

  async #startNetwork(
    loadBalancer: LoadBalancerDefinition,
    listener: ListenerDefinition,
    host: string,
    localListenPort: number,
    endpointId?: string,
  ) {
    const { topology, randomBytes, certificates } = this.#options;
    const names = certificateNames(listener, loadBalancer, topology);
    return startNetworkListener({
      host,
      localListenPort,
      listener,
      randomBytes,
      ...(listener.protocol === 'TLS' ? { certificate: await certificates.exactlyFor(names) } : {}),
      ...(endpointId === undefined ? {} : { endpointId }),
      targetGroup: (groupArn) => this.#groups.get(groupArn),
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
      ? await this.#startNetwork(loadBalancer, listener, loopback, 0, id)
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
