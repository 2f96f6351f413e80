import { type Socket } from 'node:net';
import { type Admission } from './circuit-breaker';
import { refusal } from './client/answer';
import { type ClientConnection, type RequestHandler } from './client/client-connection';
import { type RequestIds, upstreamHead } from './forward-headers';
import { freeMemory } from './free-memory';
import { type ProtocolError } from './http1/protocol-error';
import { type RequestHead } from './http1/request-head';
import { type ResponseHead } from './http1/response-head';
import { type Limits } from './limits';
import { type ServiceRoute } from './service-registry';
import { Tunnel } from './tunnel';
import { type ResponseReceiver, type UpstreamConnection } from './upstream/upstream-connection';
import { UpstreamError } from './upstream/upstream-error';
import { type UpstreamPool } from './upstream/upstream-pool';

/** What an exchange needs of the program around it. */
export interface ExchangeContext {
  readonly limits: Limits;
  readonly pool: UpstreamPool;
  /** `Host` for the upstream. */
  readonly upstreamAuthority: string;
  readonly draining: boolean;
  nowMs(): number;
  /** Called once, when the exchange is over. */
  onEnd(exchange: Exchange): void;
}

/** Bodies up to this size are written together with their head, as one string. */
const joinedBytes = 8192;
const maxAttempts = 3;

/** One request and its answer, from the client to an upstream and back. */
export class Exchange implements RequestHandler, ResponseReceiver {
  readonly startMs: number;
  endMs = 0;
  /** When the request was last handed to an upstream. */
  upstreamStartMs = 0;
  attempts = 0;
  requestBytes = 0;
  responseBytes = 0;
  /** Of the answer; 499 when the client left before there was one. */
  status = 499;
  fault: string | undefined;
  outcome: 'success' | 'failure' | 'neutral' = 'neutral';
  #upstream: UpstreamConnection | undefined;
  #responseStarted = false;
  #requestEnded = false;
  #clientPaused = false;
  #upstreamPaused = false;
  /** The last part of the request's body while the upstream has not taken it. */
  #unwritten: Buffer | undefined;
  #lastByteMs: number;
  #over = false;

  constructor(
    readonly context: ExchangeContext,
    readonly client: ClientConnection,
    readonly head: RequestHead,
    readonly route: ServiceRoute,
    readonly admission: Admission,
    readonly path: string,
    readonly clientAddress: string,
    readonly ids: RequestIds,
  ) {
    this.startMs = context.nowMs();
    this.#lastByteMs = this.startMs;
  }

  /** Hands the request to an upstream. */
  start(): void {
    this.#send(false);
  }

