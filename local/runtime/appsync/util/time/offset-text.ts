/** How an offset is written: which parts, whether with colons, and the word for zero. */
export interface OffsetStyle {
  /** `hour`: minutes only when not zero. `minute`: always two parts. `second`: a third part when not zero. */
  readonly parts: 'hour' | 'minute' | 'second';
  readonly colon: boolean;
  readonly zero: string;
}

/**
 * The style of the pattern letters X, x and Z by how often they are repeated (java.time's DateTimeFormatter); undefined
 * for another letter or count.
 */
export function offsetStyle(letter: string, count: number): OffsetStyle | undefined {
  const zero = letter === 'X' ? 'Z' : undefined;
  if (letter === 'Z') {
    if (count <= 3) return { parts: 'minute', colon: false, zero: '+0000' };
    return count === 5 ? { parts: 'second', colon: true, zero: 'Z' } : undefined;
  }
  if (letter !== 'X' && letter !== 'x') return undefined;
  switch (count) {
    case 1:
      return { parts: 'hour', colon: false, zero: zero ?? '+00' };
    case 2:
      return { parts: 'minute', colon: false, zero: zero ?? '+0000' };
    case 3:
      return { parts: 'minute', colon: true, zero: zero ?? '+00:00' };
    case 4:
      return { parts: 'second', colon: false, zero: zero ?? '+0000' };
    case 5:
      return { parts: 'second', colon: true, zero: zero ?? '+00:00' };
    default:
      return undefined;
  }
}

/** `offsetSeconds` in `style`; parts the style has no room for are cut off, as java.time does. */
export function offsetText(offsetSeconds: number, style: OffsetStyle): string {
  const total = Math.abs(offsetSeconds);
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const separator = style.colon ? ':' : '';
  let text = (offsetSeconds < 0 ? '-' : '+') + two(hours);
  if (style.parts !== 'hour' || minutes !== 0) text += separator + two(minutes);
  const showsSeconds = style.parts === 'second' && seconds !== 0;
  if (showsSeconds) text += separator + two(seconds);
  const shownSeconds = hours * 3600 + minutes * 60 + (showsSeconds ? seconds : 0);
  return shownSeconds === 0 ? style.zero : text;
}

/** An offset at the start of `text` in `style`: its seconds and length, or undefined. */
export function parseOffset(text: string, style: OffsetStyle): readonly [number, number] | undefined {
  if (text.startsWith(style.zero)) return [0, style.zero.length];
  const separator = style.colon ? ':' : '';
  const minutes = `${separator}([0-5]\\d)`;
  const tail = {
    hour: `(?:${minutes})?`,
    minute: minutes,
    second: `${minutes}(?:${separator}([0-5]\\d))?`,
  }[style.parts];
  const match = new RegExp(`^([+-])(\\d{2})${tail}`).exec(text);
  if (!match) return undefined;
  const [whole, sign, hourDigits, minuteDigits, secondDigits] = match;
  const seconds = Number(hourDigits) * 3600 + Number(minuteDigits ?? 0) * 60 + Number(secondDigits ?? 0);
  if (seconds > 18 * 3600) return undefined;
  return [sign === '-' ? -seconds : seconds, whole.length];
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
