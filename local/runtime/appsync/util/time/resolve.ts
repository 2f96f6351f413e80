import type { RuntimeHost } from '../host';
import { type ParsedFields } from './parse';
import { epochMsOfLocal, zoneOffsetSeconds } from './zone-offset';
import { daysInMonth, epochDay } from './zoned-time';

const DAY_MS = 86_400_000;

/**
 * The moment that parsed fields name. Minutes and smaller default to zero once an hour is given; an offset in the text
 * counts before a zone in the text, and that before `zone`.
 * @throws Error when date, hour or zone is missing, a field is out of range, or the weekday contradicts the date.
 */
export function resolveEpochMs(host: RuntimeHost, fields: ParsedFields, zone: string | undefined): number {
  const day = resolveDay(fields);
  const localMs = day * DAY_MS + resolveTime(fields);
  const offset = fields.get('offset');
  if (typeof offset === 'number') return localMs - offset * 1000;
  const zoneId = fields.get('zone') ?? zone;
  if (typeof zoneId !== 'string') {
    throw new Error('util.time: the format has no time zone (such as Z or XXX) and no timezone was given');
  }
  // Fails for an unknown zone before any arithmetic.
  zoneOffsetSeconds(host, zoneId, localMs);
  return epochMsOfLocal(host, zoneId, localMs);
}

function resolveDay(fields: ParsedFields): number {
  const year = required(fields, 'y', 'year');
  const dayOfYear = fields.get('D');
  const day =
    typeof dayOfYear === 'number' && !fields.has('d')
      ? epochDay(year, 1, within('day of year', dayOfYear, 1, 337 + daysInMonth(year, 2)))
      : monthDay(fields, year);
  const weekday = fields.get('E');
  // 1970-01-01 was a Thursday.
  if (typeof weekday === 'number' && ((((day + 3) % 7) + 7) % 7) + 1 !== weekday) {
    throw new Error('util.time: the weekday does not belong to the date');
  }
  return day;
}

/** A day up to 31 that the month does not have is its last one, as java.time resolves it. */
function monthDay(fields: ParsedFields, year: number): number {
  const month = within('month', required(fields, 'M', 'month'), 1, 12);
  const day = within('day of month', required(fields, 'd', 'day'), 1, 31);
  return epochDay(year, month, Math.min(day, daysInMonth(year, month)));
}

/** Milliseconds since midnight; 24:00 is the end of the day. */
function resolveTime(fields: ParsedFields): number {
  const minute = within('minute', optional(fields, 'm'), 0, 59);
  const second = within('second', optional(fields, 's'), 0, 59);
  const millisecond = optional(fields, 'S');
  const hour = resolveHour(fields, minute + second + millisecond === 0 ? 24 : 23);
  return ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
}

function resolveHour(fields: ParsedFields, latest: number): number {
  if (fields.has('H')) return within('hour', optional(fields, 'H'), 0, latest);
  if (fields.has('k')) return within('hour', optional(fields, 'k'), 1, 24) % 24;
  if (!fields.has('a')) throw new Error('util.time: the format has no hour (H, or h with a)');
  if (fields.has('h')) return (within('hour', optional(fields, 'h'), 1, 12) % 12) + optional(fields, 'a');
  return within('hour', required(fields, 'K', 'hour'), 0, 11) + optional(fields, 'a');
}

function required(fields: ParsedFields, letter: string, name: string): number {
  const value = fields.get(letter);
  if (typeof value === 'number') return value;
  throw new Error(`util.time: the format has no ${name} (${letter})`);
}

function optional(fields: ParsedFields, letter: string): number {
  const value = fields.get(letter);
  return typeof value === 'number' ? value : 0;
}

function within(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw new Error(`util.time: ${name} must be from ${least} to ${most}, got ${value}`);
}
