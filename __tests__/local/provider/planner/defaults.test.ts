import { type Attributes, UNKNOWN, type Value } from '../../../../local/provider/codec/value';
import { type Default } from '../../../../local/provider/knowledge/knowledge';
import { withDefaults } from '../../../../local/provider/planner/defaults';
import { type AttributeSchema, type BlockSchema } from '../../../../local/provider/schema/schema';

const either: AttributeSchema = { type: 'string', computed: true, optional: true, required: false };
const schema: BlockSchema = {
  attributes: { kind: either, expires: either, parts: { ...either, type: ['list', 'string'] } },
  blocks: {
    rule: { nesting: 'list', minItems: 0, maxItems: 0, block: { attributes: { note: either }, blocks: {} } },
  },
};
const none = { kind: null, expires: null, parts: null, rule: [] };
const planned = (given: Default, prior: Attributes = {}, config: Attributes = {}): Value =>
  withDefaults(schema, { ...none, ...prior, ...config }, { ...none, ...config }, { expires: given }).expires ?? null;

describe('a default that AWS decides at create', () => {
  it('is unknown until there is a value, which then stays', () => {
    expect(planned(UNKNOWN)).toBe(UNKNOWN);
    expect(planned(UNKNOWN, { expires: 'monday' })).toBe('monday');
    expect(planned(UNKNOWN, { expires: 'monday' }, { expires: 'friday' })).toBe('friday');
  });

  it('may be known in part', () => {
    const inPart = () => ['known', UNKNOWN];
    const partsOf = (prior: Attributes) =>
      withDefaults(schema, { ...none, ...prior }, none, { parts: inPart }).parts ?? null;
    expect(partsOf({})).toEqual(['known', UNKNOWN]);
    expect(partsOf({ parts: ['known', 'later'] })).toEqual(['known', 'later']);
  });

  it('stays in each block', () => {
    const blocks = [{ note: 'kept' }, { note: null }];
    const result = withDefaults(
      schema,
      { ...none, rule: blocks },
      { ...none, rule: [{ note: null }, { note: null }] },
      { 'rule.note': UNKNOWN },
    );
    expect(result.rule).toEqual([{ note: 'kept' }, { note: UNKNOWN }]);
  });
});

describe('a default that follows from the configuration', () => {
  const given = ({ kind = null }: Attributes): Value => (kind === UNKNOWN ? UNKNOWN : `of ${JSON.stringify(kind)}`);

  it('is unknown while what it follows from is, also where there was a value', () => {
    expect(planned(given, { expires: 'of "a"' }, { kind: UNKNOWN })).toBe(UNKNOWN);
    expect(planned(given, { expires: 'of "a"' }, { kind: 'b' })).toBe('of "b"');
  });
});
