import { MessageChannel } from 'node:worker_threads';

/** Below this a buffer may be a part of memory that others share, and is not worth the call. */
const leastBytes = 16_384;

const { port1: nowhere, port2 } = new MessageChannel();
port2.close();

/**
 * Gives back the memory of a buffer that nothing uses any more; it is empty afterwards. Garbage collection would do that too,
 * but learns of such memory so late that more than 30 MB of it gather while a large body passes. What is transferred to a port
 * that nobody receives on is freed at once.
 */
export function freeMemory({ buffer, byteLength }: Buffer): void {
  if (byteLength < leastBytes || buffer.byteLength !== byteLength || !(buffer instanceof ArrayBuffer)) return;
  nowhere.postMessage(undefined, [buffer]);
}
