import { type IncomingMessage } from 'node:http';
import { type Socket } from 'node:net';
import { type OriginDefinition } from '../definition/definitions';
import { type EdgeRequest, type EdgeResponse } from '../edge-message';

/** Where the edge gets responses from. */
export interface Origin {
  readonly definition: OriginDefinition;
  /**
   * @param signal gives up when the viewer does
   * @throws OriginError when the origin gives no response
   */
  fetch(request: EdgeRequest, signal?: AbortSignal): Promise<EdgeResponse>;
  /** Asks for a WebSocket. @throws OriginError when the origin gives no response */
  upgrade(request: EdgeRequest): Promise<UpgradedOrigin>;
  close(): Promise<void>;
}

/** A connection that has become a WebSocket, or the response of an origin that did not agree. */
export type UpgradedOrigin =
  | { readonly response: IncomingMessage; readonly socket: Socket; readonly head: Buffer }
  | { readonly response: IncomingMessage };

/** An origin that gave no response: 502 (broken or not trusted), 503 (not reached) or 504 (too slow). */
export class OriginError extends Error {
  override readonly name = 'OriginError';

  constructor(
    readonly status: 502 | 503 | 504,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
