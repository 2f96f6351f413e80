const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * `RuntimeHost.zoneOffsetSeconds` from the time zone data of the JavaScript engine: seconds east of UTC in `zone` at
 * `epochMs`, undefined when it knows no such zone. The machine's own zone and locale have no part in it. For hosts with
 * `Intl` (Node); a sandbox without it calls this from outside.
 */
export function intlZoneOffsetSeconds(zone: string, epochMs: number): number | undefined {
  const format = formatOf(zone);
  if (format === undefined) return undefined;
  const parts = new Map(format.formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return Math.round((local - Math.floor(epochMs / 1000) * 1000) / 1000);
}

function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
    return format;
  } catch (error) {
    // The one thing a RangeError says here is that the zone is unknown.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
