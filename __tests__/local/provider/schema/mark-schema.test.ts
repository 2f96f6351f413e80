import { markSchema } from '../../../../local/provider/schema/mark-schema';
import { type BlockSchema } from '../../../../local/provider/schema/schema';

const optional = { type: 'string', computed: false, optional: true, required: false } as const;
const schema: BlockSchema = {
  attributes: {
    name: { ...optional, required: true, optional: false },
    key: optional,
    arn: { ...optional, computed: true },
  },
  blocks: {
    rule: { nesting: 'set', minItems: 0, maxItems: 0, block: { attributes: { action: optional }, blocks: {} } },
  },
};

describe('markSchema', () => {
  it('marks attributes at any depth and leaves the rest', () => {
    const marked = markSchema(schema, 'aws_x', { sensitive: ['key', 'rule.action'], named: ['rule'] });
    expect(marked.attributes.key).toEqual({ ...optional, sensitive: true });
    expect(marked.blocks.rule?.block.attributes.action).toEqual({ ...optional, sensitive: true });
    expect(marked.attributes.name).toEqual(schema.attributes.name);
  });

  it('makes an attribute with a default computed, and remembers that AWS computes nothing', () => {
    const { attributes } = markSchema(schema, 'aws_x', { defaulted: ['key', 'arn'] });
    expect(attributes.key).toEqual({ ...optional, computed: true, defaultOnly: true });
    expect(attributes.arn).toEqual(schema.attributes.arn);
  });

  it('refuses a path that leads nowhere and a default for what is required', () => {
    expect(() => markSchema(schema, 'aws_x', { named: ['rule.colour'] })).toThrow(
      'knowledge of aws_x: path rule.colour: no colour there, only action',
    );
    expect(() => markSchema(schema, 'aws_x', { defaulted: ['name'] })).toThrow('a required attribute takes no default');
  });
});
