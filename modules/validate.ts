import { Token } from 'cdktf';
import { type Construct } from 'constructs';

/**
 * Rejects an integer prop outside `min` to `max`, both inclusive. Tokens pass: the provider checks them at apply.
 * @throws RangeError naming the construct path, the prop, the range and the value.
 */
export function requireIntegerBetween(scope: Construct, prop: string, value: number, min: number, max: number): void {
  if (Token.isUnresolved(value)) return;
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new RangeError(`${scope.node.path}: ${prop} must be an integer from ${min} to ${max}, got ${value}`);
}

/**
 * Rejects a string prop that does not match. Tokens pass.
 * @param allowed what a valid value is, in words
 * @throws RangeError naming the construct path, the prop, what is allowed and the value.
 */
export function requireMatch(scope: Construct, prop: string, value: string, pattern: RegExp, allowed: string): void {
  if (Token.isUnresolved(value) || pattern.test(value)) return;
  throw new RangeError(`${scope.node.path}: ${prop} must be ${allowed}, got "${value}"`);
}
