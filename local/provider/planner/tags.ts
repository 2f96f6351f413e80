import { type Attributes, isAttributes, isUnknown, UNKNOWN, type Value } from '../codec/value';

/** `tags_all`: the tags of the provider block under those of the resource; a tag without a value is none. */
export function mergeTags(defaultTags: Value, tags: Value): Value {
  if (isUnknown(defaultTags) || isUnknown(tags)) return UNKNOWN;
  const merged: Attributes = { ...asMap(defaultTags), ...asMap(tags) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

function asMap(value: Value): Attributes {
  return isAttributes(value) ? value : {};
}
