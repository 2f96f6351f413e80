import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock } from '../runtime/clock';
import { type RuntimeEvent, type RuntimeEvents } from '../runtime/events';
import { ApiMetrics } from './api-metrics';
import { LogRing } from './log-ring';
import { MeshModel } from './mesh-model';
import { type ConsoleMessages } from './protocol';
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
 * Sends what happens in the runtime to the pages as Server-Sent Events: logs and publications in batches four times a
 * second, rates once a second. A page that reconnects to the same session gets the log entries it missed; one that does
 * not read is disconnected instead of buffered for.
 */
export class EventStream {
  readonly #session = randomUUID();
  readonly #logs: LogRing;
  readonly #mesh = new MeshModel();
  readonly #batch = new PublicationBatch(maxPublicationsPerFlush);
  readonly #metrics = new Map<string, ApiMetrics>();
  readonly #pages = new Set<ServerResponse>();
  readonly #unsubscribe: () => void;
  #sentLogId = 0;
  #cancelTimer: (() => void) | undefined;
  #ratesDueMs = 0;

  constructor(
    events: RuntimeEvents,
    private readonly clock: Clock,
    private readonly limits: EventStreamLimits,
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
    this.#send('mesh', this.#mesh.state(), [response]);
    this.#send('logs', this.#logs.since(this.#lastSeenLogId(request)), [response]);
    this.#send('rates', this.#rates(), [response]);
    this.#cancelTimer ??= this.clock.after(flushEveryMs, () => this.#tick());
  }

  close(): void {
    this.#unsubscribe();
    this.#cancelTimer?.();
    for (const page of this.#pages) page.destroy();
    this.#pages.clear();
  }

  #record(event: RuntimeEvent): void {
    if (event.kind === 'log') {
      this.#logs.add(event);
      return;
    }
    const metrics = this.#metrics.get(event.apiId) ?? new ApiMetrics(event.apiId);
    this.#metrics.set(event.apiId, metrics);
    metrics.record(event);
    if (event.kind !== 'publish') return;
    const { at, apiId, field, value, deliveries } = event;
    const publication = { at, apiId, field, value, deliveries };
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
      this.#send('rates', this.#rates(), this.#pages);
    }
    this.#cancelTimer = this.clock.after(flushEveryMs, () => this.#tick());
  }

  #flush(): void {
    const logs = this.#logs.since(this.#sentLogId);
    this.#sentLogId = this.#logs.lastId;
    if (logs.entries.length > 0) this.#send('logs', logs, this.#pages);
    const publications = this.#batch.take();
    if (publications.length > 0) this.#send('publications', { publications }, this.#pages);
  }

  #rates(): ConsoleMessages['rates'] {
    const now = this.clock.nowMs();
    return { apis: [...this.#metrics.values()].map((metrics) => metrics.rates(now)) };
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
