import { type CtyType } from '../codec/cty-type';
import { canonicalJson } from '../codec/json';
import { type Attributes, isAttributes, isList, isUnknown, type Value } from '../codec/value';
import { type BlockSchema, type NestedBlockSchema } from '../schema/schema';

/**
 * The value of a nested block with each block in it changed. A wholly unknown or absent value stays as it is.
 * @param change gets the block and its index
 */
export function mapBlocks(value: Value, change: (block: Attributes, index: number) => Attributes): Value {
  if (isList(value)) {
    return value.map((element, index) => (isAttributes(element) ? change(element, index) : element));
  }
  return isAttributes(value) ? change(value, 0) : value;
}

/**
 * The block of `others` that belongs to `block`: in lists the one at the same index, in sets the one that agrees in
 * all that both set.
 */
export function counterpart(
  nested: NestedBlockSchema,
  block: Attributes,
  index: number,
  others: Value | undefined,
): Attributes | undefined {
  if (nested.nesting === 'single') return isAttributes(others) ? others : undefined;
  if (!isList(others)) return undefined;
  if (nested.nesting === 'list') {
    const other = others[index];
    return isAttributes(other) ? other : undefined;
  }
  return others.filter(isAttributes).find((other) => agrees(nested.block, block, other));
}

function agrees(schema: BlockSchema, left: Attributes, right: Attributes): boolean {
  for (const [name, { computed }] of Object.entries(schema.attributes)) {
    const one: Value = left[name] ?? null;
    const other: Value = right[name] ?? null;
    const isOpen = computed && (one === null || other === null || isUnknown(one) || isUnknown(other));
    if (!isOpen && canonicalJson(one) !== canonicalJson(other)) return false;
  }
  return Object.entries(schema.blocks).every(([name, nested]) => {
    const [ones, others] = [blocksOf(left[name]), blocksOf(right[name])];
    return (
      ones.length === others.length &&
      ones.every((one, index) => counterpart(nested, one, index, right[name]) !== undefined) &&
      (nested.nesting !== 'list' || ones.every((one, index) => agrees(nested.block, one, others[index] ?? {})))
    );
  });
}

function blocksOf(value: Value | undefined): readonly Attributes[] {
  if (isList(value)) return value.filter(isAttributes);
  return isAttributes(value) ? [value] : [];
}

/** What a computed attribute is when AWS gives nothing: an empty collection, else null. */
export function emptyOf(type: CtyType): Value {
  if (typeof type === 'string') return null;
  if (type[0] === 'map') return {};
  return type[0] === 'list' || type[0] === 'set' ? [] : null;
}
