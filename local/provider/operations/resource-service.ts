import { type Attributes, isAttributes, isList, type Value } from '../codec/value';
import { Refused, refusal } from '../protocol/diagnostics';
import { type Identity } from '../knowledge/knowledge';
import { type ObjectKey } from '../objects/object-store';
import { type Plan, planChange } from '../planner/plan';
import { type ProviderConfiguration } from './provider-configuration';
import { type KeyedObject, type ResourceObjects } from './resource-objects';
import { type BlockSchema } from '../schema/schema';
import { type ResourceType } from '../types/terraform-types';

const IMPORT_REGION = /^(.+)@([a-z]{2}(?:-[a-z]+)+-\d)$/;

export interface PlanArguments {
  readonly prior: Attributes | undefined;
  readonly proposed: Attributes;
  readonly config: Attributes;
}

/** The life of resources, as Terraform asks for it. */
export class ResourceService {
  constructor(private readonly objects: ResourceObjects) {}

  /** @throws Refused in AWS's words, and for attributes whose type the package does not tell. */
  validate(resource: ResourceType, config: Attributes, identity?: Identity): void {
    const refusals = [
      ...untypedAttributes(resource.schema, config, []).map((attribute) => ({
        attribute,
        summary: 'Not supported in a rehearsal',
        detail: `The type of ${attribute.join('.')} is not in the provider package, so it cannot be checked. Give it as JSON where the resource takes it (rule_json in WAF).`,
      })),
      ...(resource.knowledge?.validate?.(config, identity ? { identity } : {}) ?? []),
    ];
    if (refusals.length > 0) throw new Refused(refusals);
  }

  plan(resource: ResourceType, { prior, proposed, config }: PlanArguments, configuration: ProviderConfiguration): Plan {
    const identity = identityOf(config, configuration);
    this.validate(resource, config, identity);
    return planChange({
      schema: resource.schema,
      knowledge: resource.knowledge ?? {},
      prior,
      proposed,
      config,
      region: configuration.identity.region,
      defaultTags: configuration.defaultTags,
    });
  }

  create(
    resource: ResourceType,
    planned: Attributes,
    config: Attributes,
    configuration: ProviderConfiguration,
  ): KeyedObject {
    const identity = identityOf(planned, configuration);
    this.validate(resource, config, identity);
    this.#refuse(resource.knowledge?.refuseApply?.(planned, { ...this.objects.context(identity), prior: undefined }));
    return this.objects.create(resource, planned, identity);
  }

  update(
    resource: ResourceType,
    key: ObjectKey | undefined,
    planned: Attributes,
    config: Attributes,
    configuration: ProviderConfiguration,
  ): KeyedObject {
    const identity = identityOf(planned, configuration);
    this.validate(resource, config, identity);
    const found = key ?? this.#keyOf(resource, planned, identity);
    if (found === undefined)
      throw refusal(`updating ${resource.name}: ResourceNotFoundException`, 'No such object exists.');
    const prior = this.objects.read(resource, found)?.attributes;
    this.#refuse(resource.knowledge?.refuseApply?.(planned, { ...this.objects.context(identity, found), prior }));
    return this.objects.update(resource, found, planned, identity);
  }

  /** Removes the object; one that is gone already is no error, as with AWS. */
  destroy(
    resource: ResourceType,
    key: ObjectKey | undefined,
    prior: Attributes,
    configuration: ProviderConfiguration,
  ): void {
    const identity = identityOf(prior, configuration);
    const found = key ?? this.#keyOf(resource, prior, identity);
    if (found === undefined) return;
    this.#refuse(resource.knowledge?.refuseDelete?.(prior, this.objects.context(identity, found)));
    this.objects.remove(found);
  }

  /** The object as it is now, `undefined` when it is gone. */
  read(
    resource: ResourceType,
    key: ObjectKey | undefined,
    state: Attributes,
    configuration: ProviderConfiguration,
  ): KeyedObject | undefined {
    const identity = identityOf(state, configuration);
    const found = key ?? this.#keyOf(resource, state, identity);
    const object = found === undefined ? undefined : this.objects.readCurrent(resource, found, identity);
    return found !== undefined && object ? { key: found, object } : undefined;
  }

  /** The object that `id` names; `<id>@<region>` looks in another region than that of the provider block. */
  import(resource: ResourceType, id: string, configuration: ProviderConfiguration): KeyedObject | undefined {
    const [, plainId, region] = (resource.isRegional ? IMPORT_REGION.exec(id) : null) ?? [];
    const identity = region === undefined ? configuration.identity : { ...configuration.identity, region };
    return this.objects.findByImportId(resource, identity, plainId ?? id);
  }

  #keyOf(resource: ResourceType, state: Attributes, identity: Identity): ObjectKey | undefined {
    const id = state.id;
    return typeof id === 'string' ? this.objects.find(resource, identity, { id })[0]?.key : undefined;
  }

  #refuse(refusals: ConstructorParameters<typeof Refused>[0] | undefined): void {
    if (refusals && refusals.length > 0) throw new Refused(refusals);
  }
}

/** The region of a resource is its own when it names one. */
function identityOf(attributes: Attributes, { identity }: ProviderConfiguration): Identity {
  const region = attributes.region;
  return typeof region === 'string' ? { ...identity, region } : identity;
}

function untypedAttributes(
  schema: BlockSchema,
  config: Attributes,
  path: readonly (string | number)[],
): readonly (readonly (string | number)[])[] {
  const here = Object.entries(schema.attributes)
    .filter(([name, { untyped }]) => untyped && (config[name] ?? null) !== null)
    .map(([name]) => [...path, name]);
  const below = Object.entries(schema.blocks).flatMap(([name, nested]) => {
    const value: Value = config[name] ?? null;
    const blocks: readonly Value[] = isList(value) ? value : [value];
    return blocks.flatMap((block, index) => {
      const at = nested.nesting === 'list' ? [...path, name, index] : [...path, name];
      return isAttributes(block) ? untypedAttributes(nested.block, block, at) : [];
    });
  });
  return [...here, ...below];
}
