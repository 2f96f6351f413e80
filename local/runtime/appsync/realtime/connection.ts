import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { parseClientMessage, type ClientMessage, type ClientMessageFault } from './client-messages';
import type { ConnectionContext } from './connection-context';
import {
  authorizeCaller,
  handshakeCredentials,
  initCredentials,
  isCaller,
  subprotocols,
  type Credentials,
} from './credentials';
import type { JsonRecord } from './json-record';
import { Operations } from './operations';
import { RateLimit } from './rate-limit';
import { realtimeErrors } from './realtime-errors';
import {
  CONNECTION_ACK,
  connectionErrorMessage,
  errorMessage,
  KEEP_ALIVE,
  type RealtimeError,
} from './server-messages';
import { SocketWriter } from './socket-writer';

export type ConnectionChange = 'close' | 'subscribe' | 'unsubscribe';

/** The subprotocol of AppSync's realtime endpoint. */
export const SUBPROTOCOL = 'graphql-ws';

/** Close codes. A refusal closes with 4000 and its error code: 4400, 4401. */
const CLOSE = { goingAway: 1001, unsupportedData: 1003, failed: 1011, refusedBase: 4000 } as const;

/**
 * One client's WebSocket, from the upgrade to the close. An upgrade without credentials, or with wrong ones, is accepted:
 * clients take a bare open as the sign that WebSocket works. Its first message is answered with the refusal, unless it
 * is a `connection_init` that brings credentials. After an upgrade with credentials `connection_init` is optional.
 */
export class Connection {
  readonly #context: ConnectionContext;
  readonly #webSocket: WebSocket;
  readonly #request: IncomingMessage;
  readonly #writer: SocketWriter;
  readonly #rate: RateLimit;
  readonly #operations: Operations;
  /** Why the connection must not be used yet; undefined once it is authorized. */
  #refusal: RealtimeError | undefined = realtimeErrors.missingHeaders;
  readonly #cancelAuthorizationTimeout: () => void;
  readonly #cancelDurationLimit: () => void;
  #cancelKeepAlive: () => void = () => undefined;

  /** @param changed called after a subscription began or ended, and last of all with `close`. */
  constructor(
    readonly id: string,
    webSocket: WebSocket,
    socket: Duplex,
    request: IncomingMessage,
    context: ConnectionContext,
    changed: (change: ConnectionChange) => void,
  ) {
    const { clock, limits } = context;
    this.#context = context;
    this.#webSocket = webSocket;
    this.#request = request;
    this.#writer = new SocketWriter(webSocket, socket, context.turn, limits.bufferedBytes, (waiting) => {
      const bound = `${limits.bufferedBytes} bytes may wait for a reader, ${waiting} did`;
      context.log('warn', `connection ${id}: closed, ${bound}: read faster or subscribe to less`);
    });
    this.#rate = new RateLimit(clock, limits.inboundMessagesPerSecond);
    this.#operations = new Operations(context, request, this.#writer, changed);
    webSocket.on('message', (data: RawData, isBinary: boolean) => this.#receive(data, isBinary));
    // A violation of the WebSocket protocol or a broken socket; the library closes the connection itself.
    webSocket.on('error', (error) => context.log('info', `connection ${id}: ${error.message}`));
    webSocket.once('close', () => {
      this.#release();
      changed('close');
    });
    this.#cancelDurationLimit = clock.after(limits.connectionDurationMs, () => {
      this.close('the connection reached its maximum duration');
    });
    this.#cancelAuthorizationTimeout = clock.after(limits.authorizationTimeoutMs, () => {
      if (this.#refusal !== undefined) this.#refuse(this.#refusal);
    });
    this.#authorize(handshakeCredentials(request));
  }

  /** Starts the closing handshake. */
  close(reason: string): void {
    this.#webSocket.close(CLOSE.goingAway, reason);
  }

  /** Cuts the connection. */
  terminate(): void {
    this.#webSocket.terminate();
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (isBinary) {
      this.#webSocket.close(CLOSE.unsupportedData, 'binary frames are not supported');
      return;
    }
    try {
      this.#handle(parseClientMessage(textOf(data)));
    } catch (error) {
      this.#context.log('error', `connection ${this.id}: ${error instanceof Error ? error.stack : String(error)}`);
      this.#webSocket.close(CLOSE.failed, 'internal failure');
    }
  }

  #handle(message: ClientMessage | ClientMessageFault): void {
    const initialization = 'type' in message && message.type === 'connection_init' ? message : undefined;
    if (this.#refusal !== undefined && initialization === undefined) this.#refuse(this.#refusal);
    else if (!this.#rate.admits()) this.#fail(realtimeErrors.rateExceeded, message.id);
    else if (initialization !== undefined) this.#initialize(initialization.payload);
    else if ('error' in message) this.#fail(message.error, message.id);
    else if (message.type === 'stop') this.#operations.stop(message.id);
    else if (message.type === 'start') this.#operations.start(message);
  }

  #initialize(payload: JsonRecord): void {
    const given = initCredentials(payload);
    if (this.#refusal !== undefined && given.kind !== 'absent') this.#authorize(given);
    if (this.#refusal !== undefined) {
      this.#refuse(this.#refusal);
      return;
    }
    this.#writer.send(CONNECTION_ACK);
    this.#writer.send(KEEP_ALIVE);
  }

  /** Lets the connection be used, or notes why it must not. */
  #authorize(credentials: Credentials): void {
    this.#refusal = this.#faultOf(credentials);
    if (this.#refusal !== undefined) return;
    this.#cancelAuthorizationTimeout();
    this.#keepAlive();
  }

  #faultOf(credentials: Credentials): RealtimeError | undefined {
    if (!subprotocols(this.#request).includes(SUBPROTOCOL)) return realtimeErrors.noProtocol;
    if (credentials.kind === 'absent') return realtimeErrors.missingHeaders;
    if (credentials.kind === 'malformed') return credentials.error;
    const caller = authorizeCaller(this.#context.api, this.#request, credentials.headers);
    return isCaller(caller) ? undefined : caller;
  }

  #keepAlive(): void {
    this.#cancelKeepAlive = this.#context.clock.after(this.#context.limits.keepAliveIntervalMs, () => {
      if (this.#writer.send(KEEP_ALIVE)) this.#keepAlive();
    });
  }

  #refuse(error: RealtimeError): void {
    this.#writer.send(connectionErrorMessage(error));
    this.#webSocket.close(CLOSE.refusedBase + (error.errorCode ?? 0), error.errorType ?? error.message);
  }

  #fail(error: RealtimeError, id: string | undefined): void {
    this.#writer.send(errorMessage([error], id));
  }

  #release(): void {
    this.#cancelAuthorizationTimeout();
    this.#cancelKeepAlive();
    this.#cancelDurationLimit();
    this.#operations.clear();
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');
}
