import { epochDay, type ZonedTime } from './zoned-time';

/** Week fields as an English (US) Java runtime counts them: weeks start on Sunday, the first holds 1 January. */
export interface WeekFields {
  /** The year that `Y` prints; from the last days of December it may be the next one. */
  readonly weekBasedYear: number;
  readonly weekOfYear: number;
  readonly weekOfMonth: number;
  /** Sunday is 1. */
  readonly dayOfWeek: number;
}

/** The week fields of a date. */
export function weekFields({ year, month, day, weekday }: ZonedTime): WeekFields {
  const dayOfWeek = (weekday % 7) + 1;
  const today = epochDay(year, month, day);
  const saturday = today + (7 - dayOfWeek);
  const weekBasedYear = saturday >= epochDay(year + 1, 1, 1) ? year + 1 : year;
  return {
    weekBasedYear,
    weekOfYear: weeksSince(epochDay(weekBasedYear, 1, 1), today),
    weekOfMonth: weeksSince(epochDay(year, month, 1), today),
    dayOfWeek,
  };
}

/** Number of the week of `today`, counted from the week that holds `first`. */
function weeksSince(first: number, today: number): number {
  return weekNumber(today) - weekNumber(first) + 1;
}

/** Weeks since the one that holds 1970-01-01, a Thursday. */
function weekNumber(day: number): number {
  return Math.floor((day + 4) / 7);
}
