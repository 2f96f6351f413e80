import { type LoadBalancers, type TargetAddress, type TargetHealth } from '../load-balancing/load-balancers';
import { type TaskNetwork } from './task-addresses';

/** A target group that a task is registered with while it runs. */
export interface TargetRegistration {
  readonly targetGroupArn: string;
  readonly containerName: string;
  readonly containerPort: number;
}

interface Target {
  readonly targetGroupArn: string;
  readonly target: TargetAddress;
}

/** The target groups that one task is registered with. */
export class TaskTargets {
  readonly #balancers: LoadBalancers | undefined;
  #targets: readonly Target[] = [];

  /** @param balancers absent when no load balancer is deployed */
  constructor(balancers: LoadBalancers | undefined) {
    this.#balancers = balancers;
  }

  get isEmpty(): boolean {
    return this.#targets.length === 0;
  }

  /** What the load balancer says of each of them; undefined where it knows none. */
  get healths(): readonly { readonly targetGroupArn: string; readonly health: TargetHealth | undefined }[] {
    return this.#targets.map(({ targetGroupArn, target }) => ({
      targetGroupArn,
      health: this.#balancers
        ?.targetHealth(targetGroupArn)
        .find((one) => one.target.host === target.host && one.target.port === target.port),
    }));
  }

  /** @throws Error when a target group is unknown */
  register(registrations: readonly TargetRegistration[], network: TaskNetwork): void {
    if (this.#balancers === undefined) return;
    for (const { targetGroupArn, containerPort } of registrations) {
      const target = { host: network.host, port: network.portOf(containerPort) };
      this.#balancers.registerTarget(targetGroupArn, target);
      this.#targets = [...this.#targets, { targetGroupArn, target }];
    }
  }

  /** Takes the task out of them; resolves when what was under way has ended or was given up. */
  async drain(): Promise<void> {
    const drained = this.#targets.map(async ({ targetGroupArn, target }) =>
      this.#balancers?.deregisterTarget(targetGroupArn, target),
    );
    this.#targets = [];
    await Promise.allSettled(drained);
  }
}
