import type { GraphqlReply } from '../api';

/** An entry of the `errors` of `connection_error` and `error`, in the form of AppSync's realtime endpoint. */
export interface RealtimeError {
  readonly errorType?: string;
  readonly message: string;
  readonly errorCode?: number;
}

/** Milliseconds without `ka` after which a client takes the connection for dead: AppSync's fixed value. */
const CONNECTION_TIMEOUT_MS = 300_000;

export const CONNECTION_ACK = JSON.stringify({
  type: 'connection_ack',
  payload: { connectionTimeoutMs: CONNECTION_TIMEOUT_MS },
});

export const KEEP_ALIVE = JSON.stringify({ type: 'ka' });

export function connectionErrorMessage(error: RealtimeError): string {
  return JSON.stringify({ type: 'connection_error', payload: { errors: [error] } });
}

/** @param id of the operation, left out when the message could not be tied to one. */
export function errorMessage(errors: readonly object[], id?: string): string {
  return JSON.stringify({ id, type: 'error', payload: { errors } });
}

export function startAckMessage(id: string): string {
  return JSON.stringify({ id, type: 'start_ack' });
}

export function completeMessage(id: string): string {
  return JSON.stringify({ id, type: 'complete' });
}

/** The payload of a `data` message. */
export function dataPayload(reply: GraphqlReply): string {
  return JSON.stringify({ data: reply.data ?? null, errors: reply.errors });
}

/** What stands before a payload in the `data` messages of one subscription. */
export function dataPrefix(id: string): string {
  return `{"id":${JSON.stringify(id)},"type":"data","payload":`;
}

/** A `data` message; its two parts are built once each, the payload for all who share it. */
export function dataMessage(prefix: string, payload: string): string {
  return `${prefix}${payload}}`;
}
