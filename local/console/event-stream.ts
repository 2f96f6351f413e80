import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock } from '../runtime/clock';
import { type RuntimeEvent, type RuntimeEvents } from '../runtime/events';
import { ApiMetrics } from './api-metrics';
import { AllEdgeRates } from './edge-rates';
import { BalancingRates } from './http-rates';
import { LogRing } from './log-ring';
import { MeshModel } from './mesh-model';
import { type ConsoleMessages, type ServicesState } from './protocol';
import { PublicationBatch } from './publication-batch';

const flushEveryMs = 250;
const ratesEveryMs = 1000;
const reconnectAfterMs = 1000;
const maxPublicationsPerFlush = 500;

export interface EventStreamLimits {
  /** Log entries kept for pages that open later. @default 500 */
  readonly logEntries: number;
  /** Bytes that may still wait for one page at the next batch before its connection is closed. @default 4 MiB */
  readonly bufferedBytes: number;
  /** Pages connected at once. @default 20 */
  readonly connections: number;
}

export const defaultEventStreamLimits: EventStreamLimits = {
  logEntries: 500,
  bufferedBytes: 4 * 1024 * 1024,
  connections: 20,
};

/**
 * Sends what happens in the runtime to the pages as Server-Sent Events: logs, publications and changed services in batches
 * four times a second, rates once a second. A page that reconnects to the same session gets the log entries it missed; one that does
 * not read is disconnected instead of buffered for.
 */
export class EventStream {
  readonly #session = randomUUID();
  readonly #logs: LogRing;
  readonly #mesh = new MeshModel();
  readonly #batch = new PublicationBatch(maxPublicationsPerFlush);
  readonly #metrics = new Map<string, ApiMetrics>();
  readonly #balancing = new BalancingRates();
  readonly #edge = new AllEdgeRates();
  readonly #pages = new Set<ServerResponse>();
  readonly #unsubscribe: () => void;
  #sentLogId = 0;
  /** What the pages were told of services, as JSON. */
  #sentServices = '';
  #servicesChanged = false;
  #cancelTimer: (() => void) | undefined;
  #ratesDueMs = 0;

  constructor(
    events: RuntimeEvents,
    private readonly clock: Clock,
    private readonly limits: EventStreamLimits,
    private readonly readServices: () => ServicesState,
  ) {
    this.#logs = new LogRing(limits.logEntries);
    this.#unsubscribe = events.subscribe((event) => this.#record(event));
  }

  get isFull(): boolean {
    return this.#pages.size >= this.limits.connections;
  }

  /** Answers `GET api/events`; headers that every answer has are already set. */
  open(request: IncomingMessage, response: ServerResponse): void {
    // The others first, so that this page's replay ends where their stream stands.
    this.#flush();
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
    response.write(`retry: ${reconnectAfterMs}\n\n`);
    this.#pages.add(response);
    response.on('close', () => this.#leave(response));
    this.#send('hello', { session: this.#session }, [response]);
    this.#mesh.settle(this.clock.nowMs());
    this.#send('mesh', this.#mesh.state(), [response]);
    this.#send('logs', this.#logs.since(this.#lastSeenLogId(request)), [response]);
    // To all pages, so that what the last one was told is what each was told.
    this.#sentServices = '';
    this.#sendServices();
    this.#send('rates', this.#rates(), [response]);
    this.#cancelTimer ??= this.clock.after(flushEveryMs, () => this.#tick());
  }

  close(): void {
    this.#unsubscribe();
    this.#cancelTimer?.();
    for (const page of this.#pages) page.destroy();
    this.#pages.clear();
  }

  /** Has the services read again with the next batch. */
  noteServicesChanged(): void {
    this.#servicesChanged = true;
  }

  #record(event: RuntimeEvent): void {
    if (event.kind === 'log') {
      this.#logs.add(event);
      return;
    }
    if (event.kind === 'tasks') this.noteServicesChanged();
    if (event.kind === 'balanced') this.#balancing.record(event);
    if (event.kind === 'edge') this.#edge.record(event);
    if (!('apiId' in event)) return;
    const metrics = this.#metrics.get(event.apiId) ?? new ApiMetrics(event.apiId);
    this.#metrics.set(event.apiId, metrics);
    metrics.record(event);
    if (event.kind !== 'publish' && event.kind !== 'answer') return;
    const { at, apiId, field, value } = event;
    const heard = { at, apiId, field, value };
    const publication =
      event.kind === 'publish'
        ? { ...heard, deliveries: event.deliveries }
        : { ...heard, deliveries: 0, arguments: event.arguments };
    this.#mesh.apply(publication);
    if (this.#pages.size > 0) this.#batch.add(publication);
  }

  #tick(): void {
    this.#cancelTimer = undefined;
    // What still waits here was written a quarter of a second ago, or earlier.
    for (const page of this.#pages) if (page.writableLength > this.limits.bufferedBytes) page.destroy();
    this.#flush();
    if (this.clock.nowMs() >= this.#ratesDueMs) {
      this.#ratesDueMs = this.clock.nowMs() + ratesEveryMs;
      // The page does the same when it hears the time.
      this.#mesh.settle(this.clock.nowMs());
      this.#send('rates', this.#rates(), this.#pages);
      // The end of a drain is told by nobody.
      this.noteServicesChanged();
    }
    this.#cancelTimer = this.clock.after(flushEveryMs, () => this.#tick());
  }

  #flush(): void {
    const logs = this.#logs.since(this.#sentLogId);
    this.#sentLogId = this.#logs.lastId;
    if (logs.entries.length > 0) this.#send('logs', logs, this.#pages);
    const publications = this.#batch.take();
    if (publications.length > 0) this.#send('publications', { publications }, this.#pages);
    if (this.#servicesChanged) this.#sendServices();
  }

  #sendServices(): void {
    this.#servicesChanged = false;
    const services = this.readServices();
    const text = JSON.stringify(services);
    if (text === this.#sentServices) return;
    this.#sentServices = text;
    this.#send('services', services, this.#pages);
  }

  #rates(): ConsoleMessages['rates'] {
    const now = this.clock.nowMs();
    const apis = [...this.#metrics.values()].map((metrics) => metrics.rates(now));
    return { at: now, apis, ...this.#balancing.rates(now), distributions: this.#edge.rates(now) };
  }

  #send<Name extends keyof ConsoleMessages>(
    name: Name,
    message: ConsoleMessages[Name],
    pages: Iterable<ServerResponse>,
  ): void {
    // The id says how far the logs were sent; the browser gives it back when it reconnects.
    const text = `event: ${name}\nid: ${this.#session}/${this.#logs.lastId}\ndata: ${JSON.stringify(message)}\n\n`;
    for (const page of pages) page.write(text);
  }

  #lastSeenLogId(request: IncomingMessage): number {
    const [session, id] = (request.headers['last-event-id']?.toString() ?? '').split('/');
    const seen = Number(id);
    return session === this.#session && Number.isInteger(seen) ? Math.min(Math.max(seen, 0), this.#logs.lastId) : 0;
  }

  #leave(page: ServerResponse): void {
    this.#pages.delete(page);
    if (this.#pages.size > 0) return;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#batch.take();
  }
}
