const OFFSET = '(?:Z|[+-](?<offsetHours>\\d{2}):(?<offsetMinutes>\\d{2})(?::(?<offsetSeconds>\\d{2}))?)';
const DATE = '(?<year>[+-]?\\d{4,9})-(?<month>\\d{2})-(?<day>\\d{2})';
const TIME = '(?<hours>\\d{2}):(?<minutes>\\d{2})(?::(?<seconds>\\d{2})(?:\\.\\d{1,9})?)?';

const DATE_PATTERN = new RegExp(`^${DATE}${OFFSET}?$`);
const TIME_PATTERN = new RegExp(`^${TIME}${OFFSET}?$`);
const DATE_TIME_PATTERN = new RegExp(`^${DATE}T${TIME}${OFFSET}$`);
const MAX_OFFSET_HOURS = 18;

/** `2026-01-31`, `2026-01-31Z`, `2026-01-31+09:00`; the day must exist. */
export function isDate(text: string): boolean {
  const parts = DATE_PATTERN.exec(text)?.groups;
  return parts !== undefined && isCalendarDay(parts) && isOffset(parts);
}

/** `12:30`, `12:30:24`, `12:30:24.500+05:30`. */
export function isTime(text: string): boolean {
  const parts = TIME_PATTERN.exec(text)?.groups;
  return parts !== undefined && isTimeOfDay(parts) && isOffset(parts);
}

/** `2026-01-31T09:00:00.500Z`, `2026-01-31T09:00+00:00`; the offset is required. */
export function isDateTime(text: string): boolean {
  const parts = DATE_TIME_PATTERN.exec(text)?.groups;
  return parts !== undefined && isCalendarDay(parts) && isTimeOfDay(parts) && isOffset(parts);
}

type Parts = Readonly<Record<string, string | undefined>>;

function isCalendarDay({ year, month, day }: Parts): boolean {
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}

function isTimeOfDay({ hours, minutes, seconds = '0' }: Parts): boolean {
  return Number(hours) <= 23 && Number(minutes) <= 59 && Number(seconds) <= 59;
}

function isOffset({ offsetHours = '0', offsetMinutes = '0', offsetSeconds = '0' }: Parts): boolean {
  return Number(offsetHours) <= MAX_OFFSET_HOURS && Number(offsetMinutes) <= 59 && Number(offsetSeconds) <= 59;
}
