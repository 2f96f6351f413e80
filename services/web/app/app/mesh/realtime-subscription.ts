import { authorization, firstError, type Frame, keySubprotocols, parseFrame, silenceMs } from './realtime-frames';
import { retryDelayMs } from './retry-delay';

/** An open or opening WebSocket. */
export interface RealtimeSocket {
  send(text: string): void;
  close(): void;
}

export interface RealtimeSocketHandlers {
  readonly onOpen: () => void;
  readonly onMessage: (data: unknown) => void;
  /** Also when it could not be opened. */
  readonly onClose: () => void;
}

export interface RealtimeSubscriptionOptions {
  readonly endpoint: string;
  readonly realtimeUrl: string;
  readonly apiKey: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The payload of each message. */
  readonly onData: (payload: unknown) => void;
  readonly onState: (state: RealtimeState) => void;
  /** Calls no handler before it has returned. */
  readonly openSocket: (url: string, protocols: string[], handlers: RealtimeSocketHandlers) => RealtimeSocket;
  /** Runs `task` later, unless what it gives back is called before. */
  readonly schedule: (task: () => void, delayMs: number) => () => void;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

export type RealtimeState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'subscribed' }
  | { readonly kind: 'waiting'; readonly retryInMs: number }
  /** The endpoint refused, and would again. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'closed' };

const handshakeTimeoutMs = 10_000;
const operationId = '1';
/** Errors that another attempt may not meet. */
const passing = new Set([
  'LimitExceededError',
  'MaxSubscriptionsReachedError',
  'InternalFailure',
  'ServiceUnavailable',
]);

/**
 * One subscription by AppSync's realtime protocol. A connection that breaks, falls silent or is not set up within 10 s
 * is made again, after a pause that grows; refusals end it.
 */
export class RealtimeSubscription {
  readonly #options: RealtimeSubscriptionOptions;
  #socket: RealtimeSocket | undefined;
  #cancelTimer: () => void = () => undefined;
  /** How long the endpoint may be silent: now, and once the subscription stands. */
  #silenceMs = handshakeTimeoutMs;
  #acknowledgedSilenceMs = handshakeTimeoutMs;
  #attempt = 0;
  #ended = false;

  constructor(options: RealtimeSubscriptionOptions) {
    this.#options = options;
    this.#connect();
  }

  /** Ends the subscription; nothing is told afterwards but the state `closed`. */
  close(): void {
    if (this.#ended) return;
    if (this.#socket !== undefined) this.#send({ id: operationId, type: 'stop' });
    this.#end({ kind: 'closed' });
  }

  #connect(): void {
    const { endpoint, realtimeUrl, apiKey, openSocket, onState } = this.#options;
    onState({ kind: 'connecting' });
    this.#silenceMs = handshakeTimeoutMs;
    const socket: RealtimeSocket = openSocket(realtimeUrl, keySubprotocols(endpoint, apiKey), {
      onOpen: () => socket.send(JSON.stringify({ type: 'connection_init' })),
      onMessage: (data) => {
        const frame = this.#socket === socket ? parseFrame(data) : undefined;
        if (frame !== undefined) this.#take(frame);
      },
      onClose: () => {
        if (this.#socket === socket) this.#reconnect();
      },
    });
    this.#socket = socket;
    this.#expectFrame();
  }

  #take(frame: Frame): void {
    const { endpoint, apiKey, query, variables, onData, onState } = this.#options;
    if (frame.type === 'connection_ack') {
      const extensions = { authorization: authorization(endpoint, apiKey) };
      const payload = { data: JSON.stringify({ query, variables }), extensions };
      this.#send({ id: operationId, type: 'start', payload });
      this.#acknowledgedSilenceMs = silenceMs(frame);
    } else if (frame.type === 'start_ack') {
      this.#attempt = 0;
      this.#silenceMs = this.#acknowledgedSilenceMs;
      onState({ kind: 'subscribed' });
    } else if (frame.type === 'data') {
      onData(frame.payload);
    } else if (frame.type === 'connection_error' || frame.type === 'error') {
      const { message, errorType } = firstError(frame);
      if (passing.has(errorType)) this.#reconnect();
      else this.#end({ kind: 'refused', reason: message });
    } else if (frame.type === 'complete') {
      this.#reconnect();
    }
    if (!this.#ended && this.#socket !== undefined) this.#expectFrame();
  }

  /** The endpoint sends `ka` when it has nothing else; one that is silent for longer is gone. */
  #expectFrame(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.schedule(() => this.#reconnect(), this.#silenceMs);
  }

  #reconnect(): void {
    this.#drop();
    this.#attempt += 1;
    const retryInMs = retryDelayMs(this.#attempt, this.#options.random);
    this.#cancelTimer = this.#options.schedule(() => this.#connect(), retryInMs);
    this.#options.onState({ kind: 'waiting', retryInMs });
  }

  #end(state: RealtimeState): void {
    this.#ended = true;
    this.#drop();
    this.#options.onState(state);
  }

  #drop(): void {
    this.#cancelTimer();
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #send(frame: object): void {
    this.#socket?.send(JSON.stringify(frame));
  }
}
