import type { RuntimeHost } from '../host';

const MAX_OFFSET_SECONDS = 18 * 3600;
const FIXED = /^(?:UTC|GMT|UT)?([+-])(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?$/;

/**
 * Seconds east of UTC in `zone` at `epochMs`. Fixed zones (`UTC`, `Z`, `GMT`, `+08:00`, `-0730`, `UTC+9`) need no data;
 * regions (`Asia/Tokyo`) are asked of the host.
 * @throws Error when the zone is unknown or its offset beyond 18 hours.
 */
export function zoneOffsetSeconds(host: RuntimeHost, zone: string, epochMs: number): number {
  const offset = fixedOffsetSeconds(zone) ?? host.zoneOffsetSeconds?.(zone, epochMs);
  if (offset !== undefined) return offset;
  const regions = host.zoneOffsetSeconds ? 'or a region of the time zone database' : '(this host knows no regions)';
  throw new Error(`util.time: timezone must be UTC, an offset such as +09:00 ${regions}, got ${JSON.stringify(zone)}`);
}

/**
 * The moment at which the clock of `zone` shows `localMs` (milliseconds as if the clock were UTC). In the hour a clock
 * skips it is the moment as far after the change; of the hour it shows twice, the first.
 */
export function epochMsOfLocal(host: RuntimeHost, zone: string, localMs: number): number {
  const before = zoneOffsetSeconds(host, zone, localMs - 86_400_000);
  const after = zoneOffsetSeconds(host, zone, localMs + 86_400_000);
  const candidates = [before, after].map((offset) => localMs - offset * 1000);
  const shown = candidates.find((epochMs) => epochMs + zoneOffsetSeconds(host, zone, epochMs) * 1000 === localMs);
  return shown ?? localMs - before * 1000;
}

/** Offset of a zone that has one only, or undefined. @throws Error when it is beyond 18 hours. */
export function fixedOffsetSeconds(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'UTC' || zone === 'GMT' || zone === 'UT') return 0;
  const match = FIXED.exec(zone);
  if (!match) return undefined;
  const [, sign, hours, minutes, seconds] = match;
  const total = Number(hours) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  if (Number(minutes ?? 0) > 59 || Number(seconds ?? 0) > 59 || total > MAX_OFFSET_SECONDS) {
    throw new Error(`util.time: an offset must be from -18:00 to +18:00, got ${zone}`);
  }
  return sign === '-' ? -total : total;
}
