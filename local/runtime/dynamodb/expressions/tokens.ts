export interface Token {
  readonly kind: 'name' | 'placeholder' | 'value' | 'number' | 'symbol' | 'end' | 'unknown';
  readonly text: string;
  /** Offset of the first character and of the one behind the last. */
  readonly start: number;
  readonly end: number;
}

const pattern =
  /\s*(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<placeholder>#[A-Za-z0-9_]+)|(?<value>:[A-Za-z0-9_]+)|(?<number>\d+)|(?<symbol><>|<=|>=|[=<>()[\],.+-]))/y;
const space = /\s*/y;

function kindOf(groups: Readonly<Record<string, string | undefined>>): Token['kind'] {
  if (groups.name !== undefined) return 'name';
  if (groups.placeholder !== undefined) return 'placeholder';
  if (groups.value !== undefined) return 'value';
  return groups.number === undefined ? 'symbol' : 'number';
}

/** The tokens of an expression, the last of kind `end`. A character that starts no token is of kind `unknown`. */
export function tokenize(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  for (;;) {
    pattern.lastIndex = offset;
    const match = pattern.exec(expression);
    if (match) {
      const text = match[0].trimStart();
      offset = pattern.lastIndex;
      tokens.push({ kind: kindOf(match.groups ?? {}), text, start: offset - text.length, end: offset });
      continue;
    }
    space.lastIndex = offset;
    space.exec(expression);
    offset = space.lastIndex;
    if (offset === expression.length) break;
    tokens.push({ kind: 'unknown', text: expression.charAt(offset), start: offset, end: offset + 1 });
    offset++;
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: expression.length, end: expression.length });
  return tokens;
}
