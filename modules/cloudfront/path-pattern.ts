import { type Construct } from 'constructs';
import { requireMatch } from '../validate';

/** Refuses what CloudFront takes for no path pattern. @throws RangeError naming the pattern. */
export function requirePathPattern(scope: Construct, pattern: string): void {
  requireMatch(
    scope,
    'pathPattern',
    pattern,
    /^[/*][A-Za-z0-9_\-.*$/~"'@:+&?]{0,254}$/,
    'at most 255 path characters, * and ?, with / or * first',
  );
}

/** Whether `pattern` fits every path that `other` fits, so that `other` is never reached after it. */
export function covers(pattern: string, other: string): boolean {
  const expression = [...pattern].map((sign) => {
    if (sign === '*') return '.*';
    // A `*` of the other pattern stands for any number of characters: no `?` covers it.
    if (sign === '?') return '[^*]';
    return sign.replace(/[.$+]/, '\\$&');
  });
  return new RegExp(`^${expression.join('')}$`).test(other);
}
