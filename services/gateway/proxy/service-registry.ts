import { CircuitBreaker } from './circuit-breaker';
import { type ServiceEntry } from './configuration';
import { RetryBudget } from './retry-budget';

/** A service as requests meet it: its entry, and what protects it. */
export interface ServiceRoute {
  readonly entry: ServiceEntry;
  readonly breaker: CircuitBreaker;
  readonly retries: RetryBudget;
  /** Requests at work. */
  active: number;
}

/** The services by the name in `/api/<name>`. */
export class ServiceRegistry {
  readonly #routes = new Map<string, ServiceRoute>();

  constructor(entries: readonly ServiceEntry[]) {
    for (const entry of entries) {
      this.#routes.set(entry.name, { entry, breaker: new CircuitBreaker(), retries: new RetryBudget(), active: 0 });
    }
  }

  find(name: string): ServiceRoute | undefined {
    return this.#routes.get(name);
  }

  entries(): readonly ServiceEntry[] {
    return [...this.#routes.values()].map(({ entry }) => entry);
  }
}
