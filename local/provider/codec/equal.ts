import { type CtyType } from './cty-type';
import { canonicalJson } from './json';
import { isAttributes, isList, isUnknown, type Value } from './value';

/** Whether two values of `type` are the same: sets without regard to order, an unknown only like another unknown. */
export function valuesEqual(left: Value, right: Value, type: CtyType): boolean {
  if (left === right) return true;
  if (left === null || right === null || isUnknown(left) || isUnknown(right)) return false;
  if (typeof type !== 'string' && isList(left) && isList(right)) {
    if (left.length !== right.length) return false;
    if (type[0] === 'set') return setsEqual(left, right, type[1]);
    return left.every((element, index) =>
      valuesEqual(element, right[index] ?? null, type[0] === 'list' ? type[1] : 'dynamic'),
    );
  }
  if (typeof type !== 'string' && isAttributes(left) && isAttributes(right)) {
    const names = new Set([...Object.keys(left), ...Object.keys(right)]);
    return [...names].every((name) => {
      // A map with a null element differs from one without; an object never lacks an attribute.
      if (type[0] === 'map' && !(name in left && name in right)) return false;
      const inner = type[0] === 'map' ? type[1] : type[0] === 'object' ? type[1][name] : undefined;
      return valuesEqual(left[name] ?? null, right[name] ?? null, inner ?? 'dynamic');
    });
  }
  return canonicalJson(left) === canonicalJson(right);
}

function setsEqual(left: readonly Value[], right: readonly Value[], type: CtyType): boolean {
  const rest = [...right];
  return left.every((element) => {
    const index = rest.findIndex((other) => valuesEqual(element, other, type));
    if (index === -1) return false;
    rest.splice(index, 1);
    return true;
  });
}