  #send(fresh: boolean): void {
    const { head, path, context, clientAddress: client, ids, route } = this;
    this.attempts += 1;
    this.upstreamStartMs = this.attempts === 1 ? this.startMs : context.nowMs();
    this.#lastByteMs = this.upstreamStartMs;
    const upstream = context.pool.acquire(fresh);
    this.#upstream = upstream;
    const service = route.entry.name;
    const text = upstreamHead({ head, path, host: context.upstreamAuthority, service, client, ids });
    upstream.send(this, text, head.method === 'HEAD');
    if (!head.hasBody) {
      this.#requestEnded = true;
      upstream.end();
    }
  }

  onRequestBody(buffer: Buffer, from: number, to: number, ended: boolean): void {
    const upstream = this.#upstream;
    if (upstream === undefined) return;
    this.#lastByteMs = this.context.nowMs();
    this.requestBytes += to - from;
    const isWhole = from === 0 && to === buffer.length;
    let more = true;
    if (to > from) more = upstream.write(isWhole ? buffer : buffer.subarray(from, to));
    if (isWhole) {
      if (upstream.flushed) freeMemory(buffer);
      else this.#unwritten = buffer;
    }
    if (ended) {
      // The trailer section was left out; this ends the body without one.
      if (this.head.chunked) upstream.write('\r\n');
      this.#requestEnded = true;
      upstream.end();
    } else if (!more) {
      this.#clientPaused = true;
      this.client.pause();
    }
  }

  onUpstreamDrain(): void {
    if (this.#unwritten !== undefined) freeMemory(this.#unwritten);
    this.#unwritten = undefined;
    if (!this.#clientPaused) return;
    this.#clientPaused = false;
    this.client.resume();
  }

  onClientDrain(): void {
    this.#lastByteMs = this.context.nowMs();
    if (!this.#upstreamPaused) return;
    this.#upstreamPaused = false;
    this.#upstream?.resume();
  }

  onClientGone(): void {
    if (this.#over) return;
    this.fault ??= 'the client closed the connection';
    this.#upstream?.abandon();
    this.#end();
  }

  onRequestFault(fault: ProtocolError): void {
    this.fault = fault.message;
    this.#upstream?.abandon();
    this.#refuse(fault.status, fault.message);
  }

  onInterim(head: ResponseHead): void {
    this.client.write(`HTTP/1.1 ${head.status} ${head.reason}\r\n${head.lines}\r\n`);
  }

  onHead(
    head: ResponseHead,
    endsWithConnection: boolean,
    buffer: Buffer,
    from: number,
    to: number,
    ended: boolean,
  ): boolean {
    const { client } = this;
    this.#responseStarted = true;
    this.status = head.status;
    this.outcome = head.status === 502 || head.status === 503 || head.status === 504 ? 'failure' : 'success';
    // An answer before the request's end: what the client goes on sending has no reader.
    if (endsWithConnection || this.context.draining || (ended && !this.#requestEnded)) client.closeAfter = true;
    let text =
      'HTTP/1.1 ' + head.status + ' ' + head.reason + '\r\n' + head.lines + 'x-request-id: ' + this.ids.requestId;
    text += client.closeAfter ? '\r\nconnection: close\r\n\r\n' : '\r\n\r\n';
    const length = to - from;
    this.responseBytes = length;
    let more: boolean;
    if (length <= joinedBytes) more = client.write(length === 0 ? text : text + buffer.toString('latin1', from, to));
    else more = client.writeBoth(text, buffer.subarray(from, to));
    return this.#afterResponseWrite(more, ended);
  }

  onBody(buffer: Buffer, from: number, to: number, ended: boolean): boolean {
    this.responseBytes += to - from;
    const more =
      to === from || this.client.write(from === 0 && to === buffer.length ? buffer : buffer.subarray(from, to));
    return this.#afterResponseWrite(more, ended);
  }

  /** Whether what was written last is out, so that its memory may be used again. */
  #afterResponseWrite(more: boolean, ended: boolean): boolean {
    const { flushed } = this.client;
    if (ended) {
      this.#end();
      this.client.finish();
      return flushed;
    }
    this.#lastByteMs = this.context.nowMs();
    if (!more) {
      this.#upstreamPaused = true;
      this.#upstream?.pause();
    }
    return flushed;
  }

  onSwitch(head: ResponseHead, upstream: Socket, rest: Buffer): void {
    const { client, context, head: request } = this;
    if (request.upgrade === undefined || head.upgrade?.toLowerCase() !== request.upgrade) {
      upstream.destroy();
      this.onFailure(new UpstreamError('protocol', 'a change of protocol nobody asked for'));
      return;
    }
    this.status = 101;
    this.outcome = 'success';
    const lines = `${head.lines}connection: upgrade\r\nupgrade: ${head.upgrade}\r\nx-request-id: ${this.ids.requestId}\r\n`;
    client.write(`HTTP/1.1 101 ${head.reason}\r\n${lines}\r\n`);
    const tunnel = new Tunnel(upstream, context.limits.tunnelIdleTimeoutMs, (requestBytes, responseBytes) => {
      this.requestBytes += requestBytes;
      this.responseBytes += responseBytes;
      this.#end();
    });
    const { socket, rest: early } = client.detach(tunnel);
    tunnel.start(socket, early, rest, context.nowMs());
  }

  onFailure(error: UpstreamError): void {
    if (this.#over) return;
    // Who refuses a body before its end closes too: that says nothing of the service's health.
    this.outcome = error.kind === 'closed' && !this.#requestEnded ? 'neutral' : 'failure';
    this.fault = error.message;
    if (this.#responseStarted) {
      this.#end();
      this.client.abort();
      return;
    }
    if (this.#mayRetry(error)) {
      this.#send(true);
      return;
    }
    const service = this.route.entry.name;
    if (error.kind === 'timeout') this.#refuse(504, `Service '${service}' timeout`);
    else this.#refuse(502, `Bad gateway: ${error.message}`);
  }

  checkTimeouts(nowMs: number): void {
    const { firstByteTimeoutMs, idleTimeoutMs, totalTimeoutMs } = this.context.limits;
    if (nowMs - this.startMs >= totalTimeoutMs) this.#timeOut('total timeout');
    else if (this.#responseStarted || !this.#requestEnded) {
      if (nowMs - this.#lastByteMs >= idleTimeoutMs) this.#idle();
    } else if (nowMs - this.#lastByteMs >= firstByteTimeoutMs) this.#timeOut('first byte timeout');
  }

  /** Nothing moved: it is the client's doing when it owes the rest of its request, or does not take the answer. */
  #idle(): void {
    if (this.#responseStarted && !this.#upstreamPaused) this.#timeOut('idle timeout of the answer');
    else if (!this.#responseStarted && this.#clientPaused) this.#timeOut('idle timeout of the request');
    else {
      this.fault = 'the client stopped in the middle';
      this.#upstream?.abandon();
      if (this.#responseStarted) {
        this.#end();
        this.client.abort();
      } else this.#refuse(408, 'the request took too long');
    }
  }

  #timeOut(message: string): void {
    this.#upstream?.abandon();
    this.#upstream = undefined;
    this.outcome = 'failure';
    this.fault = message;
    if (this.#responseStarted) {
      this.#end();
      this.client.abort();
    } else this.#refuse(504, `Service '${this.route.entry.name}' timeout`);
  }

  /** Only what can be sent again as it was, changes nothing twice, and fits the budget. */
  #mayRetry(error: UpstreamError): boolean {
    const { head, route, attempts, context } = this;
    if (error.kind !== 'closed' && error.kind !== 'connect') return false;
    if (attempts >= maxAttempts || head.hasBody || head.upgrade !== undefined || context.draining) return false;
    return idempotent.has(head.method) && route.retries.take();
  }

  #refuse(status: number, detail: string): void {
    if (this.#over) return;
    if (this.#responseStarted) {
      this.#end();
      this.client.abort();
      return;
    }
    this.status = status;
    this.#end();
    this.client.answer(refusal(status, detail), this.head, this.ids.requestId);
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#upstream = undefined;
    this.endMs = this.context.nowMs();
    this.context.onEnd(this);
  }
}

const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);
