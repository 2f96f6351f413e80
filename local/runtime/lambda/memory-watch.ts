import { type Clock } from '../clock';

const checkMs = 100;
/** Growth of this process that is nobody's fault: other work, and memory that is free but not given back. */
const toleranceBytes = 256 * 1024 * 1024;

export interface MemoryWatchOptions {
  readonly clock: Clock;
  readonly memorySizeMiB: number;
  /** Counter that the worker moves while its event loop turns. */
  readonly heartbeat: Int32Array;
  readonly onExceeded: () => void;
}

/**
 * Watches a worker that keeps its event loop busy. Such a one cannot measure itself, and buffers do not count to the
 * limit of its heap, so what is left to see is the growth of the whole process: twice the function's memory and 256 MiB
 * more than at the start, while the event loop stands, is taken as the function's.
 * @returns what ends the watch
 */
export function watchMemory({ clock, memorySizeMiB, heartbeat, onExceeded }: MemoryWatchOptions): () => void {
  const limitBytes = process.memoryUsage.rss() + 2 * memorySizeMiB * 1024 * 1024 + toleranceBytes;
  let lastBeat = Atomics.load(heartbeat, 0);
  const check = (): void => {
    const beat = Atomics.load(heartbeat, 0);
    if (beat === lastBeat && process.memoryUsage.rss() > limitBytes) return onExceeded();
    lastBeat = beat;
    cancel = clock.after(checkMs, check);
  };
  let cancel = clock.after(checkMs, check);
  return () => cancel();
}
