import { type ClientRequest, get, type IncomingMessage } from 'node:http';

export interface ServerSentEvent {
  readonly event: string;
  readonly id: string;
  readonly data: unknown;
}

function parseEvent(block: string): ServerSentEvent | undefined {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  const data = fields.get('data');
  if (data === undefined) return undefined;
  return { event: fields.get('event') ?? 'message', id: fields.get('id') ?? '', data: JSON.parse(data) as unknown };
}

/** Reads a stream of Server-Sent Events to its end; wait for what it brings by `find`. */
export class EventStreamReader {
  readonly events: ServerSentEvent[] = [];
  #buffer = '';
  readonly #request: ClientRequest;
  readonly #waiting = new Set<() => void>();

  private constructor(request: ClientRequest, response: IncomingMessage) {
    this.#request = request;
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const blocks = (this.#buffer + chunk).split('\n\n');
      this.#buffer = blocks.pop() ?? '';
      this.events.push(...blocks.map(parseEvent).filter((event) => event !== undefined));
      for (const wake of this.#waiting) wake();
    });
    // The test ends the connection, or the server does on purpose.
    response.on('error', () => this.#waiting.clear());
  }

  static open(url: string, headers: Record<string, string> = {}): Promise<EventStreamReader> {
    return new Promise((resolve, reject) => {
      const request = get(url, { headers }, (response) => resolve(new EventStreamReader(request, response)));
      request.on('error', reject);
    });
  }

  /** The first event that passes, also of those already here. @throws Error after 5 s without it */
  async find(passes: (event: ServerSentEvent) => boolean): Promise<ServerSentEvent> {
    const found = this.events.find(passes);
    if (found) return found;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error('no such event within 5 s')), 5000);
      const wake = (): void => {
        const event = this.events.find(passes);
        if (!event) return;
        clearTimeout(deadline);
        this.#waiting.delete(wake);
        resolve(event);
      };
      this.#waiting.add(wake);
    });
  }

  close(): void {
    this.#request.destroy();
  }
}
