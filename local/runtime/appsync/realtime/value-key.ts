import { isJsonRecord } from './json-record';

/** A text that two JSON values share exactly when they are equal; the order of an object's keys does not count. */
export function valueKey(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : JSON.stringify(sorted(value) ?? null);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonRecord(value)) return value;
  // A list of pairs in place of the object: no key, `__proto__` included, can collide with anything.
  return {
    o: Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  };
}
