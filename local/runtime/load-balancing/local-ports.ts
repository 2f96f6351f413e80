import { type TargetAddress } from './load-balancers';

/** Where deployed ports are on this machine, by what has them: the ARN of a load balancer or the id of an endpoint. */
export class LocalPorts {
  readonly #ports = new Map<string, Map<number, TargetAddress>>();

  set(owner: string, deployedPort: number, address: TargetAddress): void {
    const ports = this.#ports.get(owner) ?? new Map<number, TargetAddress>();
    this.#ports.set(owner, ports.set(deployedPort, address));
  }

  get(owner: string, deployedPort: number): TargetAddress | undefined {
    return this.#ports.get(owner)?.get(deployedPort);
  }

  all(owner: string): Readonly<Record<number, TargetAddress>> {
    return Object.fromEntries(this.#ports.get(owner) ?? []);
  }
}
