import { type Attributes, UNKNOWN } from '../../../../local/provider/codec/value';
import { planChange, type PlanRequest } from '../../../../local/provider/planner/plan';
import { markSchema } from '../../../../local/provider/schema/mark-schema';
import { type AttributeSchema, type BlockSchema } from '../../../../local/provider/schema/schema';

const optional: AttributeSchema = { type: 'string', computed: false, optional: true, required: false };
const computed: AttributeSchema = { ...optional, computed: true, optional: false };
const either: AttributeSchema = { ...optional, computed: true };
const map: AttributeSchema = { ...optional, type: ['map', 'string'] };

const rule: BlockSchema = { attributes: { port: optional, id: computed, note: optional }, blocks: {} };
const raw: BlockSchema = {
  attributes: {
    name: optional,
    size: optional,
    owner: either,
    arn: computed,
    version: computed,
    region: either,
    secret: { ...optional, writeOnly: true },
    tags: map,
    tags_all: { ...map, computed: true },
  },
  blocks: {
    listed: { nesting: 'list', minItems: 0, maxItems: 0, block: rule },
    grouped: { nesting: 'set', minItems: 0, maxItems: 0, block: rule },
  },
};
const knowledge = {
  defaults: { size: 'small', 'listed.note': 'none', 'grouped.note': 'none' },
  forceNew: ['name', 'listed.port', 'grouped'],
  updatesComputed: ['version'],
};
const schema = markSchema(raw, 'aws_x', { defaulted: Object.keys(knowledge.defaults) });

const empty = {
  ...Object.fromEntries(Object.keys(raw.attributes).map((name) => [name, null])),
  listed: [],
  grouped: [],
};
const plan = (change: Partial<PlanRequest> & { readonly config: Attributes }) =>
  planChange({
    schema,
    knowledge,
    prior: undefined,
    proposed: { ...empty, ...change.config },
    region: 'eu-west-1',
    defaultTags: null,
    ...change,
    config: { ...empty, ...change.config },
  });

describe('planChange of a create', () => {
  it('leaves unknown what AWS gives, and nothing else', () => {
    expect(plan({ config: { name: 'a' } }).planned).toEqual({
      ...empty,
      name: 'a',
      size: 'small',
      owner: UNKNOWN,
      arn: UNKNOWN,
      version: UNKNOWN,
      region: 'eu-west-1',
      tags_all: {},
    });
  });

  it('keeps what is configured, also where AWS could give it or a default exists', () => {
    const config = { owner: 'me', size: 'large', region: 'us-east-1' };
    expect(plan({ config }).planned).toMatchObject(config);
  });

  it('does not put a default over an unknown value', () => {
    expect(plan({ config: { size: UNKNOWN } }).planned.size).toBe(UNKNOWN);
  });

  it('gives defaults and unknowns to each nested block', () => {
    const blocks = [
      { port: '1', id: null, note: null },
      { port: '2', id: null, note: 'mine' },
    ];
    const expected = [
      { port: '1', id: UNKNOWN, note: 'none' },
      { port: '2', id: UNKNOWN, note: 'mine' },
    ];
    expect(plan({ config: { listed: blocks, grouped: blocks } }).planned).toMatchObject({
      listed: expected,
      grouped: expected,
    });
  });

  it('leaves an unknown collection of blocks unknown', () => {
    expect(plan({ config: { listed: UNKNOWN } }).planned.listed).toBe(UNKNOWN);
  });

  it('merges tags under those of the resource; unknown tags make all unknown', () => {
    const defaultTags = { Stage: 'stg', Service: 'mesh' };
    expect(plan({ config: { tags: { Stage: 'own', None: null } }, defaultTags }).planned.tags_all).toEqual({
      Stage: 'own',
      Service: 'mesh',
    });
    expect(plan({ config: { tags: UNKNOWN }, defaultTags }).planned.tags_all).toBe(UNKNOWN);
    expect(plan({ config: { tags: { A: UNKNOWN } }, defaultTags }).planned.tags_all).toEqual({
      ...defaultTags,
      A: UNKNOWN,
    });
  });

  it('never holds a write-only value', () => {
    expect(plan({ config: { secret: 's' } }).planned.secret).toBeNull();
  });
});

