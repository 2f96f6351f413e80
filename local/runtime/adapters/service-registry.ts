/** The services of one runtime, each found by the key that its adapter exports. */
export class ServiceRegistry {
  /** @throws Error when `key` has a service already. */
  provide<T>(key: ServiceKey<T>, service: T): void {
    key.set(this, service);
  }

  find<T>(key: ServiceKey<T>): T | undefined {
    return key.get(this);
  }
}

/** Names a kind of service. It keeps the services itself, one a registry, so that finding one needs no cast. */
export class ServiceKey<T> {
  readonly #services = new WeakMap<ServiceRegistry, T>();

  constructor(readonly name: string) {}

  set(registry: ServiceRegistry, service: T): void {
    if (this.#services.has(registry)) throw new Error(`services: ${this.name} is provided twice`);
    this.#services.set(registry, service);
  }

  get(registry: ServiceRegistry): T | undefined {
    return this.#services.get(registry);
  }
}
