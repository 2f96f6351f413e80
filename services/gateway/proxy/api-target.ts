/** A target under `/api/`, taken apart. */
export interface ApiTarget {
  /** The first segment, as sent. */
  readonly service: string;
  /** What follows it: `''`, or a path that starts with `/`, with the query. */
  readonly rest: string;
}

/** Takes `/api/<service>…` apart; undefined for any other target. */
export function readApiTarget(target: string): ApiTarget | undefined {
  if (!target.startsWith('/api/')) return undefined;
  let end = 5;
  while (end < target.length) {
    const code = target.charCodeAt(end);
    if (code === 0x2f || code === 0x3f) break;
    end += 1;
  }
  return end === 5 ? undefined : { service: target.slice(5, end), rest: target.slice(end) };
}

/**
 * Whether the path of `rest` has a segment `.` or `..`, also written with `%2e`, or set off by `%2f`, `%5c`: an upstream that
 * resolves it would serve a path that was not asked for here.
 */
export function hasDotSegment(rest: string): boolean {
  if (!rest.includes('.') && !rest.includes('%')) return false;
  const query = rest.indexOf('?');
  const path = (query === -1 ? rest : rest.slice(0, query)).replace(/%2e/gi, '.');
  return path.split(/\/|%2f|%5c/i).some((segment) => segment === '.' || segment === '..');
}
