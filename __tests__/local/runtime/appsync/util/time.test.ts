import { intlZoneOffsetSeconds } from '../../../../../local/runtime/appsync/util/intl-zone-offset';
import { fixedRuntime, GUIDE_NOW_MS } from '../../../../support/appsync-runtime';

/** Tokyo without history, and New York by the rules since 2007: enough regions to test the arithmetic of a clock change. */
function zoneOffsetSeconds(zone: string, epochMs: number): number | undefined {
  if (zone === 'Asia/Tokyo') return 9 * 3600;
  if (zone === 'Australia/Perth') return 8 * 3600;
  if (zone !== 'America/New_York') return undefined;
  const summer = epochMs >= Date.UTC(2024, 2, 10, 7) && epochMs < Date.UTC(2024, 10, 3, 6);
  return (summer ? -4 : -5) * 3600;
}

const { time } = fixedRuntime({ zoneOffsetSeconds }).util;
const NOON_MS = Date.UTC(2024, 1, 29, 12, 5, 9, 7);

describe('the examples of the guide', () => {
  it('tells the time', () => {
    expect(time.nowISO8601()).toBe('2018-02-06T19:01:35.749Z');
    expect(time.nowEpochSeconds()).toBe(1_517_943_695);
    expect(time.nowEpochMilliSeconds()).toBe(GUIDE_NOW_MS);
    expect(time.nowFormatted('yyyy-MM-dd HH:mm:ssZ')).toBe('2018-02-06 19:01:35+0000');
    expect(time.nowFormatted('yyyy-MM-dd HH:mm:ssZ', '+08:00')).toBe('2018-02-07 03:01:35+0800');
    expect(time.nowFormatted('yyyy-MM-dd HH:mm:ssZ', 'Australia/Perth')).toBe('2018-02-07 03:01:35+0800');
  });

  it('converts', () => {
    expect(time.epochMilliSecondsToSeconds(1_517_943_695_758)).toBe(1_517_943_695);
    expect(time.epochMilliSecondsToISO8601(1_517_943_695_758)).toBe('2018-02-06T19:01:35.758Z');
    expect(time.epochMilliSecondsToFormatted(1_517_943_695_758, 'yyyy-MM-dd HH:mm:ssZ')).toBe(
      '2018-02-06 19:01:35+0000',
    );
    expect(time.epochMilliSecondsToFormatted(1_517_943_695_758, 'yyyy-MM-dd HH:mm:ssZ', '+08:00')).toBe(
      '2018-02-07 03:01:35+0800',
    );
  });

  it('parses', () => {
    expect(time.parseISO8601ToEpochMilliSeconds('2018-02-01T17:21:05.180+08:00')).toBe(1_517_476_865_180);
    expect(time.parseFormattedToEpochMilliSeconds('2018-02-02 01:19:22+0800', 'yyyy-MM-dd HH:mm:ssZ')).toBe(
      1_517_505_562_000,
    );
    expect(time.parseFormattedToEpochMilliSeconds('2018-02-02 01:19:22', 'yyyy-MM-dd HH:mm:ss', '+08:00')).toBe(
      1_517_505_562_000,
    );
  });

  it('writes the formats of the AWS scalars', () => {
    const at = Date.UTC(2018, 6, 11, 22, 14, 45);
    expect(time.epochMilliSecondsToFormatted(at, 'yyyy-MM-dd[XXX]', '-07:00:30')).toBe('2018-07-11-07:00');
    expect(time.epochMilliSecondsToFormatted(at, "yyyy-MM-dd'T'HH:mm:ss[XXXXX]", '-07:00:30')).toBe(
      '2018-07-11T15:14:15-07:00:30',
    );
  });
});

