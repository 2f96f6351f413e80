import { type Attributes, UNKNOWN } from '../../../../local/provider/codec/value';
import { resolveUnknown, withoutUnknown } from '../../../../local/provider/planner/unknowns';
import { type AttributeSchema, type BlockSchema } from '../../../../local/provider/schema/schema';

const computed: AttributeSchema = { type: 'string', computed: true, optional: false, required: false };
const schema: BlockSchema = {
  attributes: { id: computed, name: computed, list: { ...computed, type: ['list', 'string'] } },
  blocks: {
    rule: {
      nesting: 'list',
      minItems: 0,
      maxItems: 0,
      block: { attributes: { id: computed, port: computed }, blocks: {} },
    },
  },
};

describe('resolveUnknown', () => {
  const planned = {
    id: UNKNOWN,
    name: 'given',
    list: UNKNOWN,
    rule: [
      { id: UNKNOWN, port: '1' },
      { id: UNKNOWN, port: '2' },
    ],
  };

  it('takes what is given for what is unknown, at any depth, and keeps what is known', () => {
    const given: Attributes = { id: 'x', name: 'other', rule: [{ id: 'r0', port: '9' }, { id: 'r1' }] };
    expect(resolveUnknown(schema, planned, given, 'aws_x')).toEqual({
      id: 'x',
      name: 'given',
      list: [],
      rule: [
        { id: 'r0', port: '1' },
        { id: 'r1', port: '2' },
      ],
    });
  });

  it('gives the empty value of the type where nothing is given', () => {
    expect(resolveUnknown(schema, planned, {}, 'aws_x')).toMatchObject({ id: null, list: [] });
    expect(resolveUnknown(schema, { ...planned, rule: UNKNOWN }, {}, 'aws_x').rule).toEqual([]);
  });

  it('takes the whole value that is given for one known in part', () => {
    const given = { list: ['a', 'b'] };
    expect(resolveUnknown(schema, { ...planned, list: ['a', UNKNOWN] }, given, 'aws_x').list).toEqual(['a', 'b']);
  });

  it('refuses what is not of the schema', () => {
    expect(() => resolveUnknown(schema, planned, { colour: 'red' }, 'aws_x')).toThrow(
      'aws_x: the schema has no attribute colour',
    );
    expect(() => resolveUnknown(schema, planned, { rule: [{ colour: 'red' }] }, 'aws_x')).toThrow(
      'aws_x.rule[0]: the schema has no attribute colour',
    );
    expect(() => resolveUnknown(schema, planned, { list: 'x' }, 'aws_x')).toThrow(
      'aws_x.list: expected ["list","string"]',
    );
    expect(() => resolveUnknown(schema, { ...planned, list: [UNKNOWN] }, {}, 'aws_x')).toThrow(
      'aws_x.list: partly unknown in the plan and not given at apply',
    );
  });
});

describe('withoutUnknown', () => {
  it('gives null for each unknown part', () => {
    expect(withoutUnknown({ a: UNKNOWN, b: [UNKNOWN, 'x'], c: { d: UNKNOWN } })).toEqual({
      a: null,
      b: [null, 'x'],
      c: { d: null },
    });
  });
});
