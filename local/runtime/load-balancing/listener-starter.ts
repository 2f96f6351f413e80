import { type Clock } from '../clock';
import { type RuntimeEvents } from '../events';
import { type Certificates } from '../front/certificates';
import { startApplicationListener } from './application/application-listener';
import { type ListenerDefinition, type LoadBalancerDefinition, type Topology } from './definition/definitions';
import { certificateNames, listenerHosts } from './listener-hosts';
import { type LocalPorts } from './local-ports';
import { startNetworkListener } from './network/network-listener';
import { type TargetGroups } from './targets/target-groups';

export interface ListenerStarterOptions {
  readonly topology: Topology;
  readonly clock: Clock;
  readonly events: RuntimeEvents;
  readonly randomBytes: (length: number) => Uint8Array;
  readonly certificates: Certificates;
  /** Address that load balancers that face the internet listen on; all others are on loopback. */
  readonly host: string;
  /** Values of `Host` to answer beside the deployed ones. */
  readonly allowedHosts: readonly string[];
}

/** Starts the listeners of one topology. */
export class ListenerStarter {
  readonly #options: ListenerStarterOptions;
  readonly #groups: TargetGroups;
  readonly #ports: LocalPorts;

  constructor(options: ListenerStarterOptions, groups: TargetGroups, ports: LocalPorts) {
    this.#options = options;
    this.#groups = groups;
    this.#ports = ports;
  }

  /** Starts a listener of an application load balancer. @param localListenPort 0 takes a free one */
  async application(
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

  /** Starts a listener of a network load balancer, or the way to it through an endpoint. */
  async network(
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
}