describe('formats', () => {
  it.each([
    ['y yy yyyy yyyyy', '2024 24 2024 02024'],
    ['u uu uuuu', '2024 24 2024'],
    ['M MM MMM MMMM MMMMM', '2 02 Feb February F'],
    ['L LLLL', '2 February'],
    ['d dd D DDD', '29 29 60 060'],
    ['Q QQ QQQ QQQQ', '1 01 Q1 1st quarter'],
    ['E EEEE EEEEE', 'Thu Thursday T'],
    ['e eee', '5 Thu'],
    ['Y w W F', '2024 9 5 1'],
    ['G GGGG GGGGG', 'AD Anno Domini A'],
    ['a h hh K H HH k', 'PM 12 12 0 12 12 12'],
    ['m mm s ss', '5 05 9 09'],
    ['S SS SSS SSSSSS', '0 00 007 007000'],
    ['A n N', '43509007 7000000 43509007000000'],
    ["yyyy'T'HH 'o''clock' ''", "2024T12 o'clock '"],
    ['yyyy[-MM[-dd]]', '2024-02-29'],
    ['yyyy/MM/dd, HH.mm', '2024/02/29, 12.05'],
  ])('%j gives %j', (pattern, expected) => {
    expect(time.epochMilliSecondsToFormatted(NOON_MS, pattern)).toBe(expected);
  });

  it.each([
    ['+09:00', 'X XX XXX XXXX XXXXX', '+09 +0900 +09:00 +0900 +09:00'],
    ['UTC', 'X XX XXX x xx xxx', 'Z Z Z +00 +0000 +00:00'],
    ['-03:30', 'X XX XXX', '-0330 -0330 -03:30'],
    ['+01:02:03', 'XXX XXXX XXXXX ZZZZZ', '+01:02 +010203 +01:02:03 +01:02:03'],
    ['+09:00', 'Z ZZZZ ZZZZZ O OOOO', '+0900 GMT+09:00 +09:00 GMT+9 GMT+09:00'],
    ['UTC', 'Z ZZZZ ZZZZZ O', '+0000 GMT Z GMT'],
    ['Asia/Tokyo', 'HH VV', '21 Asia/Tokyo'],
    ['UTC', 'z', 'UTC'],
    ['-03:30', 'O', 'GMT-3:30'],
    ['+01:02:03', 'O OOOO', 'GMT+1:02:03 GMT+01:02:03'],
    ['+10:00', 'O', 'GMT+10'],
  ])('in %s %j gives %j', (zone, pattern, expected) => {
    expect(time.epochMilliSecondsToFormatted(NOON_MS, pattern, zone)).toBe(expected);
  });

  it('counts the week-based year by US weeks, as `YYYY` written for `yyyy` shows', () => {
    expect(time.epochMilliSecondsToFormatted(Date.UTC(2024, 11, 29), 'YYYY w yyyy')).toBe('2025 1 2024');
    expect(time.epochMilliSecondsToFormatted(Date.UTC(2024, 11, 28), 'YYYY w')).toBe('2024 52');
    expect(time.epochMilliSecondsToFormatted(Date.UTC(2023, 0, 1), 'YYYY w e')).toBe('2023 1 1');
  });

  it.each([
    [-1, 'yyyy-MM-dd HH:mm:ss.SSS', '1969-12-31 23:59:59.999'],
    [Date.UTC(12_345, 0, 1), 'yyyy', '+12345'],
    [-62_167_219_200_000, 'yyyy uuuu G', '0001 0000 BC'],
  ])('writes %d as %j', (epochMs, pattern, expected) => {
    expect(time.epochMilliSecondsToFormatted(epochMs, pattern)).toBe(expected);
  });

  it.each([
    ['yyyy-bb', 'unknown letter b'],
    ["yyyy 'open", 'has a quote at 5 that is never closed'],
    ['yyyy]', 'closes a bracket that was not opened'],
    ['{yyyy}', 'reserved character {'],
    ['HHH', 'pattern letter H cannot be repeated 3 times'],
    ['XXXXXX', 'pattern letter X cannot be repeated 6 times'],
    ['SSSSSSSSSS', 'pattern letter S cannot be repeated 10 times'],
    ['V', 'pattern letter V cannot be repeated 1 times'],
  ])('refuses the pattern %j', (pattern, message) => {
    expect(() => time.nowFormatted(pattern)).toThrow(message);
  });

  it('refuses the name of a region, which it does not know, rather than inventing one', () => {
    expect(() => time.nowFormatted('z', 'Asia/Tokyo')).toThrow(
      'name of the zone Asia/Tokyo (letter z) is not known here',
    );
  });
});

