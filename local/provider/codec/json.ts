import { type CtyType } from './cty-type';
import { BigDecimal, isAttributes, isList, isUnknown, UNKNOWN, type Value } from './value';

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Marks a number that a double cannot hold while it passes through `JSON`, which would round it. */
const BIG = '\u0000number:';
const QUOTED_BIG = /"\\u0000number:([^"]*)"/g;

/** Parses JSON text, keeping every digit of its numbers. */
export function parseJson(text: string): unknown {
  const quoted = text.replace(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') || isExact(token) ? token : JSON.stringify(`${BIG}${token}`),
  );
  return JSON.parse(quoted, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(BIG) ? new BigDecimal(value.slice(BIG.length)) : value,
  );
}

/**
 * JSON text of a wholly known value or a tree that holds such, indented by two spaces.
 * @throws Error when a part is unknown.
 */
export function stringifyJson(tree: unknown): string {
  const text = JSON.stringify(
    tree,
    (key, value: unknown) => {
      if (value instanceof BigDecimal) return `${BIG}${value.text}`;
      if (value === UNKNOWN) throw new Error(`json: ${key} is unknown: only known values can be stored`);
      return value;
    },
    2,
  );
  return text.replace(QUOTED_BIG, '$1');
}

/**
 * A parsed JSON tree as a value of `type`: what Terraform keeps in state, and what the object store keeps.
 * Attributes that the tree lacks become null; attributes that the type lacks are dropped, as the AWS provider does
 * with those that an older version had.
 * @throws Error naming the path when a part is not of its type.
 */
export function valueFromJson(tree: unknown, type: CtyType, path: string): Value {
  if (tree === null || tree === undefined) return null;
  if (type === 'dynamic') {
    if (isTree(tree) && 'type' in tree && 'value' in tree) return plainValue(tree.value, path);
    throw new Error(`${path}: expected {"value", "type"} of a dynamic value, got ${typeof tree}`);
  }
  if (type === 'string' && typeof tree === 'string') return tree;
  if (type === 'bool' && typeof tree === 'boolean') return tree;
  if (type === 'number' && (typeof tree === 'number' || tree instanceof BigDecimal)) return tree;
  if (typeof type !== 'string') {
    if (Array.isArray(tree)) {
      const elements: readonly unknown[] = tree;
      if (type[0] === 'list' || type[0] === 'set') {
        return elements.map((element, index) => valueFromJson(element, type[1], `${path}[${index}]`));
      }
      if (type[0] === 'tuple') {
        return type[1].map((inner, index) => valueFromJson(elements[index], inner, `${path}[${index}]`));
      }
    } else if (isTree(tree)) {
      const kept = type[0] === 'map' ? Object.keys(tree) : type[0] === 'object' ? Object.keys(type[1]) : undefined;
      if (kept) {
        const inner = (name: string) =>
          type[0] === 'map' ? type[1] : type[0] === 'object' ? type[1][name] : undefined;
        return Object.fromEntries(
          kept.map((name) => [name, valueFromJson(tree[name], inner(name) ?? 'dynamic', `${path}.${name}`)] as const),
        );
      }
    }
  }
  throw new Error(`${path}: expected ${JSON.stringify(type)}, got ${Array.isArray(tree) ? 'a list' : typeof tree}`);
}

/** A string that is equal for equal values, whatever the order of their keys. Unknown parts are equal to each other. */
export function canonicalJson(value: Value): string {
  if (isUnknown(value)) return '?';
  if (value instanceof BigDecimal) return value.text;
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isAttributes(value)) {
    const names = Object.keys(value).sort();
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] ?? null)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** A parsed JSON tree as a value without a type: its lists may stand for sets. @throws Error for what JSON does not have. */
export function plainValue(tree: unknown, path: string): Value {
  if (tree === null || typeof tree === 'string' || typeof tree === 'boolean' || typeof tree === 'number') return tree;
  if (tree instanceof BigDecimal) return tree;
  if (Array.isArray(tree)) return tree.map((element: unknown, index) => plainValue(element, `${path}[${index}]`));
  if (isTree(tree)) {
    return Object.fromEntries(
      Object.entries(tree).map(([name, inner]) => [name, plainValue(inner, `${path}.${name}`)] as const),
    );
  }
  throw new Error(`${path}: not a JSON value: ${typeof tree}`);
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof BigDecimal);
}

function isExact(literal: string): boolean {
  const number = Number(literal);
  if (String(number) === literal) return true;
  return Number.isFinite(number) && literal.replace(/[^\d]/g, '').length <= 15;
}
