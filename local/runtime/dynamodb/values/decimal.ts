import { validationError } from '../dynamodb-error';

const maxDigits = 38;
const maxExponent = 125;
const minExponent = -130;
// Moves every exponent above zero and keeps it at three digits, so that exponents compare as text.
const exponentBias = 200;
const form = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** sign × d₁.d₂d₃… × 10^exponent; `digits` has no zero at either end and is empty for zero. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

function read(text: string): Decimal {
  const [matched, sign = '', whole = '', fraction = '', power = '0'] = form.exec(text) ?? [];
  if (matched === undefined || whole + fraction === '') {
    throw validationError(`The parameter cannot be converted to a numeric value${text === '' ? '' : `: ${text}`}`);
  }
  const all = whole + fraction;
  const start = all.search(/[1-9]/);
  if (start === -1) return { negative: false, digits: '', exponent: 0 };
  return {
    negative: sign === '-',
    digits: all.slice(start).replace(/0+$/, ''),
    exponent: whole.length - 1 - start + Number(power),
  };
}

function requireInRange(decimal: Decimal): Decimal {
  if (decimal.exponent > maxExponent) {
    throw validationError('Number overflow. Attempting to store a number with magnitude larger than supported range');
  }
  if (decimal.exponent < minExponent) {
    throw validationError('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  }
  if (decimal.digits.length > maxDigits) {
    throw validationError('Attempting to store more than 38 significant digits in a Number');
  }
  return decimal;
}

function print({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
}

/**
 * The number as DynamoDB answers it: plain notation, no needless zeros, at most 38 significant digits.
 * @throws DynamodbError `ValidationException` for text that is no number, too large, too small or too precise
 */
export function canonicalNumber(text: string): string {
  if (/^(?:0|-?[1-9]\d{0,14})$/.test(text)) return text;
  return print(requireInRange(read(text)));
}

/** Text that sorts by code unit as the numbers do. */
export function numberOrderKey(text: string): string {
  const { negative, digits, exponent } = read(text);
  if (digits === '') return '1';
  if (!negative) return `2${exponent + exponentBias}${digits}`;
  const complement = Array.from(digits, (digit) => 9 - Number(digit)).join('');
  // `~` sorts behind every digit: of two negative numbers with a common start the longer one is smaller.
  return `0${999 - exponent - exponentBias}${complement}~`;
}

/** Significant digits, by which DynamoDB counts a number's bytes. */
export function significantDigits(text: string): number {
  return read(text).digits.length;
}

/**
 * `left + right`, or `left - right` with `subtract`, exact.
 * @throws DynamodbError `ValidationException` when the result cannot be kept exactly
 */
export function addNumbers(left: string, right: string, subtract = false): string {
  const [a, b] = [read(left), read(right)];
  const scale = Math.min(lastExponent(a), lastExponent(b));
  const sum = scaled(a, scale) + (subtract ? -scaled(b, scale) : scaled(b, scale));
  return canonicalNumber(`${sum}e${scale}`);
}

function lastExponent({ digits, exponent }: Decimal): number {
  return exponent - Math.max(digits.length - 1, 0);
}

function scaled(decimal: Decimal, scale: number): bigint {
  const magnitude = BigInt(decimal.digits) * 10n ** BigInt(lastExponent(decimal) - scale);
  return decimal.negative ? -magnitude : magnitude;
}
