import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Attributes, isAttributes, isList, type Value } from '../../local/provider/codec/value';
import { DataSourceService } from '../../local/provider/operations/data-source-service';
import { Refused } from '../../local/provider/protocol/diagnostics';
import { loadKnowledge } from '../../local/provider/types/knowledge-registry';
import { ObjectStore } from '../../local/provider/objects/object-store';
import { counterpart, mapBlocks } from '../../local/provider/planner/blocks';
import { type Plan } from '../../local/provider/planner/plan';
import { type ProviderConfiguration } from '../../local/provider/operations/provider-configuration';
import { type KeyedObject, ResourceObjects } from '../../local/provider/operations/resource-objects';
import { ResourceService } from '../../local/provider/operations/resource-service';
import { type BlockSchema } from '../../local/provider/schema/schema';
import { SchemaCatalogue } from '../../local/provider/schema/schema-catalogue';
import { TerraformTypes } from '../../local/provider/types/terraform-types';

const root = mkdtempSync(join(tmpdir(), 'tristage-knowledge-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const types = new TerraformTypes(new SchemaCatalogue(join(root, 'schema')), loadKnowledge());
export const accountId = '111122223333';

/** The account of a rehearsal as the provider's services see it, without Terraform: a fresh object store for each. */
export class RehearsedAccount {
  readonly #objects: ResourceObjects;
  readonly #configuration: ProviderConfiguration;
  readonly #keys = new Map<Attributes, KeyedObject['key']>();

  constructor({ region = 'eu-west-1', now = new Date('2030-01-15T10:20:30Z') } = {}) {
    this.#objects = new ResourceObjects(new ObjectStore(mkdtempSync(join(root, 'objects-'))), types, () => now);
    this.#configuration = { identity: { accountId, region, partition: 'aws' }, defaultTags: null };
  }

  get #service(): ResourceService {
    return new ResourceService(this.#objects);
  }

  /** The attributes after plan and apply. @throws Refused as the provider refuses. */
  create(type: string, config: Attributes): Attributes {
    const whole = complete(types.resource(type).schema, config);
    const { planned } = this.#service.plan(
      types.resource(type),
      { prior: undefined, proposed: whole, config: whole },
      this.#configuration,
    );
    const { key, object } = this.#service.create(types.resource(type), planned, whole, this.#configuration);
    this.#keys.set(object.attributes, key);
    return object.attributes;
  }

  /** The plan of a later run; with an unchanged configuration it must equal `prior`. */
  plan(type: string, prior: Attributes, config: Attributes): Plan {
    const { schema } = types.resource(type);
    const whole = complete(schema, config);
    const proposed = proposedNew(schema, prior, whole);
    return this.#service.plan(types.resource(type), { prior, proposed, config: whole }, this.#configuration);
  }

  /** The attributes after an update in place. */
  update(type: string, prior: Attributes, config: Attributes): Attributes {
    const whole = complete(types.resource(type).schema, config);
    const { planned } = this.plan(type, prior, config);
    const key = this.#keys.get(prior);
    return this.#service.update(types.resource(type), key, planned, whole, this.#configuration).object.attributes;
  }

  destroy(type: string, prior: Attributes): void {
    this.#service.destroy(types.resource(type), this.#keys.get(prior), prior, this.#configuration);
  }

  /** What validate says, one line each: `attribute: summary detail`; empty when it accepts the configuration. */
  refusals(type: string, config: Attributes): readonly string[] {
    const resource = types.resource(type);
    return refusalsOf(() =>
      this.#service.validate(resource, complete(resource.schema, config), this.#configuration.identity),
    );
  }

  read(type: string, config: Attributes): Attributes {
    const source = types.dataSource(type);
    const service = new DataSourceService(this.#objects, types);
    return service.read(source, complete(source.schema, config), this.#configuration);
  }
}

/** The refusals that `action` ends with, one line each: `attribute: summary detail`; empty when it succeeds. */
export function refusalsOf(action: () => unknown): readonly string[] {
  try {
    action();
    return [];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.refusals.map(({ attribute, summary, detail }) =>
      `${attribute.join('.')}: ${summary} ${detail}`.trim(),
    );
  }
}

/** A configuration as Terraform sends it: with null for what is unset, and empty lists for absent blocks. */
function complete(schema: BlockSchema, config: Attributes): Attributes {
  const result: Record<string, Value> = { ...config };
  for (const name of Object.keys(config)) {
    if (!schema.attributes[name] && !schema.blocks[name])
      throw new Error(`no attribute or block ${name} in the schema`);
  }
  for (const name of Object.keys(schema.attributes)) result[name] ??= null;
  for (const [name, nested] of Object.entries(schema.blocks)) {
    const absent = nested.nesting === 'single' ? null : [];
    result[name] = mapBlocks(config[name] ?? absent, (block) => complete(nested.block, block));
  }
  return result;
}

/** Terraform core's proposal: computed attributes that the configuration leaves out keep their prior value. */
function proposedNew(schema: BlockSchema, prior: Attributes | undefined, config: Attributes): Attributes {
  const result: Record<string, Value> = { ...config };
  for (const [name, { computed }] of Object.entries(schema.attributes)) {
    if (computed && (config[name] ?? null) === null) result[name] = prior?.[name] ?? null;
  }
  for (const [name, nested] of Object.entries(schema.blocks)) {
    result[name] = mapBlocks(config[name] ?? null, (block, index) =>
      proposedNew(nested.block, counterpart(nested, block, index, prior?.[name]), block),
    );
  }
  return result;
}

/** The block at `index` of a list or set of blocks. */
export function blockAt(attributes: Attributes, name: string, index = 0): Attributes {
  const value = attributes[name];
  const block = isList(value) ? value[index] : value;
  if (!isAttributes(block ?? null) || block === undefined || !isAttributes(block))
    throw new Error(`no block ${name}[${index}]`);
  return block;
}

/** The attribute as a string. */
export function textAt(attributes: Attributes, name: string): string {
  const value = attributes[name];
  if (typeof value !== 'string') throw new Error(`${name} must be a string, got ${typeof value}`);
  return value;
}
