import { MONTHS, nameOf, WEEKDAYS } from './names';
import { offsetStyle, offsetText } from './offset-text';
import { parsePattern, type PatternToken } from './pattern';
import { weekFields } from './week';
import { type ZonedTime } from './zoned-time';

/**
 * `time` in a java.time pattern, with English names. Optional parts are always written.
 * @throws Error for a pattern that cannot be read or a letter repeated more often than it may be.
 */
export function formatTime(time: ZonedTime, pattern: string): string {
  return written(parsePattern(pattern), time);
}

function written(tokens: readonly PatternToken[], time: ZonedTime): string {
  return tokens
    .map((token) => {
      if (token.kind === 'literal') return token.text;
      if (token.kind === 'optional') return written(token.tokens, time);
      return field(token.letter, token.count, time);
    })
    .join('');
}

function field(letter: string, count: number, time: ZonedTime): string {
  switch (letter) {
    case 'G':
      return eraText(time.year > 0, count);
    case 'u':
      return yearText(time.year, count);
    case 'y':
      return yearText(time.year > 0 ? time.year : 1 - time.year, count);
    case 'Y':
      return yearText(weekFields(time).weekBasedYear, count);
    case 'D':
      return padded(time.dayOfYear, count, 3, letter);
    case 'M':
    case 'L':
      return count < 3 ? padded(time.month, count, 2, letter) : nameOf(MONTHS, time.month - 1, count);
    case 'd':
      return padded(time.day, count, 2, letter);
    case 'Q':
    case 'q':
      return quarter(Math.ceil(time.month / 3), count);
    case 'w':
      return padded(weekFields(time).weekOfYear, count, 2, letter);
    case 'W':
      return padded(weekFields(time).weekOfMonth, count, 1, letter);
    case 'E':
      return nameOf(WEEKDAYS, time.weekday - 1, count);
    case 'e':
    case 'c':
      return count < 3
        ? padded(weekFields(time).dayOfWeek, count, 2, letter)
        : nameOf(WEEKDAYS, time.weekday - 1, count);
    case 'F':
      return padded(((time.day - 1) % 7) + 1, count, 1, letter);
    case 'a':
      return time.hour < 12 ? 'AM' : 'PM';
    case 'H':
      return padded(time.hour, count, 2, letter);
    case 'k':
      return padded(time.hour === 0 ? 24 : time.hour, count, 2, letter);
    case 'K':
      return padded(time.hour % 12, count, 2, letter);
    case 'h':
      return padded(time.hour % 12 === 0 ? 12 : time.hour % 12, count, 2, letter);
    case 'm':
      return padded(time.minute, count, 2, letter);
    case 's':
      return padded(time.second, count, 2, letter);
    case 'S':
      if (count > 9) throw tooMany(letter, count);
      return String(time.millisecond).padStart(3, '0').padEnd(9, '0').slice(0, count);
    case 'A':
      return String(milliOfDay(time)).padStart(count, '0');
    case 'n':
      return String(time.millisecond * 1_000_000).padStart(count, '0');
    case 'N':
      return String(milliOfDay(time) * 1_000_000).padStart(count, '0');
    default:
      return zoneField(letter, count, time);
  }
}

function zoneField(letter: string, count: number, { zoneId, offsetSeconds }: ZonedTime): string {
  if (letter === 'V' && count === 2) return zoneId;
  if (letter === 'z') {
    if (!zoneId.includes('/')) return zoneId;
    throw new Error(`util.time: the name of the zone ${zoneId} (letter z) is not known here; use VV or XXX`);
  }
  if (letter === 'O' || (letter === 'Z' && count === 4)) return localizedOffset(offsetSeconds, count === 4);
  const style = offsetStyle(letter, count);
  if (style) return offsetText(offsetSeconds, style);
  throw tooMany(letter, count);
}

/** `GMT`, `GMT+8`, `GMT+8:30` or, in full, `GMT+08:00`. */
function localizedOffset(offsetSeconds: number, full: boolean): string {
  if (offsetSeconds === 0) return 'GMT';
  const text = offsetText(offsetSeconds, { parts: 'second', colon: true, zero: '' });
  return `GMT${full ? text : text.replace(/^([+-])0/, '$1').replace(/^([+-]\d+):00$/, '$1')}`;
}

/** Two letters cut the century off, four and more write a sign beyond their width. */
function yearText(year: number, count: number): string {
  if (count === 2) return String(((year % 100) + 100) % 100).padStart(2, '0');
  const digits = String(Math.abs(year));
  const sign = year < 0 ? '-' : count >= 4 && digits.length > count ? '+' : '';
  return sign + digits.padStart(count, '0');
}

function quarter(number: number, count: number): string {
  if (count < 3) return String(number).padStart(count, '0');
  if (count === 3) return `Q${number}`;
  return count === 4 ? `${number}${['st', 'nd', 'rd', 'th'][number - 1] ?? ''} quarter` : String(number);
}

function padded(value: number, count: number, most: number, letter: string): string {
  if (count > most) throw tooMany(letter, count);
  return String(value).padStart(count, '0');
}

function tooMany(letter: string, count: number): Error {
  return new Error(`util.time: pattern letter ${letter} cannot be repeated ${count} times`);
}

function eraText(common: boolean, count: number): string {
  if (count === 4) return common ? 'Anno Domini' : 'Before Christ';
  const short = common ? 'AD' : 'BC';
  return count === 5 ? short.charAt(0) : short;
}

function milliOfDay({ hour, minute, second, millisecond }: ZonedTime): number {
  return ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
}
