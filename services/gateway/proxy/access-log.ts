import { type LineWriter } from './line-writer';
import { type Log } from './log';

/** What the access log tells of one request. Times in milliseconds. */
export interface AccessRecord {
  readonly method: string;
  /** The target as sent; the log leaves its query out, which may hold what is not for logs. */
  readonly target: string;
  readonly service: string;
  readonly status: number;
  readonly client: string;
  readonly requestId: string;
  readonly traceId: string;
  readonly endMs: number;
  readonly durationMs: number;
  /** From the request's last hand-over to an upstream to the end of the answer; absent when none was asked. */
  readonly upstreamMs: number | undefined;
  readonly attempts: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** Why the request failed, in the words of the program. */
  readonly fault: string | undefined;
}

/** One JSON line a request, put together by hand: it is the most frequent line by far. */
export class AccessLog {
  readonly #writer: LineWriter;
  readonly #requests: boolean;
  readonly #failures: boolean;
  #second = -1;
  #time = '';

  constructor(writer: LineWriter, log: Log) {
    this.#writer = writer;
    this.#requests = log.isOn('INFO');
    this.#failures = log.isOn('WARNING');
  }

  write(record: AccessRecord): void {
    const { status, target, fault, upstreamMs } = record;
    if (status < 500 ? !this.#requests : !this.#failures) return;
    const query = target.indexOf('?');
    const path = query === -1 ? target : target.slice(0, query);
    this.#writer.write(
      '{"time":"' +
        this.#timestamp(record.endMs) +
        '","level":"' +
        (status < 500 ? 'INFO' : 'WARNING') +
        '","message":"request","method":"' +
        record.method +
        '","path":"' +
        path +
        '","service":"' +
        record.service +
        '","status":' +
        status +
        ',"durationMs":' +
        rounded(record.durationMs) +
        (upstreamMs === undefined ? '' : ',"upstreamMs":' + rounded(upstreamMs)) +
        ',"attempts":' +
        record.attempts +
        ',"requestBytes":' +
        record.requestBytes +
        ',"responseBytes":' +
        record.responseBytes +
        ',"client":"' +
        record.client +
        '","requestId":"' +
        record.requestId +
        '","traceId":"' +
        record.traceId +
        (fault === undefined ? '"}' : '","fault":' + JSON.stringify(fault) + '}'),
    );
  }

  /** ISO 8601; the part that changes once a second is made once a second. */
  #timestamp(ms: number): string {
    const second = Math.floor(ms / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#time = new Date(second * 1000).toISOString().slice(0, 20);
    }
    return this.#time + String(Math.floor(ms) - second * 1000).padStart(3, '0') + 'Z';
  }
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