describe('regions of the time zone database', () => {
  const region = fixedRuntime({ zoneOffsetSeconds: intlZoneOffsetSeconds }).util.time;

  it.each([
    ['Asia/Tokyo', '2024-02-29T12:00:00Z', '2024-02-29 21:00 +09:00'],
    ['America/New_York', '2024-07-01T12:00:00Z', '2024-07-01 08:00 -04:00'],
    ['America/New_York', '2024-01-01T03:00:00Z', '2023-12-31 22:00 -05:00'],
    ['Europe/London', '1970-01-01T00:00:00Z', '1970-01-01 01:00 +01:00'],
    ['Asia/Kathmandu', '2024-02-29T00:00:00Z', '2024-02-29 05:45 +05:45'],
  ])('in %s %s is %s', (zone, text, expected) => {
    expect(region.epochMilliSecondsToFormatted(Date.parse(text), 'yyyy-MM-dd HH:mm XXX', zone)).toBe(expected);
  });

  it('does not know what the database does not', () => {
    expect(intlZoneOffsetSeconds('Mars/Olympus', 0)).toBeUndefined();
  });
});

describe('zones', () => {
  it.each([
    ['Z', '19'],
    ['GMT', '19'],
    ['UTC+1', '20'],
    ['GMT-02:00', '17'],
    ['+0530', '00'],
    ['+9', '04'],
  ])('takes %s without data', (zone, hour) => {
    expect(fixedRuntime().util.time.nowFormatted('HH', zone)).toBe(hour);
  });

  it('refuses a region it does not know, by host', () => {
    expect(() => time.nowFormatted('HH', 'Mars/Olympus')).toThrow(
      'timezone must be UTC, an offset such as +09:00 or a region of the time zone database, got "Mars/Olympus"',
    );
    expect(() => fixedRuntime().util.time.nowFormatted('HH', 'Asia/Tokyo')).toThrow('(this host knows no regions)');
  });

  it.each(['+18:01', '+19', '+01:60'])('refuses the offset %s', (zone) => {
    expect(() => time.nowFormatted('HH', zone)).toThrow('an offset must be from -18:00 to +18:00');
  });

  it.each([
    ['2024-03-10 01:59', '2024-03-10T06:59:00.000Z'],
    // Skipped by the clock: as far after the change.
    ['2024-03-10 02:30', '2024-03-10T07:30:00.000Z'],
    ['2024-03-10 03:00', '2024-03-10T07:00:00.000Z'],
    // Shown twice: the first.
    ['2024-11-03 01:30', '2024-11-03T05:30:00.000Z'],
    ['2024-11-03 02:00', '2024-11-03T07:00:00.000Z'],
  ])('reads %s in New York as %s', (text, expected) => {
    const epochMs = time.parseFormattedToEpochMilliSeconds(text, 'yyyy-MM-dd HH:mm', 'America/New_York');
    expect(new Date(epochMs).toISOString()).toBe(expected);
  });
});

