const baseMs = 500;
const maxMs = 30_000;

/**
 * Milliseconds before attempt number `attempt` (from 1) to connect again: anywhere up to a bound that doubles from
 * 1 s to 30 s, so that viewers who lost one server do not come back together.
 * @param random gives a number from 0 up to 1
 */
export function retryDelayMs(attempt: number, random: () => number): number {
  return Math.round(baseMs + random() * (Math.min(maxMs, baseMs * 2 ** attempt) - baseMs));
}
