import { type BlockSchema } from '../schema/schema';
import { type BlockMessage, type SchemaMessage } from './messages';

const NESTING = { single: 'SINGLE', list: 'LIST', set: 'SET' } as const;

/** A schema as the protocol carries it. */
export function schemaMessage(block: BlockSchema): SchemaMessage {
  return { version: 0, block: blockMessage(block) };
}

function blockMessage(schema: BlockSchema): BlockMessage {
  return {
    attributes: Object.entries(schema.attributes).map(([name, attribute]) => ({
      name,
      type: Buffer.from(JSON.stringify(attribute.type)),
      required: attribute.required,
      optional: attribute.optional,
      computed: attribute.computed,
      sensitive: attribute.sensitive ?? false,
      write_only: attribute.writeOnly ?? false,
    })),
    block_types: Object.entries(schema.blocks).map(([type_name, nested]) => ({
      type_name,
      block: blockMessage(nested.block),
      nesting: NESTING[nested.nesting],
      min_items: nested.minItems,
      max_items: nested.maxItems,
    })),
  };
}
