/** Time as the proxy sees it; tests move it themselves. */
export interface Clock {
  /** Milliseconds since the epoch, with fractions where the machine has them. */
  nowMs(): number;
  /** Calls `callback` once after `ms` milliseconds; the function returned cancels it. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Calls `callback` every `ms` milliseconds until the function returned is called. */
export function every(clock: Clock, ms: number, callback: () => void): () => void {
  let cancel = clock.after(ms, run);
  function run(): void {
    cancel = clock.after(ms, run);
    callback();
  }
  return () => cancel();
}
