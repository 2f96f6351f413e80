import { valuesEqual } from '../codec/equal';
import { type Attributes, isAttributes, isList, type Value } from '../codec/value';
import { type BlockSchema, impliedType } from '../schema/schema';

/** Names and indices from the root of an object. */
export type AttributePath = readonly (string | number)[];

/**
 * Where `planned` differs from `prior` in something whose change replaces the object.
 * A difference inside a set, or in the number of blocks, is reported at the set or list.
 * @param forceNew dotted paths
 */
export function requiresReplace(
  schema: BlockSchema,
  prior: Attributes,
  planned: Attributes,
  forceNew: readonly string[],
): readonly AttributePath[] {
  return forceNew.flatMap((path) => differences(schema, prior, planned, path.split('.'), []));
}

function differences(
  schema: BlockSchema,
  prior: Attributes,
  planned: Attributes,
  path: readonly string[],
  at: AttributePath,
): readonly AttributePath[] {
  const [name = '', ...rest] = path;
  const here = [...at, name];
  const before: Value = prior[name] ?? null;
  const after: Value = planned[name] ?? null;
  const attribute = schema.attributes[name];
  if (attribute) return valuesEqual(before, after, attribute.type) ? [] : [here];
  const nested = schema.blocks[name];
  if (!nested) return [];
  if (rest.length > 0 && nested.nesting === 'single' && isAttributes(before) && isAttributes(after)) {
    return differences(nested.block, before, after, rest, here);
  }
  if (
    rest.length > 0 &&
    nested.nesting === 'list' &&
    isList(before) &&
    isList(after) &&
    before.length === after.length
  ) {
    return before.flatMap((block, index) => {
      const other = after[index];
      return isAttributes(block) && isAttributes(other)
        ? differences(nested.block, block, other, rest, [...here, index])
        : [];
    });
  }
  if (rest.length > 0 && nested.nesting === 'set' && isList(before) && isList(after)) {
    const leaves = (blocks: readonly Value[]) => blocks.filter(isAttributes).map((block) => pick(block, rest));
    return valuesEqual(leaves(before), leaves(after), ['set', 'dynamic']) ? [] : [here];
  }
  const inner = impliedType(nested.block);
  const type = nested.nesting === 'single' ? inner : ([nested.nesting, inner] as const);
  return valuesEqual(before, after, type) ? [] : [here];
}

function pick(block: Attributes, path: readonly string[]): Value {
  const [name = '', ...rest] = path;
  const value: Value = block[name] ?? null;
  if (rest.length === 0) return value;
  if (isList(value)) return value.filter(isAttributes).map((inner) => pick(inner, rest));
  return isAttributes(value) ? pick(value, rest) : null;
}
