import { canonicalJson } from '../codec/json';
import { type Attributes } from '../codec/value';
import { refusal } from '../protocol/diagnostics';
import { genericComputed, genericName } from './generic-knowledge';
import { type CreateContext, type Identity, type StoreContext } from '../knowledge/knowledge';
import { placeOf, uniqueNameOf } from '../objects/object-place';
import { type ObjectKey, type ObjectPlace, type ObjectStore, type StoredObject } from '../objects/object-store';
import { seedOf, uniqueIdSource } from '../objects/unique-id';
import { resolveUnknown, withoutUnknown } from '../planner/unknowns';
import { type ResourceType, type TerraformTypes } from '../types/terraform-types';

export interface KeyedObject {
  readonly key: ObjectKey;
  readonly object: StoredObject;
}

/** Creates, changes and finds the objects that stand for AWS's. */
export class ResourceObjects {
  constructor(
    private readonly store: ObjectStore,
    private readonly types: TerraformTypes,
    private readonly now: () => Date,
  ) {}

  /**
   * @throws Refused in AWS's words when the name is taken.
   * @throws Error when knowledge gives something that the schema does not have.
   */
  create(resource: ResourceType, planned: Attributes, identity: Identity): KeyedObject {
    const { knowledge, name: type } = resource;
    const decisive = knowledge?.identifiedBy?.map((name) => planned[name] ?? null) ?? planned;
    const baseSeed = seedOf([type, identity.accountId, this.#scopeRegion(resource, identity), canonicalJson(decisive)]);
    let taken: ObjectKey | undefined;
    for (let ordinal = 0; ; ordinal += 1) {
      const seed = seedOf([baseSeed, String(ordinal)]);
      const attributes = this.#complete(resource, planned, identity, seed, undefined);
      const name = uniqueNameOf(resource.knowledge, attributes) ?? `${baseSeed}-${ordinal}`;
      const key = this.store.key(this.#place(resource, identity), name);
      const object = { type, accountId: identity.accountId, region: identity.region, seed, attributes };
      // A name that AWS makes is another for the next ordinal; one that is given stays, and collides.
      if (key === taken) throw this.#collision(resource, attributes);
      if (this.store.create(key, object)) return { key, object };
      taken = key;
    }
  }

  /** @throws Refused when the object is gone, or when its new name is taken. */
  update(resource: ResourceType, key: ObjectKey, planned: Attributes, identity: Identity): KeyedObject {
    const before = this.read(resource, key);
    if (!before)
      throw refusal(
        `updating ${resource.name}: ResourceNotFoundException`,
        'The object was removed after the plan was made.',
      );
    const attributes = this.#complete(resource, planned, identity, before.seed, before.attributes);
    const object = { ...before, attributes };
    const name = uniqueNameOf(resource.knowledge, attributes);
    const newKey = name === undefined ? key : this.store.key(this.#place(resource, identity), name);
    if (newKey === key) {
      this.store.replace(key, object);
    } else {
      if (!this.store.create(newKey, object)) throw this.#collision(resource, attributes);
      this.store.remove(key);
    }
    return { key: newKey, object };
  }

  remove(key: ObjectKey): void {
    this.store.remove(key);
  }

  read(resource: ResourceType, key: ObjectKey): StoredObject | undefined {
    return this.store.read(key, resource.type);
  }

  /** The object with what other objects decide of it as they are now. */
  readCurrent(resource: ResourceType, key: ObjectKey, identity: Identity): StoredObject | undefined {
    const object = this.read(resource, key);
    const current = object && resource.knowledge?.current?.(object.attributes, this.context(identity, key));
    return object && { ...object, attributes: { ...object.attributes, ...current } };
  }

  /** Objects of a type whose attributes equal all of `match`. */
  find(resource: ResourceType, identity: Identity, match: Attributes): readonly KeyedObject[] {
    const wanted = Object.entries(match).map(([name, value]) => [name, canonicalJson(value)] as const);
    return this.store.list(this.#place(resource, identity)).flatMap((key) => {
      const object = this.read(resource, key);
      if (object?.accountId !== identity.accountId) return [];
      if (resource.isRegional && object.region !== identity.region) return [];
      const isMatch = wanted.every(([name, value]) => canonicalJson(object.attributes[name] ?? null) === value);
      return isMatch ? [{ key, object }] : [];
    });
  }

  /** The object that an import id names. */
  findByImportId(resource: ResourceType, identity: Identity, id: string): KeyedObject | undefined {
    const { knowledge } = resource;
    if (knowledge?.importId) return this.find(resource, identity, knowledge.importId(id))[0];
    const [onlyName, ...others] = knowledge?.uniqueBy ?? [];
    const names = ['id', 'arn', ...(onlyName !== undefined && others.length === 0 ? [onlyName] : [])];
    for (const name of names.filter((candidate) => resource.schema.attributes[candidate])) {
      const [found] = this.find(resource, identity, { [name]: id });
      if (found) return found;
    }
    return undefined;
  }

  /** @param own left out of what `find` finds */
  context(identity: Identity, own?: ObjectKey): StoreContext {
    return {
      identity,
      now: this.now(),
      find: (type, match, region = identity.region) =>
        this.find(this.types.resource(type), { ...identity, region }, match)
          .filter(({ key }) => key !== own)
          .map(({ object }) => object.attributes),
    };
  }

  #complete(
    resource: ResourceType,
    planned: Attributes,
    identity: Identity,
    seed: string,
    prior: Attributes | undefined,
  ): Attributes {
    const named = genericName(resource, planned, uniqueIdSource(`${seed}/name`));
    const known = withoutUnknown(named);
    const context: CreateContext = { ...this.context(identity), uniqueId: uniqueIdSource(seed), prior };
    const given = resource.knowledge?.computed(known, context) ?? {};
    const generic = genericComputed(resource, known, identity, uniqueIdSource(`${seed}/generic`));
    return resolveUnknown(resource.schema, named, { ...generic, ...given }, resource.name);
  }

  #place({ name, knowledge, isRegional }: ResourceType, identity: Identity): ObjectPlace {
    return placeOf(name, knowledge, isRegional, identity);
  }

  #scopeRegion({ isRegional }: ResourceType, { region }: Pick<Identity, 'region'>): string {
    return isRegional ? region : 'global';
  }

  #collision({ name, knowledge }: ResourceType, attributes: Attributes): Error {
    const taken = (knowledge?.uniqueBy ?? [])
      .map((attribute) => canonicalJson(attributes[attribute] ?? null))
      .join(', ');
    return refusal(
      knowledge?.alreadyExists?.(attributes) ?? `creating ${name}: EntityAlreadyExists: ${taken} already exists`,
    );
  }
}
