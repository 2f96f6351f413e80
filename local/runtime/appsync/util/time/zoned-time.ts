/** The fields of one moment on the clock of one zone (proleptic Gregorian calendar). */
export interface ZonedTime {
  /** May be zero or negative (astronomical count). */
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** Monday is 1, Sunday 7. */
  readonly weekday: number;
  /** 1 January is 1. */
  readonly dayOfYear: number;
  /** Seconds east of UTC. */
  readonly offsetSeconds: number;
  /** The zone as written: `UTC`, `+08:00`, `Asia/Tokyo`. */
  readonly zoneId: string;
}

const DAY_MS = 86_400_000;

/** Days from 1970-01-01 to a date; month and day beyond their range carry over. */
export function epochDay(year: number, month: number, day: number): number {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999, so the year is set apart.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return Math.floor(date.getTime() / DAY_MS);
}

/** Days of `month` in `year`. */
export function daysInMonth(year: number, month: number): number {
  return epochDay(year, month + 1, 1) - epochDay(year, month, 1);
}

/** The clock of a zone at `epochMs`. @throws Error when the moment is outside what ECMAScript dates hold. */
export function zonedTime(epochMs: number, zoneId: string, offsetSeconds: number): ZonedTime {
  const local = new Date(epochMs + offsetSeconds * 1000);
  if (Number.isNaN(local.getTime())) {
    throw new Error(`util.time: milliseconds must be within 8.64e15 of 1970, got ${epochMs}`);
  }
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate()];
  return {
    year,
    month,
    day,
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
    weekday: ((local.getUTCDay() + 6) % 7) + 1,
    dayOfYear: epochDay(year, month, day) - epochDay(year, 1, 1) + 1,
    offsetSeconds,
    zoneId,
  };
}
