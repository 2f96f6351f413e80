/** A value as the API's JSON writes it: exactly one member is set. Binary is base64 text, numbers are canonical. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: true;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
  readonly L?: readonly AttributeValue[];
  readonly M?: Readonly<Record<string, AttributeValue>>;
}

/** Attributes by name. Never changed once made: an update makes another item. */
export type Item = Readonly<Record<string, AttributeValue>>;

export const attributeTypes = ['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M'] as const;
export type AttributeType = (typeof attributeTypes)[number];

export function typeOf(value: AttributeValue): AttributeType {
  for (const type of attributeTypes) if (value[type] !== undefined) return type;
  throw new TypeError('attribute value: exactly one type must be set, got none');
}

/** The own attribute: an item may well have, or lack, one that is called `constructor`. */
export function attribute(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** Sets an own property whatever its name: assignment to `__proto__` would set no attribute. */
export function setAttribute<T>(target: Record<string, T>, name: string, value: T): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[name] = value;
  }
}

/** A copy that shares nothing with `value`. */
export function copyValue(value: AttributeValue): AttributeValue {
  if (value.L) return { L: value.L.map(copyValue) };
  if (value.M) return { M: copyItem(value.M) };
  if (value.SS) return { SS: [...value.SS] };
  if (value.NS) return { NS: [...value.NS] };
  if (value.BS) return { BS: [...value.BS] };
  return { ...value };
}

export function copyItem(item: Item): Record<string, AttributeValue> {
  const copy: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(item)) setAttribute(copy, name, copyValue(value));
  return copy;
}

/** A value as DynamoDB's messages show it: `{S:text}`. */
export function describeValue(value: AttributeValue): string {
  const type = typeOf(value);
  if (value.L) return `{L:[${value.L.map(describeValue).join(', ')}]}`;
  if (value.M) {
    return `{M:{${Object.entries(value.M)
      .map(([name, member]) => `${name}=${describeValue(member)}`)
      .join(', ')}}}`;
  }
  const set = value.SS ?? value.NS ?? value.BS;
  return `{${type}:${set ? `[${set.join(', ')}]` : (value.S ?? value.N ?? value.B ?? value.BOOL ?? value.NULL)}}`;
}
