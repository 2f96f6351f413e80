import { MONTHS, WEEKDAYS } from './names';
import { offsetStyle, parseOffset } from './offset-text';
import { parsePattern, type PatternToken } from './pattern';

/** What a text said, by pattern letter (`h`, `K`, `k` apart from `H`); names are already numbers. */
export type ParsedFields = ReadonlyMap<string, number | string>;

/**
 * Reads `text` by a java.time pattern with English names, upper and lower case as written; the whole text must match.
 * @throws Error naming the text and pattern when it does not.
 */
export function parseFields(text: string, pattern: string): ParsedFields {
  const fields = new Map<string, number | string>();
  const end = readTokens(parsePattern(pattern), text, 0, fields);
  if (end === text.length) return fields;
  throw new Error(`util.time: ${JSON.stringify(text)} does not have the format ${JSON.stringify(pattern)}`);
}

/** Reads each token in turn; undefined when one does not match. */
function readTokens(
  tokens: readonly PatternToken[],
  text: string,
  start: number,
  fields: Map<string, number | string>,
): number | undefined {
  let at = start;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'literal') {
      if (!text.startsWith(token.text, at)) return undefined;
      at += token.text.length;
    } else if (token.kind === 'optional') {
      const inner = new Map<string, number | string>();
      const end = readTokens(token.tokens, text, at, inner);
      if (end !== undefined) {
        for (const [letter, value] of inner) fields.set(letter, value);
        at = end;
      }
    } else {
      const rest = text.slice(at);
      const length = readField(token.letter, token.count, rest, adjacentDigits(tokens.slice(index + 1)), fields);
      if (length === undefined) return undefined;
      at += length;
    }
  }
  return at;
}

/** Digits that the numbers of fixed width right behind a field need for themselves. */
function adjacentDigits(following: readonly PatternToken[]): number {
  let digits = 0;
  for (const token of following) {
    if (token.kind !== 'field' || !isFixedNumber(token.letter, token.count)) break;
    digits += token.count;
  }
  return digits;
}

function isFixedNumber(letter: string, count: number): boolean {
  if (letter === 'S') return true;
  return (
    (('uyMLdDHkKhmsQqn'.includes(letter) && count === 2) || (letter === 'D' && count === 3)) && !isText(letter, count)
  );
}

function isText(letter: string, count: number): boolean {
  return letter === 'E' || letter === 'a' || ('MLQq'.includes(letter) && count > 2);
}

/** Reads one field from the start of `text`, stores it under its letter and answers its length. */
function readField(
  letter: string,
  count: number,
  text: string,
  reserved: number,
  fields: Map<string, number | string>,
): number | undefined {
  const store = (key: string, value: number | string, length: number) => {
    fields.set(key, value);
    return length;
  };
  switch (letter) {
    case 'u':
    case 'y': {
      const year = readYear(text, count, reserved);
      return year && store('y', year[0], year[1]);
    }
    case 'M':
    case 'L': {
      const month = count > 2 ? readName(MONTHS, count, text) : readNumber(text, count, 2, reserved);
      return month && store('M', month[0], month[1]);
    }
    case 'E': {
      const weekday = readName(WEEKDAYS, count, text);
      return weekday && store('E', weekday[0], weekday[1]);
    }
    case 'a':
      return text.startsWith('AM') ? store('a', 0, 2) : text.startsWith('PM') ? store('a', 12, 2) : undefined;
    case 'S': {
      const digits = new RegExp(`^\\d{${count}}`).exec(text)?.[0];
      return digits === undefined ? undefined : store('S', Number(digits.padEnd(3, '0').slice(0, 3)), count);
    }
    case 'd':
    case 'H':
    case 'k':
    case 'K':
    case 'h':
    case 'm':
    case 's':
    case 'D': {
      const number = readNumber(text, count, letter === 'D' ? 3 : 2, reserved);
      return number && store(letter, number[0], number[1]);
    }
    case 'V':
    case 'z': {
      const zone = /^(?:[A-Za-z]+(?:[/_+-][A-Za-z0-9_+-]+)*|[+-]\d{2}(?::?\d{2}){0,2})/.exec(text)?.[0];
      return zone === undefined ? undefined : store('zone', zone, zone.length);
    }
    default: {
      const style = offsetStyle(letter, count);
      if (style === undefined) throw new Error(`util.time: pattern letter ${letter} cannot be used to parse`);
      const offset = parseOffset(text, style);
      return offset && store('offset', offset[0], offset[1]);
    }
  }
}

/** Two letters mean 2000 to 2099; four and more mean exactly as many digits, or more behind a `+`. */
function readYear(text: string, count: number, reserved: number): readonly [number, number] | undefined {
  if (count === 2) {
    const digits = /^\d{2}/.exec(text)?.[0];
    return digits === undefined ? undefined : [2000 + Number(digits), 2];
  }
  if (count < 4) return readNumber(text, 1, 9, reserved);
  const match = new RegExp(`^(?:\\+(?=\\d{${count + 1}})\\d{1,9}|-\\d{${count},9}|\\d{${count}})`).exec(text);
  return match ? [Number(match[0]), match[0].length] : undefined;
}

/** One letter means as many digits as there are up to `most`, more letters exactly that many. */
function readNumber(
  text: string,
  count: number,
  most: number,
  reserved: number,
): readonly [number, number] | undefined {
  const run = /^\d*/.exec(text)?.[0] ?? '';
  const width = count > 1 ? count : Math.min(most, run.length - reserved);
  if (width < 1 || width > run.length) return undefined;
  return [Number(run.slice(0, width)), width];
}

function readName(names: readonly string[], count: number, text: string): readonly [number, number] | undefined {
  const shown = names.map((name) => (count === 4 ? name : name.slice(0, 3)));
  const index = shown.findIndex((name) => text.startsWith(name));
  return index < 0 ? undefined : [index + 1, shown[index]?.length ?? 0];
}
