/** A piece of a java.time pattern: a repeated letter, text to copy, or a part that may be missing when parsing. */
export type PatternToken =
  | { readonly kind: 'field'; readonly letter: string; readonly count: number }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'optional'; readonly tokens: readonly PatternToken[] };

/** Pattern letters understood here; the rest of java.time's need names of zones or eras in many languages. */
const LETTERS = 'GuyYDMLdQqwWEecFaKhHkmsSAnNVzOXxZ';

/** Patterns already read; code uses few of them, and the same ones again and again. */
const parsed = new Map<string, readonly PatternToken[]>();
const MAX_PARSED = 100;
const MAX_PARSED_CHARACTERS = 100;

/**
 * Reads a pattern of java.time's DateTimeFormatter, the syntax AppSync's time helpers name: letters, `'quoted text'`,
 * `''` for a quote, `[optional part]`.
 * @throws Error for an unknown letter, a reserved character, an open quote or a bracket without its pair.
 */
export function parsePattern(pattern: string): readonly PatternToken[] {
  const known = parsed.get(pattern);
  if (known !== undefined) return known;
  const tokens = readPattern(pattern);
  if (parsed.size < MAX_PARSED && pattern.length <= MAX_PARSED_CHARACTERS) parsed.set(pattern, tokens);
  return tokens;
}

function readPattern(pattern: string): readonly PatternToken[] {
  const stack: PatternToken[][] = [[]];
  const fault = (what: string) => new Error(`util.time: format ${JSON.stringify(pattern)} ${what}`);
  for (let at = 0; at < pattern.length;) {
    const character = pattern.charAt(at);
    const tokens = stack.at(-1) ?? [];
    if (/[A-Za-z]/.test(character)) {
      let end = at + 1;
      while (pattern.charAt(end) === character) end += 1;
      if (!LETTERS.includes(character))
        throw fault(`has the unknown letter ${character}; quote it with '' if it is text`);
      tokens.push({ kind: 'field', letter: character, count: end - at });
      at = end;
    } else if (character === "'") {
      const [text, end] = quoted(pattern, at) ?? [];
      if (text === undefined || end === undefined) throw fault(`has a quote at ${at} that is never closed`);
      tokens.push({ kind: 'literal', text });
      at = end;
    } else if (character === '[') {
      stack.push([]);
      at += 1;
    } else if (character === ']') {
      const inner = stack.pop() ?? [];
      const outer = stack.at(-1);
      if (outer === undefined) throw fault('closes a bracket that was not opened');
      outer.push({ kind: 'optional', tokens: inner });
      at += 1;
    } else {
      if ('{}#'.includes(character)) throw fault(`has the reserved character ${character}; quote it with ''`);
      tokens.push({ kind: 'literal', text: character });
      at += 1;
    }
  }
  // java.time closes optional parts that are still open at the end.
  while (stack.length > 1) {
    const inner = stack.pop() ?? [];
    stack.at(-1)?.push({ kind: 'optional', tokens: inner });
  }
  return stack[0] ?? [];
}

/** Quoted text that starts at `start` and where it ends; undefined when it is not closed. */
function quoted(pattern: string, start: number): readonly [string, number] | undefined {
  let text = '';
  for (let at = start + 1; at < pattern.length; at += 1) {
    if (pattern.charAt(at) !== "'") {
      text += pattern.charAt(at);
    } else if (pattern.charAt(at + 1) === "'") {
      text += "'";
      at += 1;
    } else {
      return [text === '' ? "'" : text, at + 1];
    }
  }
  return undefined;
}
