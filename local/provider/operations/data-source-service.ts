import { canonicalJson, valueFromJson } from '../codec/json';
import { type CtyType } from '../codec/cty-type';
import { type Attributes, isAttributes, isList, type Value } from '../codec/value';
import { refusal, Refused } from '../protocol/diagnostics';
import { type Identity, RefusedError } from '../knowledge/knowledge';
import { emptyOf } from '../planner/blocks';
import { type ProviderConfiguration } from './provider-configuration';
import { type ResourceObjects } from './resource-objects';
import { type DataSourceType, type TerraformTypes } from '../types/terraform-types';

/** Attributes of a data source that do not select an object. */
const NOT_SELECTING = ['filter', 'region', 'tags', 'timeouts'];

/** Answers data sources: by what is known of them, else by the one object in the store that they describe. */
export class DataSourceService {
  constructor(
    private readonly objects: ResourceObjects,
    private readonly types: TerraformTypes,
  ) {}

  /** @throws Refused when nothing, or more than one object, matches. */
  read(source: DataSourceType, config: Attributes, configuration: ProviderConfiguration): Attributes {
    const own = config.region;
    const identity = typeof own === 'string' ? { ...configuration.identity, region: own } : configuration.identity;
    const given = source.knowledge ? this.#known(source, config, identity) : this.#matching(source, config, identity);
    return complete(source, config, given, identity);
  }

  #known({ knowledge }: DataSourceType, config: Attributes, identity: Identity): Attributes {
    try {
      return knowledge?.read(config, this.objects.context(identity)) ?? {};
    } catch (error) {
      if (error instanceof RefusedError) throw new Refused([error.refusal]);
      throw error;
    }
  }

  #matching(source: DataSourceType, config: Attributes, identity: Identity): Attributes {
    const { name } = source;
    if (!this.types.hasResource(name)) {
      throw refusal(
        `reading ${name}: not known to the rehearsal`,
        `No resource type has this name, so no object can answer. Knowledge of it belongs in local/provider/knowledge.`,
      );
    }
    const resource = this.types.resource(name);
    const wanted = selectors(source, config);
    const found = this.objects
      .find(resource, identity, {})
      .map(({ object }) => object.attributes)
      .filter((attributes) => wanted.every((isMatch) => isMatch(attributes)));
    const [only] = found;
    if (!only) throw refusal(`reading ${name}: couldn't find resource`, 'no matching object found');
    if (found.length > 1) {
      throw refusal(
        `multiple ${name} matched`,
        `${found.length} objects matched; use additional constraints to reduce matches to a single one`,
      );
    }
    return sharedAttributes(source, resource.type, only);
  }
}

type Selector = (attributes: Attributes) => boolean;

function selectors({ name: type, schema }: DataSourceType, config: Attributes): readonly Selector[] {
  const byAttribute = Object.entries(config)
    .filter(([name, value]) => value !== null && !NOT_SELECTING.includes(name) && !schema.blocks[name])
    .map(([name, value]): Selector => {
      return (attributes) => {
        if (!(name in attributes)) {
          throw refusal(`reading ${type}: cannot select by ${name}`, `An object of ${type} has no attribute ${name}.`);
        }
        return canonicalJson(attributes[name] ?? null) === canonicalJson(value);
      };
    });
  const tags = Object.entries(asMap(config.tags)).map(([tag, value]) => tagSelector(tag, [value]));
  const filters = isList(config.filter) ? config.filter.filter(isAttributes) : [];
  return [...byAttribute, ...tags, ...filters.map((filter) => filterSelector(type, filter))];
}

function filterSelector(type: string, filter: Attributes): Selector {
  const name = text(filter.name);
  const values = isList(filter.values) ? filter.values : [];
  if (name.startsWith('tag:')) return tagSelector(name.slice('tag:'.length), values);
  const attribute = name.replaceAll('-', '_');
  return (attributes) => {
    if (!(attribute in attributes)) {
      throw refusal(
        `reading ${type}: The filter '${name}' is invalid`,
        `An object of ${type} has no attribute ${attribute}.`,
      );
    }
    return values.map(text).includes(text(attributes[attribute]));
  };
}

function tagSelector(tag: string, values: readonly Value[]): Selector {
  return (attributes) => values.includes(asMap(attributes.tags_all ?? attributes.tags)[tag] ?? null);
}

/** The attributes of an object which the data source has too, in the same type. */
function sharedAttributes(source: DataSourceType, resourceType: CtyType, attributes: Attributes): Attributes {
  const types = typeof resourceType !== 'string' && resourceType[0] === 'object' ? resourceType[1] : {};
  const shared = Object.entries(source.schema.attributes).filter(
    ([name, { type }]) => types[name] !== undefined && listForm(type) === listForm(types[name]),
  );
  const values = Object.fromEntries(shared.map(([name]) => [name, attributes[name] ?? null] as const));
  // Data sources show all tags of an object as `tags`.
  return 'tags' in values && isAttributes(attributes.tags_all) ? { ...values, tags: attributes.tags_all } : values;
}

function listForm(type: CtyType): string {
  return JSON.stringify(type).replaceAll('"set"', '"list"');
}

function complete(source: DataSourceType, config: Attributes, given: Attributes, identity: Identity): Attributes {
  const result: Record<string, Value> = { ...config };
  for (const name of Object.keys(given)) {
    if (!source.schema.attributes[name] && !source.schema.blocks[name]) {
      throw new Error(`data ${source.name}: the schema has no attribute ${name}`);
    }
  }
  for (const [name, attribute] of Object.entries(source.schema.attributes)) {
    // Knowledge may answer what the schema only lets a configuration ask by: an id that was asked for by name.
    const isAnswered = attribute.computed || (source.knowledge !== undefined && given[name] !== undefined);
    if (!isAnswered || (config[name] ?? null) !== null) continue;
    const value = valueFromJson(given[name] ?? null, attribute.type, `data ${source.name}.${name}`);
    result[name] = value ?? emptyOf(attribute.type);
  }
  if (source.schema.attributes.region && (config.region ?? null) === null) result.region = identity.region;
  if (source.schema.attributes.id && (result.id ?? null) === null) result.id = identity.region;
  return result;
}

/** Filters are strings whatever the type of the attribute. */
function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : canonicalJson(value ?? null);
}

function asMap(value: Value | undefined): Attributes {
  return isAttributes(value) ? value : {};
}
