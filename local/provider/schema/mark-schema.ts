import { type AttributeSchema, type BlockSchema, type NestedBlockSchema } from './schema';

/** What knowledge of a type adds to its schema, as dotted paths. */
export interface SchemaMarks {
  readonly sensitive?: readonly string[];
  /** Attributes with a default: Terraform accepts a planned value that the configuration lacks only where it is computed. */
  readonly defaulted?: readonly string[];
  /** Paths that must exist, but leave no mark. */
  readonly named?: readonly string[];
}

/**
 * The schema with its marks.
 * @throws Error naming `type` and the path when a path leads to no attribute.
 */
export function markSchema(schema: BlockSchema, type: string, marks: SchemaMarks): BlockSchema {
  const sensitive = (attribute: AttributeSchema) => ({ ...attribute, sensitive: true });
  let result = schema;
  for (const path of marks.sensitive ?? []) result = change(result, type, path, path.split('.'), sensitive);
  for (const path of marks.defaulted ?? []) result = change(result, type, path, path.split('.'), defaulted);
  for (const path of marks.named ?? []) result = change(result, type, path, path.split('.'), (attribute) => attribute);
  return result;
}

function defaulted(attribute: AttributeSchema): AttributeSchema {
  if (attribute.required) throw new Error('a required attribute takes no default');
  return attribute.computed ? attribute : { ...attribute, computed: true, defaultOnly: true };
}

function change(
  schema: BlockSchema,
  type: string,
  whole: string,
  path: readonly string[],
  edit: (attribute: AttributeSchema) => AttributeSchema,
): BlockSchema {
  const [name = '', ...rest] = path;
  const attribute = schema.attributes[name];
  const nested = schema.blocks[name];
  if (attribute && rest.length === 0) {
    return { ...schema, attributes: { ...schema.attributes, [name]: edit(attribute) } };
  }
  if (nested) {
    // A path may end at a block, for instance one whose change replaces the object.
    const block = rest.length === 0 ? nested.block : change(nested.block, type, whole, rest, edit);
    const marked: NestedBlockSchema = { ...nested, block };
    return { ...schema, blocks: { ...schema.blocks, [name]: marked } };
  }
  const known = [...Object.keys(schema.attributes), ...Object.keys(schema.blocks)].sort().join(', ');
  throw new Error(`knowledge of ${type}: path ${whole}: no ${name} there, only ${known}`);
}
