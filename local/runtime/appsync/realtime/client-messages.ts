import type { GraphqlRequest } from '../api';
import { isJsonRecord, parseJsonRecord, type JsonRecord } from './json-record';
import { realtimeErrors } from './realtime-errors';
import type { RealtimeError } from './server-messages';

export interface StartMessage {
  readonly type: 'start';
  readonly id: string;
  readonly request: GraphqlRequest;
  /** What proves who calls, as the client wrote it. */
  readonly authorization: JsonRecord;
}

export type ClientMessage =
  | { readonly type: 'connection_init'; readonly id?: undefined; readonly payload: JsonRecord }
  | StartMessage
  | { readonly type: 'stop'; readonly id: string };

/** Why a message was not understood, and the operation it spoke of if that much is known. */
export interface ClientMessageFault {
  readonly id?: string;
  readonly error: RealtimeError;
}

/** UTF-16 units; ids are echoed in every message, so they must stay short. */
const MAXIMUM_ID_LENGTH = 256;

/** Reads one text frame. */
export function parseClientMessage(text: string): ClientMessage | ClientMessageFault {
  const message = parseJsonRecord(text);
  if (message === undefined) return { error: realtimeErrors.badRequest('the message is not a JSON object') };
  const { type, id } = message;
  if (type === 'connection_init') return { type, payload: isJsonRecord(message.payload) ? message.payload : {} };
  if (type !== 'start' && type !== 'stop') return { error: realtimeErrors.unsupported('unknown') };
  if (typeof id !== 'string' || id === '' || id.length > MAXIMUM_ID_LENGTH) {
    return { error: realtimeErrors.badRequest(`id must be a text of 1 to ${MAXIMUM_ID_LENGTH} characters`) };
  }
  return type === 'stop' ? { type, id } : parseStart(id, message.payload);
}

function parseStart(id: string, payload: unknown): ClientMessage | ClientMessageFault {
  // The form of plain `graphql-ws` clients, with `query` in the payload, is no operation to AppSync, and it names no id.
  if (!isJsonRecord(payload) || typeof payload.data !== 'string') {
    return { error: realtimeErrors.unsupported('unknown') };
  }
  const data = parseJsonRecord(payload.data);
  if (data === undefined || typeof data.query !== 'string') {
    return { id, error: realtimeErrors.badRequest('payload.data must be JSON text of an object with the text query') };
  }
  const { query, operationName, variables } = data;
  if (!isAbsent(operationName) && typeof operationName !== 'string') {
    return { id, error: realtimeErrors.badRequest('operationName of payload.data must be a text') };
  }
  if (!isAbsent(variables) && !isJsonRecord(variables)) {
    return { id, error: realtimeErrors.badRequest('variables of payload.data must be an object') };
  }
  const extensions = isJsonRecord(payload.extensions) ? payload.extensions : {};
  const authorization = isJsonRecord(extensions.authorization) ? extensions.authorization : {};
  return { type: 'start', id, request: { query, operationName, variables }, authorization };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
