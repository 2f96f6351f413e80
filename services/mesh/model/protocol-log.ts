export interface ProtocolEntry {
  readonly action: 'createGroup' | 'joinGroup';
  readonly groupId: string;
  readonly domain: string;
  /** Host or member that acted. */
  readonly nodeId: string;
  /** Null and undefined: the client did not say. */
  readonly useWebSocket: boolean | null | undefined;
}

/**
 * Writes one line that tells how a client will receive messages. Polling goes out at error level, since an API which
 * logs errors only must still show how many clients poll.
 */
export function logProtocol(entry: ProtocolEntry): void {
  const { action, groupId, domain, nodeId, useWebSocket } = entry;
  if (useWebSocket === false) {
    console.error({ action, groupId, domain, nodeId, protocol: 'Polling' });
  } else {
    console.log({ action, groupId, domain, nodeId, protocol: useWebSocket === true ? 'WebSocket' : 'unknown' });
  }
}
