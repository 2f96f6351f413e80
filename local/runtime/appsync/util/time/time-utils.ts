import type { Util } from '@aws-appsync/utils';
import type { RuntimeHost } from '../host';
import { formatTime } from './format';
import { parseFields } from './parse';
import { resolveEpochMs } from './resolve';
import { zoneOffsetSeconds } from './zone-offset';
import { zonedTime } from './zoned-time';

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
    parseISO8601ToEpochMilliSeconds: (text) => parseIso8601(host, text),
    epochMilliSecondsToSeconds: (epochMs) => Math.floor(epochMs / 1000),
    epochMilliSecondsToISO8601: (epochMs) => formatTime(zonedTime(epochMs, 'UTC', 0), "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"),
    epochMilliSecondsToFormatted: (epochMs: number, pattern: string, zone?: string) =>
      formatted(epochMs, pattern, zone),
  };
}

/** A date, `T`, a time with an optional fraction, and `Z` or an offset. */
function parseIso8601(host: RuntimeHost, text: string): number {
  const fraction = /\.(\d{1,9})(?=[Z+-])/.exec(text)?.[1];
  const pattern = ISO8601 + (fraction === undefined ? '' : `.${'S'.repeat(fraction.length)}`) + 'XXXXX';
  return resolveEpochMs(host, parseFields(text, pattern), undefined);
}
