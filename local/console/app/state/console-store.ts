import { MeshModel, type MeshState } from '../../mesh-model';
import {
  type ApiRates,
  type ConsoleMessages,
  type ConsoleSnapshot,
  type LogEntry,
  type ServicesState,
} from '../../protocol';
import { GroupNames } from './group-names';

export interface ConsoleState {
  readonly connection: 'connecting' | 'open' | 'lost';
  readonly snapshot: ConsoleSnapshot | undefined;
  readonly logs: readonly LogEntry[];
  /** Entries that came faster than the server could keep them. */
  readonly skippedLogs: number;
  /** Undefined until the server has told it. */
  readonly mesh: MeshState | undefined;
  readonly groupNames: GroupNames;
  readonly rates: readonly ApiRates[];
  /** Undefined until the server has told it. */
  readonly services: ServicesState | undefined;
  readonly httpRates: Omit<ConsoleMessages['rates'], 'at' | 'apis'>;
  /** The server's time in epoch milliseconds as of the last rates; 0 until it has told it. */
  readonly serverMs: number;
  /** Changes when the server starts again; empty until it has told it. */
  readonly session: string;
}

const maxLogs = 2000;
const retryMs = 2000;

/** What the page knows of the runtime, kept current by the server's stream of events. */
export class ConsoleStore {
  #state: ConsoleState = {
    connection: 'connecting',
    snapshot: undefined,
    logs: [],
    skippedLogs: 0,
    mesh: undefined,
    groupNames: new GroupNames(),
    rates: [],
    services: undefined,
    httpRates: { loadBalancers: [], targetGroups: [], distributions: [] },
    serverMs: 0,
    session: '',
  };
  #mesh = new MeshModel();
  readonly #listeners = new Set<() => void>();

  constructor() {
    this.#connect();
  }

  readonly state = (): ConsoleState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  clearLogs(): void {
    this.#change({ logs: [], skippedLogs: 0 });
  }

  /** Takes the names of groups from the `data` of an answer. */
  learnGroupNames(apiId: string, data: unknown): void {
    this.#change({ groupNames: this.#state.groupNames.with(apiId, data) });
  }

  #change(change: Partial<ConsoleState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  #connect(): void {
    const source = new EventSource('api/events');
    source.addEventListener('error', () => {
      this.#change({ connection: 'lost' });
      // The browser retries a broken connection, but not one that was refused.
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.#connect(), retryMs);
    });
    const on = <Name extends keyof ConsoleMessages>(name: Name, receive: (message: ConsoleMessages[Name]) => void) =>
      source.addEventListener(name, (event: MessageEvent<string>) => {
        // The server of this very page writes these messages by the same types.
        receive(JSON.parse(event.data) as ConsoleMessages[Name]);
      });
    on('hello', (message) => this.#greet(message));
    on('mesh', (state) => {
      this.#mesh = new MeshModel(state);
      this.#change({ mesh: state });
    });
    on('logs', ({ entries, skipped }) => {
      if (entries.length === 0 && skipped === 0) return;
      const { logs, skippedLogs } = this.#state;
      this.#change({ logs: [...logs, ...entries].slice(-maxLogs), skippedLogs: skippedLogs + skipped });
    });
    on('publications', ({ publications }) => {
      for (const publication of publications) this.#mesh.apply(publication);
      this.#change({ mesh: this.#mesh.state() });
    });
    on('services', (services) => this.#change({ services }));
    on('rates', ({ at, apis, ...httpRates }) => {
      this.#mesh.settle(at);
      this.#change({ rates: apis, httpRates, serverMs: at, mesh: this.#mesh.state() });
    });
  }

  #greet({ session }: ConsoleMessages['hello']): void {
    this.#change({
      connection: 'open',
      session,
      ...(session === this.#state.session ? {} : { logs: [], skippedLogs: 0 }),
    });
    // Without the snapshot the stream is of no use: the next connection asks for it again.
    this.#loadSnapshot().catch(() => this.#change({ connection: 'lost' }));
  }

  async #loadSnapshot(): Promise<void> {
    const response = await fetch('api/snapshot');
    if (!response.ok) throw new Error(`api/snapshot: got status ${response.status}`);
    // As above: written by the same types.
    this.#change({ snapshot: (await response.json()) as ConsoleSnapshot });
  }
}
