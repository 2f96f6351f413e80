import { valueFromJson } from '../codec/json';
import { type Attributes, isAttributes, isList, isUnknown, UNKNOWN, type Value } from '../codec/value';
import { impliedType, type BlockSchema } from '../schema/schema';
import { counterpart, emptyOf, mapBlocks } from './blocks';

/** `planned` with unknown for every computed attribute that has no value yet, in blocks that `prior` does not have. */
export function markUnknown(schema: BlockSchema, planned: Attributes, prior: Attributes | undefined): Attributes {
  const result: Record<string, Value> = { ...planned };
  for (const [name, attribute] of Object.entries(schema.attributes)) {
    const isOpen = attribute.computed && !attribute.defaultOnly && (planned[name] ?? null) === null;
    if (isOpen && prior === undefined) result[name] = UNKNOWN;
  }
  for (const [name, nested] of Object.entries(schema.blocks)) {
    result[name] = mapBlocks(planned[name] ?? null, (block, index) =>
      markUnknown(nested.block, block, counterpart(nested, block, index, prior?.[name])),
    );
  }
  return result;
}

/**
 * `planned` with each value that is unknown, wholly or in part, replaced by the one given, else by the empty value of its type.
 * @param given may hold only names of the schema; values for what is known in `planned` are not used
 * @throws Error naming `where` and the attribute when a given value is not of the schema, or is missing for one that is known in part.
 */
export function resolveUnknown(schema: BlockSchema, planned: Attributes, given: Attributes, where: string): Attributes {
  for (const name of Object.keys(given)) {
    if (!schema.attributes[name] && !schema.blocks[name])
      throw new Error(`${where}: the schema has no attribute ${name}`);
  }
  const result: Record<string, Value> = { ...planned };
  for (const [name, attribute] of Object.entries(schema.attributes)) {
    const value = planned[name] ?? null;
    if (hasUnknown(value)) {
      // Terraform itself refuses a whole value that contradicts the part which was planned.
      if (!isUnknown(value) && (given[name] ?? null) === null) {
        throw new Error(`${where}.${name}: partly unknown in the plan and not given at apply`);
      }
      const known = valueFromJson(given[name] ?? null, attribute.type, `${where}.${name}`);
      result[name] = known ?? emptyOf(attribute.type);
    }
  }
  for (const [name, nested] of Object.entries(schema.blocks)) {
    const value = planned[name] ?? null;
    const givenBlocks = given[name] ?? null;
    if (isUnknown(value)) {
      result[name] = valueFromJson(
        givenBlocks ?? [],
        [nested.nesting === 'set' ? 'set' : 'list', impliedType(nested.block)],
        where,
      );
      continue;
    }
    result[name] = mapBlocks(value, (block, index) => {
      const inner = isList(givenBlocks) ? givenBlocks[index] : givenBlocks;
      return resolveUnknown(nested.block, block, isAttributes(inner) ? inner : {}, `${where}.${name}[${index}]`);
    });
  }
  return result;
}

/** `attributes` with null for every unknown part. */
export function withoutUnknown(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, nullUnknown(value)] as const));
}

function nullUnknown(value: Value): Value {
  if (isUnknown(value)) return null;
  if (isList(value)) return value.map(nullUnknown);
  return isAttributes(value) ? withoutUnknown(value) : value;
}

/** Whether the value or any part of it is unknown. */
export function hasUnknown(value: Value): boolean {
  if (isUnknown(value)) return true;
  if (isList(value)) return value.some(hasUnknown);
  return isAttributes(value) && Object.values(value).some(hasUnknown);
}
