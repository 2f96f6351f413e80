import { type Clock } from '../clock';

export interface ServiceEvent {
  readonly id: string;
  readonly createdAtMs: number;
  readonly message: string;
}

export interface ServiceEventsOptions {
  readonly serviceName: string;
  readonly clock: Clock;
  /** Makes an id of that many random hexadecimal digits. */
  readonly newId: (digits: number) => string;
  /** Told each message. */
  readonly onEvent: (message: string) => void;
}

const kept = 100;

/** What a service tells people, the last of it. */
export class ServiceEvents {
  readonly #options: ServiceEventsOptions;
  #events: readonly ServiceEvent[] = [];

  constructor(options: ServiceEventsOptions) {
    this.#options = options;
  }

  /** The latest first. */
  get all(): readonly ServiceEvent[] {
    return this.#events;
  }

  add(text: string): void {
    const { serviceName, clock, newId, onEvent } = this.#options;
    const message = `(service ${serviceName}) ${text}`;
    this.#events = [{ id: newId(32), createdAtMs: clock.nowMs(), message }, ...this.#events].slice(0, kept);
    onEvent(message);
  }
}
