/**
 * Whether a status code means healthy.
 * @param matcher codes and ranges, such as `200`, `200-299` or `200,302`
 * @throws RangeError when `matcher` is none
 */
export function statusMatcher(matcher: string): (status: number) => boolean {
  const ranges = matcher.split(',').map((entry) => {
    const [, from, to = from] = /^\s*(\d{3})(?:-(\d{3}))?\s*$/.exec(entry) ?? [];
    if (from === undefined) {
      throw new RangeError(`health check: matcher must be codes and ranges such as 200,202-299, got ${matcher}`);
    }
    return { from: Number(from), to: Number(to) };
  });
  return (status) => ranges.some(({ from, to }) => from <= status && status <= to);
}
