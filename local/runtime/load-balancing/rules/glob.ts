/** A pattern's parts: a character as it is, `*` for any characters, `?` for exactly one. */
type Part = string | typeof anyCharacters | typeof oneCharacter;

const anyCharacters = Symbol('*');
const oneCharacter = Symbol('?');

/**
 * Whether `pattern` covers all of `text`: `*` is any number of characters, `?` is one, and a backslash takes the meaning
 * from the next. Upper and lower case differ. The time grows with the product of both lengths at most.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const parts = parse(pattern);
  let at = 0;
  let part = 0;
  // Where the last `*` was and how much of the text it has taken.
  let star = -1;
  let taken = 0;
  while (at < text.length) {
    const current = parts[part];
    if (current === anyCharacters) {
      star = part++;
      taken = at;
    } else if (current === oneCharacter || current === text[at]) {
      part++;
      at++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++taken;
    } else {
      return false;
    }
  }
  while (parts[part] === anyCharacters) part++;
  return part === parts.length;
}

function parse(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    if (character === '*') parts.push(anyCharacters);
    else if (character === '?') parts.push(oneCharacter);
    else if (character === '\\' && index + 1 < pattern.length) parts.push(pattern.charAt(++index));
    else parts.push(character);
  }
  return parts;
}
