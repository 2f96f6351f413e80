/**
 * A DynamoDB attribute value as AppSync's helpers write it. Numbers stay numbers (`{ N: 12345 }`, AppSync guide,
 * "DynamoDB helpers") although the published types say string; the data source turns them into DynamoDB's text.
 */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: number }
  | { readonly BOOL: boolean }
  | { readonly NULL: null }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: AttributeMap }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly number[] }
  | { readonly B: string }
  | { readonly BS: readonly string[] };

export type AttributeMap = Readonly<Record<string, AttributeValue>>;

/**
 * `util.dynamodb.toDynamoDB`: strings, numbers, booleans, lists (`L`, never a set) and maps; null and undefined are
 * `{ NULL: null }`. A set made by `toStringSet`, `toNumberSet` or `toBinarySet` of the DynamoDB module stays a set.
 * @throws Error when the value is a function or symbol, which no attribute can hold.
 */
export function toAttributeValue(value: unknown): AttributeValue {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      return { N: value };
    case 'boolean':
      return { BOOL: value };
    case 'undefined':
      return { NULL: null };
    case 'object':
      if (value === null) return { NULL: null };
      if (Array.isArray(value)) return { L: value.map(toAttributeValue) };
      if (isMarkedSet(value)) return value;
      return { M: toAttributeMap(value) };
    case 'bigint':
    case 'symbol':
    case 'function':
      throw new Error(
        `util.dynamodb.toDynamoDB: a value must be a string, number, boolean, null, list or map, got a ${typeof value}`,
      );
  }
}

/** Each property as an attribute value. A property that is undefined is absent, as in JSON. */
export function toAttributeMap(map: object): AttributeMap {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(map)) {
    if (value === undefined) continue;
    const attribute = toAttributeValue(value);
    if (name !== '__proto__') attributes[name] = attribute;
    // An assignment would set the prototype; as any other property it is data.
    else
      Object.defineProperty(attributes, name, {
        value: attribute,
        enumerable: true,
        writable: true,
        configurable: true,
      });
  }
  return attributes;
}

/** The three kinds of set an attribute can hold. */
export type SetValue = Extract<AttributeValue, { SS: unknown } | { NS: unknown } | { BS: unknown }>;

const markedSets = new WeakSet<object>();

/** Remembers `set` as made by a set helper of the module, so that `toAttributeValue` does not take it for a map. */
export function markSet<T extends SetValue>(set: T): T {
  markedSets.add(set);
  return set;
}

/** True for a set made by a set helper of the module, false for a map that merely looks like one. */
export function isMarkedSet(value: object): value is SetValue {
  return markedSets.has(value);
}
