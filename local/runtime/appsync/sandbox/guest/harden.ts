/**
 * Freezes everything reachable from `root`, such as the globals, so that resolver code cannot change what a later evaluation finds.
 * `Object.prototype` keeps letting objects have own properties of its names (`constructor`, `toString`): a frozen data
 * property would make such an assignment throw, and data from outside may well hold these names.
 */
export function harden(root: object): void {
  allowOwnProperties(Object.prototype);
  const pending: object[] = [root];
  const seen = new Set<object>();
  for (let object = pending.pop(); object !== undefined; object = pending.pop()) {
    if (seen.has(object)) continue;
    seen.add(object);
    for (const next of neighboursOf(object)) pending.push(next);
    Object.freeze(object);
  }
}

function neighboursOf(object: object): object[] {
  const values: unknown[] = [Object.getPrototypeOf(object)];
  for (const key of Reflect.ownKeys(object)) {
    const property = Object.getOwnPropertyDescriptor(object, key);
    for (const part of Object.values(property ?? {})) values.push(part);
  }
  return values.filter(isObject);
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function allowOwnProperties(prototype: object): void {
  for (const key of Reflect.ownKeys(prototype)) {
    const property = Object.getOwnPropertyDescriptor(prototype, key);
    if (property === undefined || !('value' in property)) continue;
    const value: unknown = property.value;
    Object.defineProperty(prototype, key, {
      enumerable: false,
      configurable: false,
      get: () => value,
      set(this: object, next: unknown) {
        Object.defineProperty(this, key, { value: next, enumerable: true, writable: true, configurable: true });
      },
    });
  }
}
