import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Attributes, UNKNOWN, type Value } from '../../../../local/provider/codec/value';
import { KnowledgeRegistry } from '../../../../local/provider/types/knowledge-registry';
import { type CreateContext, type ResourceKnowledge } from '../../../../local/provider/knowledge/knowledge';
import { ObjectStore } from '../../../../local/provider/objects/object-store';
import { ResourceObjects } from '../../../../local/provider/operations/resource-objects';
import { SchemaCatalogue } from '../../../../local/provider/schema/schema-catalogue';
import { TerraformTypes } from '../../../../local/provider/types/terraform-types';

describe('ResourceObjects', () => {
  const directory = mkdtempSync(join(tmpdir(), 'tristage-resource-objects-'));
  const catalogue = new SchemaCatalogue(join(directory, 'cache'));
  let objectsDirectory: string;
  beforeEach(() => (objectsDirectory = mkdtempSync(join(directory, 'objects-'))));
  afterAll(() => rmSync(directory, { recursive: true }));

  const identity = { accountId: '111122223333', region: 'eu-west-1', partition: 'aws' } as const;
  const TYPE = 'aws_sns_topic';
  const setUp = (knowledge: Partial<ResourceKnowledge>) => {
    const registry = new KnowledgeRegistry([{ resources: [{ type: TYPE, computed: () => ({}), ...knowledge }] }]);
    const types = new TerraformTypes(catalogue, registry);
    const resource = types.resource(TYPE);
    const objects = new ResourceObjects(new ObjectStore(objectsDirectory), types, () => new Date(0));
    const whole = (attributes: Attributes): Attributes => ({
      ...Object.fromEntries(
        Object.entries(resource.schema.attributes).map(([name, { computed }]): [string, Value] => [
          name,
          computed ? UNKNOWN : null,
        ]),
      ),
      ...attributes,
    });
    const create = (attributes: Attributes, where: typeof identity | { readonly region: string } = identity) =>
      objects.create(resource, whole(attributes), { ...identity, ...where });
    return { resource, objects, whole, create };
  };

  it('gives identical objects ids of their own, which an update keeps', () => {
    const { objects, resource, create } = setUp({
      computed: (_, context) => ({ id: context.uniqueId(8), owner: context.uniqueId(4) }),
    });
    const [first, second] = [create({ name: 'a' }), create({ name: 'a' })];
    expect(first.object.attributes.id).not.toBe(second.object.attributes.id);
    const planned = { ...first.object.attributes, display_name: 'A', owner: UNKNOWN };
    const updated = objects.update(resource, first.key, planned, identity);
    expect(updated.object.attributes).toEqual({ ...first.object.attributes, display_name: 'A' });
  });

  it('gives the object before the update to knowledge', () => {
    const priors: (Attributes | undefined)[] = [];
    const { objects, resource, create } = setUp({
      computed: (_: Attributes, context: CreateContext) => {
        priors.push(context.prior);
        return {};
      },
    });
    const { key, object } = create({ name: 'a' });
    objects.update(resource, key, { ...object.attributes, display_name: 'A' }, identity);
    expect(priors).toEqual([undefined, object.attributes]);
  });

  it('makes ids from the deciding attributes alone where knowledge names them', () => {
    const knowledge: Partial<ResourceKnowledge> = {
      identifiedBy: ['name'],
      computed: (_, context) => ({ id: context.uniqueId(8) }),
    };
    const before = setUp(knowledge).create({ name: 'a', display_name: 'monday' }).object.attributes.id;
    objectsDirectory = mkdtempSync(join(directory, 'objects-'));
    expect(setUp(knowledge).create({ name: 'a', display_name: 'tuesday' }).object.attributes.id).toBe(before);
  });

  it('refuses a name that is taken, where it is taken', () => {
    const { create } = setUp({
      uniqueBy: ['name'],
      alreadyExists: ({ name }) => `Topic ${JSON.stringify(name)} exists`,
    });
    create({ name: 'a' });
    expect(() => create({ name: 'a', display_name: 'other' })).toThrow('Topic "a" exists');
    create({ name: 'a' }, { region: 'us-east-1' });
    create({ name: 'b' });
  });

  it.each(['account', 'partition'] as const)(
    'refuses a name that is unique within the %s in any region',
    (uniqueWithin) => {
      const { create, objects, resource } = setUp({ uniqueBy: ['name'], uniqueWithin });
      create({ name: 'a' });
      expect(() => create({ name: 'a' }, { region: 'us-east-1' })).toThrow('EntityAlreadyExists: "a" already exists');
      expect(objects.find(resource, identity, { name: 'a' })).toHaveLength(1);
      expect(objects.find(resource, { ...identity, region: 'us-east-1' }, {})).toEqual([]);
    },
  );

  it('makes another name where AWS makes the name, and collides where knowledge makes the same', () => {
    const { create } = setUp({ uniqueBy: ['name'] });
    const names = [1, 2, 3].map(() => create({ name_prefix: 'p-' }).object.attributes.name);
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^p-\d{26}$/);

    objectsDirectory = mkdtempSync(join(directory, 'objects-'));
    const constant = setUp({ uniqueBy: ['arn'], computed: () => ({ arn: 'arn:same' }) });
    constant.create({ name: 'a' });
    expect(() => constant.create({ name: 'b' })).toThrow('EntityAlreadyExists: "arn:same" already exists');
  });

  it('renames in place unless the new name is taken', () => {
    const { objects, resource, create } = setUp({ uniqueBy: ['name'] });
    const { key, object } = create({ name: 'a' });
    create({ name: 'b' });
    expect(() => objects.update(resource, key, { ...object.attributes, name: 'b' }, identity)).toThrow(
      'already exists',
    );
    const renamed = objects.update(resource, key, { ...object.attributes, name: 'c' }, identity);
    expect(objects.read(resource, key)).toBeUndefined();
    expect(objects.read(resource, renamed.key)?.attributes.name).toBe('c');
    create({ name: 'a' });
  });

  it('refuses the update of an object that is gone', () => {
    const { objects, resource, create } = setUp({});
    const { key, object } = create({ name: 'a' });
    objects.remove(key);
    expect(() => objects.update(resource, key, object.attributes, identity)).toThrow('ResourceNotFoundException');
  });

  it('shows knowledge the other objects of the account and region, not the object itself', () => {
    const { objects, create } = setUp({});
    const { key } = create({ name: 'a' });
    create({ name: 'a', display_name: 'other' });
    create({ name: 'a' }, { region: 'us-east-1' });
    const found = objects.context(identity, key).find(TYPE, { name: 'a' });
    expect(found.map(({ display_name }) => display_name)).toEqual(['other']);
  });

  it('finds by import id: the id, the ARN, the only unique name, or what knowledge says', () => {
    const plain = setUp({ uniqueBy: ['name'], computed: () => ({ id: 'i-1', arn: 'arn:1' }) });
    const { key } = plain.create({ name: 'a' });
    for (const id of ['i-1', 'arn:1', 'a'])
      expect(plain.objects.findByImportId(plain.resource, identity, id)?.key).toBe(key);
    expect(plain.objects.findByImportId(plain.resource, identity, 'b')).toBeUndefined();
    const special = setUp({ uniqueBy: ['name'], importId: (id) => ({ name: id.replace('topic/', '') }) });
    expect(special.objects.findByImportId(special.resource, identity, 'topic/a')?.key).toBe(key);
  });

  it('names type and attribute when knowledge gives what the schema lacks', () => {
    expect(() => setUp({ computed: () => ({ colour: 'red' }) }).create({ name: 'a' })).toThrow(
      'aws_sns_topic: the schema has no attribute colour',
    );
    expect(() => setUp({ forceNew: ['colour'] })).toThrow('knowledge of aws_sns_topic: path colour: no colour there');
  });
});
