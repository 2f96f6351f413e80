/** Character classes by Java's POSIX names, as the inside of a JavaScript class; ASCII only, as in Java. */
const POSIX_CLASSES: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7F',
  Alpha: 'a-zA-Z',
  Digit: '0-9',
  Alnum: 'a-zA-Z0-9',
  Punct: '!-/:-@\\[-`{-~',
  Graph: '!-~',
  Print: ' -~',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  XDigit: '0-9a-fA-F',
  Space: ' \\t\\n\\x0B\\f\\r',
};

/**
 * `util.matches`: whether the whole of `text` has the form `pattern`, a regular expression of java.util.regex.Pattern.
 * @throws Error when the pattern is invalid or uses what JavaScript cannot express (possessive quantifiers, atomic groups).
 */
export function matches(pattern: string, text: string): boolean {
  const { source, flags } = translate(pattern);
  return new RegExp(`^(?:${source})$`, `u${flags}`).test(text);
}

/** A Java pattern as the source and flags of a JavaScript one (with flag `u`: both count code points). */
function translate(pattern: string): { readonly source: string; readonly flags: string } {
  const inline = /^\(\?([ims]+)\)/.exec(pattern);
  let source = '';
  let inClass = false;
  let afterQuantifier = false;
  for (let at = inline?.[0].length ?? 0; at < pattern.length;) {
    const [text, length] =
      pattern.charAt(at) === '\\' ? translateEscape(pattern, at, inClass) : [pattern.charAt(at), 1];
    if (!inClass && ((text === '+' && afterQuantifier) || pattern.startsWith('(?>', at))) {
      throw new Error(`util.matches: possessive quantifiers and atomic groups are not supported here, got ${pattern}`);
    }
    afterQuantifier = !inClass && /^[*+?}]$/.test(text);
    if (text === '[') inClass = true;
    else if (text === ']') inClass = false;
    source += text;
    at += length;
  }
  return { source, flags: inline?.[1] ?? '' };
}

/** The escape at `at` and how much of the pattern it takes. */
function translateEscape(pattern: string, at: number, inClass: boolean): readonly [string, number] {
  const next = pattern.charAt(at + 1);
  if (next === 'Q') {
    const end = pattern.indexOf('\\E', at + 2);
    const text = pattern.slice(at + 2, end < 0 ? pattern.length : end);
    return [text.replace(/[\\^$.*+?()[\]{}|/-]/g, (special) => escaped(special)), text.length + (end < 0 ? 2 : 4)];
  }
  if (next === 'A') return ['^', 2];
  if (next === 'z' || next === 'Z') return ['$', 2];
  if (next === 'h') return [inClass ? ' \\t\\xA0' : '[ \\t\\xA0]', 2];
  const posix = /^\\([pP])\{([A-Za-z]+)\}/.exec(pattern.slice(at));
  const members = posix?.[2] === undefined ? undefined : POSIX_CLASSES[posix[2]];
  if (posix && members !== undefined) {
    const negated = posix[1] === 'P';
    if (inClass && negated) throw new Error(`util.matches: ${posix[0]} inside [ ] is not supported here`);
    return [inClass ? members : `[${negated ? '^' : ''}${members}]`, posix[0].length];
  }
  return /[A-Za-z0-9]/.test(next) ? [`\\${next}`, 2] : [escaped(next), 2];
}

/** A character that stands for itself; `u` mode allows a backslash before syntax characters only. */
function escaped(character: string): string {
  if (/[\^$\\.*+?()[\]{}|/]/.test(character)) return `\\${character}`;
  return character === '-' ? '\\x2D' : character;
}
