import { canonicalJson } from '../../codec/json';
import { type Attributes, type Value, isAttributes, isList, isUnknown } from '../knowledge';

/** The attribute as a string; `undefined` when it is unset, unknown or something else. */
export function text(attributes: Attributes, name: string): string | undefined {
  const value = attributes[name];
  return typeof value === 'string' ? value : undefined;
}

/** The attribute as a number; `undefined` when it is unset, unknown or something else. */
export function integer(attributes: Attributes, name: string): number | undefined {
  const value = attributes[name];
  return typeof value === 'number' ? value : undefined;
}

/** The strings in a list or set; unknown elements are left out. Empty when it is unset or unknown. */
export function texts(attributes: Attributes, name: string): readonly string[] {
  const value = attributes[name];
  return isList(value) ? value.filter((element) => typeof element === 'string') : [];
}

/** The nested blocks of that name, whether it is a list, a set or a single block; unknown blocks are left out. */
export function blocks(attributes: Attributes, name: string): readonly Attributes[] {
  const value = attributes[name];
  if (isAttributes(value)) return [value];
  return isList(value) ? value.filter(isAttributes) : [];
}

/** Whether the configuration sets it to something: null, unknown, an empty list and an empty map are not. */
export function isSet(value: Value | undefined): boolean {
  if (value === undefined || value === null || isUnknown(value)) return false;
  if (isList(value)) return value.length > 0;
  if (isAttributes(value)) return Object.keys(value).length > 0;
  return true;
}

/** Whether the attribute, or an element of it, is unknown: a rule about what is missing cannot be judged yet. */
export function hasUnknown(attributes: Attributes, ...names: readonly string[]): boolean {
  return names.some((name) => {
    const value = attributes[name];
    return isUnknown(value) || (isList(value) && value.some(isUnknown));
  });
}

/** Whether the plan changes any of the attributes or blocks; one that it leaves unknown may change, so it counts. */
export function isChanged(prior: Attributes, planned: Attributes, ...names: readonly string[]): boolean {
  return names.some((name) => canonicalJson(prior[name] ?? null) !== canonicalJson(planned[name] ?? null));
}

/** `values` in each block of that name which the plan has: what AWS fills inside them. Empty when there is none. */
export function inBlocks(planned: Attributes, name: string, values: Attributes): Attributes {
  const count = blocks(planned, name).length;
  return count === 0 ? {} : { [name]: Array.from({ length: count }, () => values) };
}
