import { type Socket } from 'node:net';

export interface RelayTimeouts {
  /** Milliseconds in which at least one byte must move. */
  readonly idleMs: number;
  /** Milliseconds that a connection may live. */
  readonly totalMs: number;
}

export type RelayEnd = 'completed' | 'aborted' | 'idle-timeout' | 'total-timeout';

/**
 * Carries bytes both ways until both ends have closed. Who reads slowly slows the writer down; an end that closes its
 * sending side still receives.
 */
export function relay(client: Socket, upstream: Socket, { idleMs, totalMs }: RelayTimeouts): Promise<RelayEnd> {
  return new Promise((resolve) => {
    const sockets = [client, upstream];
    let end: RelayEnd = 'completed';
    let open = sockets.length;
    const cut = (reason: RelayEnd): void => {
      if (end === 'completed') end = reason;
      for (const socket of sockets) socket.destroy();
    };
    const total = setTimeout(() => cut('total-timeout'), totalMs);
    for (const socket of sockets) {
      socket.setTimeout(idleMs, () => cut('idle-timeout'));
      socket.on('error', () => cut('aborted'));
      socket.once('close', () => {
        // Closed before its own end was read: the other side must not wait for more.
        if (!socket.readableEnded || !socket.writableFinished) cut('aborted');
        open -= 1;
        if (open > 0) return;
        clearTimeout(total);
        resolve(end);
      });
    }
    if (sockets.some(({ destroyed }) => destroyed)) {
      // It closed before this function listened, so its own event will not come.
      clearTimeout(total);
      cut('aborted');
      resolve('aborted');
      return;
    }
    client.pipe(upstream);
    upstream.pipe(client);
  });
}
