import type { Util } from '@aws-appsync/utils';
import type { RuntimeHost } from '../host';
import { formatTime } from './format';
import { parseFields } from './parse';
import { resolveEpochMs } from './resolve';
import { zoneOffsetSeconds } from './zone-offset';
import { zonedTime } from './zoned-time';

const YEAR_10000_MS = 253_402_300_800_000;
const ISO8601 = "yyyy-MM-dd'T'HH:mm[:ss]";

/**
 * `util.time` (AppSync guide, "Time helpers"): formats are patterns of java.time's DateTimeFormatter, zones are `UTC`,
 * an offset (`+08:00`) or a region (`Asia/Tokyo`), the default is UTC.
 */
export function createTime(host: RuntimeHost): Util['time'] {
  const formatted = (epochMs: number, pattern: string, zone = 'UTC') =>
    formatTime(zonedTime(epochMs, zone, zoneOffsetSeconds(host, zone, epochMs)), pattern);
  const now = () => Math.floor(host.nowMs());
  return {
    nowISO8601: () => new Date(now()).toISOString(),
    nowEpochSeconds: () => Math.floor(now() / 1000),
    nowEpochMilliSeconds: now,
    nowFormatted: (pattern: string, zone?: string) => formatted(now(), pattern, zone),
    parseFormattedToEpochMilliSeconds: (text: string, pattern: string, zone?: string) =>
      resolveEpochMs(host, parseFields(text, pattern), zone),
    parseISO8601ToEpochMilliSeconds: (text) => plainEpochMs(text) ?? parseIso8601(host, text),
    epochMilliSecondsToSeconds: (epochMs) => Math.floor(epochMs / 1000),
    epochMilliSecondsToISO8601: (epochMs) =>
      isPlain(epochMs)
        ? new Date(epochMs).toISOString()
        : formatTime(zonedTime(epochMs, 'UTC', 0), "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"),
    epochMilliSecondsToFormatted: (epochMs: number, pattern: string, zone?: string) =>
      formatted(epochMs, pattern, zone),
  };
}

/** Whether ECMAScript writes a moment as java.time does: whole milliseconds of the years 1970 to 9999. */
function isPlain(epochMs: number): boolean {
  return Number.isInteger(epochMs) && epochMs >= 0 && epochMs < YEAR_10000_MS;
}

/** The moment of a text exactly as `Date.prototype.toISOString` writes it, which is by far the most frequent one. */
function plainEpochMs(text: string): number | undefined {
  const epochMs = text.length === 24 ? Date.parse(text) : Number.NaN;
  return isPlain(epochMs) && new Date(epochMs).toISOString() === text ? epochMs : undefined;
}

/** A date, `T`, a time with an optional fraction, and `Z` or an offset. */
function parseIso8601(host: RuntimeHost, text: string): number {
  const fraction = /\.(\d{1,9})(?=[Z+-])/.exec(text)?.[1];
  const pattern = ISO8601 + (fraction === undefined ? '' : `.${'S'.repeat(fraction.length)}`) + 'XXXXX';
  return resolveEpochMs(host, parseFields(text, pattern), undefined);
}