describe('planChange of an update', () => {
  const block = (port: string, id: string) => ({ port, id, note: 'none' });
  const prior: Attributes = {
    ...empty,
    name: 'a',
    size: 'small',
    owner: 'them',
    arn: 'arn:a',
    version: '1',
    region: 'eu-west-1',
    tags_all: {},
    listed: [block('1', 'l1')],
    grouped: [block('1', 'g1'), block('2', 'g2')],
  };
  const config = {
    name: 'a',
    listed: [{ port: '1', id: null, note: null }],
    grouped: [
      { port: '1', id: null, note: null },
      { port: '2', id: null, note: null },
    ],
  };
  const update = (change: Attributes, proposed: Attributes = {}) =>
    plan({ prior, config: { ...config, ...change }, proposed: { ...prior, ...change, ...proposed } });

  it('changes nothing when nothing changed, whatever the order of a set', () => {
    expect(update({})).toEqual({ planned: prior, requiresReplace: [] });
    expect(update({}, { grouped: [block('2', 'g2'), block('1', 'g1')] }).planned).toBe(prior);
  });

  it('leaves unknown only what AWS changes with every update', () => {
    expect(update({ tags: { A: '1' } }).planned).toEqual({
      ...prior,
      tags: { A: '1' },
      tags_all: { A: '1' },
      version: UNKNOWN,
    });
  });

  it('returns to the default when an argument is removed', () => {
    const changed = { ...prior, size: 'large', listed: [{ ...block('1', 'l1'), note: 'mine' }] };
    const { planned } = plan({ prior: changed, config, proposed: changed });
    expect(planned).toMatchObject({ size: 'small', listed: [block('1', 'l1')] });
  });

  it('leaves unknown what AWS gives to a block that is new', () => {
    const fresh = { port: '3', id: null, note: null };
    const { planned } = update(
      { listed: [...config.listed, fresh], grouped: [...config.grouped, fresh] },
      { listed: [block('1', 'l1'), fresh], grouped: [block('1', 'g1'), fresh, block('2', 'g2')] },
    );
    const added = { port: '3', id: UNKNOWN, note: 'none' };
    expect(planned.listed).toEqual([block('1', 'l1'), added]);
    expect(planned.grouped).toEqual([block('1', 'g1'), added, block('2', 'g2')]);
  });

  it('leaves unknown what knowledge says this update changes, and refuses a name that the schema lacks', () => {
    const updatesComputed = (before: Attributes, planned: Attributes) =>
      before.size === planned.size ? [] : [planned.size === 'odd' ? 'colour' : 'version'];
    const change = (changed: Attributes) =>
      plan({
        knowledge: { ...knowledge, updatesComputed },
        prior,
        config: { ...config, ...changed },
        proposed: { ...prior, ...changed },
      }).planned.version;
    expect(change({ tags: { A: '1' } })).toBe('1');
    expect(change({ size: 'large' })).toBe(UNKNOWN);
    expect(() => change({ size: 'odd' })).toThrow('updatesComputed: the schema has no attribute colour');
  });

  it('replaces where an attribute or block forces it, and says where', () => {
    expect(update({ size: 'large' }).requiresReplace).toEqual([]);
    expect(update({ name: 'b' }).requiresReplace).toEqual([['name']]);
    expect(update({ name: UNKNOWN }).requiresReplace).toEqual([['name']]);
    expect(update({ listed: [block('9', 'l1')] }).requiresReplace).toEqual([['listed', 0, 'port']]);
    expect(update({ listed: [] }).requiresReplace).toEqual([['listed']]);
    expect(update({ grouped: [block('1', 'g1')] }).requiresReplace).toEqual([['grouped']]);
  });

  it('replaces a resource whose region changes', () => {
    const moved = plan({ prior, config, proposed: prior, region: 'us-east-1' });
    expect(moved.planned.region).toBe('us-east-1');
    expect(moved.requiresReplace).toEqual([['region']]);
  });
});
