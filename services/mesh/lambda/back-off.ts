/** Waits between two attempts; a parameter so that no test has to. */
export type Sleep = (ms: number) => Promise<void>;

const firstDelayMs = 50;
const maxDelayMs = 2000;

/** Milliseconds to wait after failed attempt 1, 2, …: 50, doubled each time up to 2000. */
export function delayMs(attempt: number): number {
  return Math.min(firstDelayMs * 2 ** (attempt - 1), maxDelayMs);
}
