import { matchesGlob } from '../load-balancing/rules/glob';

/**
 * Whether a path is covered by a behaviour's pattern: `*` is any number of characters, `?` is one, upper and lower case
 * differ, and a leading slash may be missing.
 */
export function pathMatcher(pattern: string): (path: string) => boolean {
  const absolute = pattern.startsWith('/') || pattern.startsWith('*') ? pattern : `/${pattern}`;
  if (absolute === '*' || absolute === '/*') return () => true;
  const head = absolute.slice(0, -1);
  if (absolute.endsWith('*') && !/[*?]/.test(head)) return (path) => path.startsWith(head);
  const tail = absolute.slice(1);
  if (absolute.startsWith('*') && !/[*?]/.test(tail)) return (path) => path.endsWith(tail);
  if (!/[*?]/.test(absolute)) return (path) => path === absolute;
  // A backslash has no meaning of its own here.
  const glob = absolute.replaceAll('\\', '\\\\');
  return (path) => matchesGlob(glob, path);
}