describe('parsing', () => {
  it.each<[string, string, string]>([
    ['20240229120509', 'yyyyMMddHHmmss', '2024-02-29T12:05:09.000Z'],
    ['20240229120509007', 'yyyyMMddHHmmssSSS', '2024-02-29T12:05:09.007Z'],
    ['29 Feb 2024 12:05 PM', 'd MMM yyyy hh:mm a', '2024-02-29T12:05:00.000Z'],
    ['29 February 2024 12:05 AM', 'd MMMM yyyy h:mm a', '2024-02-29T00:05:00.000Z'],
    ['Thu 29/2/24 7', 'EEE d/M/yy H', '2024-02-29T07:00:00.000Z'],
    ['2024-060T24', "yyyy-DDD'T'k", '2024-02-29T00:00:00.000Z'],
    ['2024-02-29 24:00', 'yyyy-MM-dd HH:mm', '2024-03-01T00:00:00.000Z'],
    ['2024-02-31 00', 'yyyy-MM-dd HH', '2024-02-29T00:00:00.000Z'],
    ['2024-02-29 12', 'yyyy-MM-dd HH[:mm[:ss]]', '2024-02-29T12:00:00.000Z'],
    ['2024-02-29 12:05', 'yyyy-MM-dd HH[:mm[:ss]]', '2024-02-29T12:05:00.000Z'],
    ['+12345-01-01 00', 'yyyy-MM-dd HH', '+012345-01-01T00:00:00.000Z'],
    ['2024-02-29 11PM', 'yyyy-MM-dd Ka', '2024-02-29T23:00:00.000Z'],
  ])('reads %j by %j', (text, pattern, expected) => {
    expect(new Date(time.parseFormattedToEpochMilliSeconds(text, pattern, 'UTC')).toISOString()).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['2024-02-29 12+09', 'yyyy-MM-dd HHX', '2024-02-29T03:00:00.000Z'],
    ['2024-02-29 12-0330', 'yyyy-MM-dd HHX', '2024-02-29T15:30:00.000Z'],
    ['2024-02-29 12Z', 'yyyy-MM-dd HHXXX', '2024-02-29T12:00:00.000Z'],
    ['2024-02-29 12 Asia/Tokyo', 'yyyy-MM-dd HH VV', '2024-02-29T03:00:00.000Z'],
    ['2024-02-29 12 UTC', 'yyyy-MM-dd HH z', '2024-02-29T12:00:00.000Z'],
  ])('takes the zone from %j', (text, pattern, expected) => {
    expect(new Date(time.parseFormattedToEpochMilliSeconds(text, pattern)).toISOString()).toBe(expected);
  });

  it.each<[string, string, string | RegExp]>([
    ['2024-02-29', 'yyyy-MM-dd', 'no hour'],
    ['02-29 10', 'MM-dd HH', 'no year'],
    ['2024 10', 'yyyy HH', 'no month'],
    ['2024-02-29 10', 'yyyy-MM-dd HH', 'no time zone'],
    ['2024-13-01 10Z', 'yyyy-MM-dd HHX', 'month must be from 1 to 12, got 13'],
    ['2024-01-32 10Z', 'yyyy-MM-dd HHX', 'day of month must be from 1 to 31, got 32'],
    ['2024-01-01 24:01Z', 'yyyy-MM-dd HH:mmX', 'hour must be from 0 to 23, got 24'],
    ['2023-366 00Z', 'yyyy-DDD HHX', 'day of year must be from 1 to 365, got 366'],
    ['Fri 2024-02-29 10Z', 'EEE yyyy-MM-dd HHX', 'weekday does not belong to the date'],
    ['2024-2-29 10Z', 'yyyy-MM-dd HHX', 'does not have the format'],
    ['12345-01-01 10Z', 'yyyy-MM-dd HHX', 'does not have the format'],
    ['2024-02-29 10Z ', 'yyyy-MM-dd HHX', 'does not have the format'],
    ['29 FEB 2024 10Z', 'd MMM yyyy HHX', 'does not have the format'],
    ['2024-02-29 10+19', 'yyyy-MM-dd HHX', 'does not have the format'],
    ['9 2024', 'w yyyy', 'pattern letter w cannot be used to parse'],
  ])('refuses %j by %j', (text, pattern, message) => {
    expect(() => time.parseFormattedToEpochMilliSeconds(text, pattern)).toThrow(message);
  });

  it.each<[string, string]>([
    ['2024-02-29T12:05:09Z', '2024-02-29T12:05:09.000Z'],
    ['2024-02-29T12:05Z', '2024-02-29T12:05:00.000Z'],
    ['2024-02-29T12:05:09.1Z', '2024-02-29T12:05:09.100Z'],
    ['2024-02-29T12:05:09.123456789-07:00:30', '2024-02-29T19:05:39.123Z'],
  ])('reads the ISO 8601 text %s', (text, expected) => {
    expect(new Date(time.parseISO8601ToEpochMilliSeconds(text)).toISOString()).toBe(expected);
  });

  it.each(['2024-02-29', '2024-02-29T12:05:09', 'yesterday', '2024-02-29 12:05:09Z', '2024-02-29T12:05:09.Z'])(
    'refuses %j as ISO 8601',
    (text) => {
      expect(() => time.parseISO8601ToEpochMilliSeconds(text)).toThrow('does not have the format');
    },
  );
});
