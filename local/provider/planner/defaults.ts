import { type Attributes, isUnknown, type Value } from '../codec/value';
import { type Default } from '../knowledge/knowledge';
import { type BlockSchema } from '../schema/schema';
import { counterpart, mapBlocks } from './blocks';
import { hasUnknown } from './unknowns';

/** A default for one configuration. */
interface Decided {
  readonly value: Value;
  /** Whether AWS decides it, or a part of it, at create. */
  readonly isDecidedAtCreate: boolean;
}

/**
 * `planned` with the defaults of attributes that the configuration leaves unset.
 * @param schema with the marks of knowledge
 */
export function withDefaults(
  schema: BlockSchema,
  planned: Attributes,
  config: Attributes,
  defaults: Readonly<Record<string, Default>>,
): Attributes {
  let result = planned;
  for (const [path, given] of Object.entries(defaults)) {
    result = apply(schema, result, config, path.split('.'), decide(given, config));
  }
  return result;
}

function decide(given: Default, config: Attributes): Decided {
  const value = typeof given === 'function' ? given(config) : given;
  const isUndecided = typeof given === 'function' && isUnknown(value);
  return { value, isDecidedAtCreate: !isUndecided && hasUnknown(value) };
}

function apply(
  schema: BlockSchema,
  planned: Attributes,
  config: Attributes | undefined,
  path: readonly string[],
  decided: Decided,
): Attributes {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    if ((config?.[name] ?? null) !== null) return planned;
    // What AWS computes keeps its value of before when there is no default.
    if (decided.value === null && !schema.attributes[name]?.defaultOnly) return planned;
    if (decided.isDecidedAtCreate && (planned[name] ?? null) !== null) return planned;
    return { ...planned, [name]: decided.value };
  }
  const nested = schema.blocks[name];
  if (!nested) return planned;
  const changed = mapBlocks(planned[name] ?? null, (block, index) =>
    apply(nested.block, block, counterpart(nested, block, index, config?.[name]), rest, decided),
  );
  return { ...planned, [name]: changed };
}
