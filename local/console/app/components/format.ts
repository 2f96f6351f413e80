const timeFormat = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
});

/** `14:03:07.250` in the reader's time zone. */
export function timeOf(epochMs: number): string {
  return timeFormat.format(epochMs);
}

/** `0`, `0.4`, `12`, `1,340` */
export function formatRate(perSecond: number): string {
  return perSecond.toLocaleString('en', { maximumFractionDigits: perSecond < 10 ? 1 : 0 });
}

/** `0.8 ms`, `42 ms`, `1.2 s` */
export function formatMs(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`;
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

/** `0 %`, `97.5 %`, `100 %`; never `100 %` for less than all */
export function formatPercent(part: number): string {
  return `${(Math.floor(part * 1000) / 10).toLocaleString('en', { maximumFractionDigits: 1 })} %`;
}

/** `1 node`, `2 nodes` */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `8 s`, `12 min`, `2 h 5 min`, `3 d 4 h` */
export function formatUptime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
