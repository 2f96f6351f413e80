import { type Attributes, type Value } from '../codec/value';
import { type Default } from '../knowledge/knowledge';
import { type BlockSchema } from '../schema/schema';
import { counterpart, mapBlocks } from './blocks';

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
    const value = typeof given === 'function' ? given(config) : given;
    result = apply(schema, result, config, path.split('.'), value);
  }
  return result;
}

function apply(
  schema: BlockSchema,
  planned: Attributes,
  config: Attributes | undefined,
  path: readonly string[],
  value: Value,
): Attributes {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    if ((config?.[name] ?? null) !== null) return planned;
    // What AWS computes keeps its value of before when there is no default.
    if (value === null && !schema.attributes[name]?.defaultOnly) return planned;
    return { ...planned, [name]: value };
  }
  const nested = schema.blocks[name];
  if (!nested) return planned;
  const changed = mapBlocks(planned[name] ?? null, (block, index) =>
    apply(nested.block, block, counterpart(nested, block, index, config?.[name]), rest, value),
  );
  return { ...planned, [name]: changed };
}
