import { decode, encode, ExtData, ExtensionCodec } from '@msgpack/msgpack';
import { type CtyType, parseCtyType } from './cty-type';
import { BigDecimal, isAttributes, isList, isUnknown, UNKNOWN, type Value } from './value';

/** Extension types of Terraform: a plain unknown value, and an unknown value with refinements. */
const UNKNOWN_EXTENSIONS = [0, 12];
const UNKNOWN_VALUE = new ExtData(0, Uint8Array.of(0));

const extensionCodec = new ExtensionCodec();
// Refinements narrow an unknown value; they are a help to conditions and may be ignored.
for (const type of UNKNOWN_EXTENSIONS) extensionCodec.register({ type, encode: () => null, decode: () => UNKNOWN });

/**
 * Decodes a value of `type` as Terraform core sends it.
 * @throws Error naming the path when the bytes do not hold a value of that type.
 */
export function decodeMsgpack(bytes: Uint8Array, type: CtyType): Value {
  return fromWire(decode(bytes, { extensionCodec, useBigInt64: true }), type, 'value');
}

/**
 * Encodes a value for Terraform core. Attributes of an object type that `value` lacks become null.
 * @throws Error naming the path when `value` is not of `type`.
 */
export function encodeMsgpack(value: Value, type: CtyType): Uint8Array {
  return encode(toWire(value, type, 'value'), { extensionCodec, useBigInt64: true });
}

function fromWire(wire: unknown, type: CtyType, path: string): Value {
  if (wire === null || wire === undefined) return null;
  if (wire === UNKNOWN) return UNKNOWN;
  if (type === 'dynamic') {
    if (!Array.isArray(wire) || wire.length !== 2) throw mismatch(path, type, wire);
    const parts: readonly unknown[] = wire;
    const [typeJson, inner] = parts;
    const text = typeJson instanceof Uint8Array ? Buffer.from(typeJson).toString('utf8') : String(typeJson);
    return fromWire(inner, parseCtyType(JSON.parse(text)), path);
  }
  if (type === 'string') {
    if (typeof wire === 'string') return wire;
    throw mismatch(path, type, wire);
  }
  if (type === 'bool') {
    if (typeof wire === 'boolean') return wire;
    throw mismatch(path, type, wire);
  }
  if (type === 'number') return numberFromWire(wire, path);
  switch (type[0]) {
    case 'list':
    case 'set':
      if (!Array.isArray(wire)) throw mismatch(path, type, wire);
      return wire.map((element: unknown, index) => fromWire(element, type[1], `${path}[${index}]`));
    case 'tuple':
      if (!Array.isArray(wire) || wire.length !== type[1].length) throw mismatch(path, type, wire);
      return type[1].map((inner, index) => fromWire(wire[index], inner, `${path}[${index}]`));
    case 'map':
      if (!isRecord(wire)) throw mismatch(path, type, wire);
      return mapValues(wire, (element, key) => fromWire(element, type[1], `${path}.${key}`));
    case 'object':
      if (!isRecord(wire)) throw mismatch(path, type, wire);
      return mapValues(type[1], (inner, name) => fromWire(wire[name], inner, `${path}.${name}`));
  }
}

function numberFromWire(wire: unknown, path: string): Value {
  if (typeof wire === 'number') return wire;
  if (typeof wire === 'bigint') {
    const number = Number(wire);
    return Number.isSafeInteger(number) ? number : new BigDecimal(wire.toString());
  }
  if (typeof wire === 'string') {
    const number = Number(wire);
    return String(number) === wire ? number : new BigDecimal(wire);
  }
  throw mismatch(path, 'number', wire);
}

function toWire(value: Value, type: CtyType, path: string): unknown {
  if (value === null) return null;
  if (isUnknown(value)) return UNKNOWN_VALUE;
  if (type === 'dynamic') {
    const inferred = inferType(value);
    return [Buffer.from(JSON.stringify(inferred)), toWire(value, inferred, path)];
  }
  if (type === 'string' || type === 'bool') {
    if (typeof value === (type === 'bool' ? 'boolean' : 'string')) return value;
    throw mismatch(path, type, value);
  }
  if (type === 'number') {
    if (typeof value === 'number') return value;
    if (value instanceof BigDecimal) return value.text;
    throw mismatch(path, type, value);
  }
  switch (type[0]) {
    case 'list':
    case 'set':
      if (!isList(value)) throw mismatch(path, type, value);
      return value.map((element, index) => toWire(element, type[1], `${path}[${index}]`));
    case 'tuple':
      if (!isList(value) || value.length !== type[1].length) throw mismatch(path, type, value);
      return type[1].map((inner, index) => toWire(value[index] ?? null, inner, `${path}[${index}]`));
    case 'map':
      if (!isAttributes(value)) throw mismatch(path, type, value);
      return mapValues(value, (element, key) => toWire(element, type[1], `${path}.${key}`));
    case 'object': {
      if (!isAttributes(value)) throw mismatch(path, type, value);
      const extra = Object.keys(value).find((name) => !(name in type[1]));
      if (extra !== undefined)
        throw new Error(`${path}: no attribute ${extra}, only ${Object.keys(type[1]).join(', ')}`);
      return mapValues(type[1], (inner, name) => toWire(value[name] ?? null, inner, `${path}.${name}`));
    }
  }
}

function inferType(value: Value): CtyType {
  if (value === null || isUnknown(value)) return 'dynamic';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' || value instanceof BigDecimal) return 'number';
  if (isList(value)) return ['tuple', value.map(inferType)];
  return ['object', mapValues(value, inferType)];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From, key: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)] as const));
}

function mismatch(path: string, type: CtyType, value: unknown): Error {
  const found = Array.isArray(value) ? `a list of ${value.length}` : typeof value;
  return new Error(`${path}: expected ${JSON.stringify(type)}, got ${found}`);
}
