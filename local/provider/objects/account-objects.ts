import { canonicalJson, plainValue } from '../codec/json';
import { type Attributes, BigDecimal, isAttributes, isList, type Value } from '../codec/value';
import { type KnowledgeRegistry, loadKnowledge } from '../types/knowledge-registry';
import { placeOf, uniqueNameOf } from './object-place';
import { type ObjectKey, ObjectStore, type StoredObject } from './object-store';
import { seedOf, uniqueIdSource } from './unique-id';

/** An object of the rehearsed account, as AWS would describe it. */
export interface AccountObject {
  /** The Terraform type, such as `aws_ecs_service`. */
  readonly type: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** Such as `eu-west-1`; `global` for types that belong to no region. */
  readonly region: string;
  /** By the names of Terraform's schema, as plain JSON. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * The objects of the rehearsed account, for what changes them in AWS without Terraform: a release, a scaling policy.
 * Terraform sees such a change at its next refresh. Processes may share the directory.
 */
export interface AccountObjects {
  /** The objects of all accounts and regions whose attributes equal all of `match`; sorted by their files. */
  find(type: string, match: Readonly<Record<string, unknown>>): readonly AccountObject[];
  /**
   * Sets the attributes in `change` of the one object that equals all of `match`, and leaves its others as they are.
   * @throws Error when none or more than one matches, or when `change` names an attribute that identifies the object.
   */
  update(type: string, match: Readonly<Record<string, unknown>>, change: Readonly<Record<string, unknown>>): void;
  /**
   * Adds an object with the given attributes and no others; an `id` is made when there is none.
   * @throws Error when an object exists that AWS would not let stand beside it.
   */
  create(object: AccountObject): void;
}

/** @param objectsDirectory that of the stand-in; created when missing */
export function openAccountObjects(objectsDirectory: string): AccountObjects {
  return new StoredAccountObjects(new ObjectStore(objectsDirectory));
}

interface Found {
  readonly key: ObjectKey;
  readonly object: StoredObject;
}

class StoredAccountObjects implements AccountObjects {
  #knowledge: KnowledgeRegistry | undefined;

  constructor(private readonly store: ObjectStore) {}

  find(type: string, match: Readonly<Record<string, unknown>>): readonly AccountObject[] {
    return this.#matching(type, match).map(({ object: { accountId, attributes } }) => ({
      type,
      accountId,
      region: typeof attributes.region === 'string' ? attributes.region : 'global',
      attributes: toJson(attributes),
    }));
  }

  update(type: string, match: Readonly<Record<string, unknown>>, change: Readonly<Record<string, unknown>>): void {
    const where = `account objects: update of ${type} ${JSON.stringify(match)}`;
    const [found, ...others] = this.#matching(type, match);
    if (found === undefined) throw new Error(`${where}: there is no such object`);
    if (others.length > 0) throw new Error(`${where}: ${others.length + 1} objects match; name one`);
    const changed = attributesOf(change, where);
    const { uniqueBy = [] } = this.#knowledgeOf(type) ?? {};
    const identifying = Object.keys(changed).find((name) => uniqueBy.includes(name) || name === 'region');
    if (identifying !== undefined) {
      throw new Error(`${where}: ${identifying} identifies the object and cannot be changed; create another object`);
    }
    const updated = this.store.update(found.key, (attributes) => ({ ...attributes, ...changed }));
    if (updated === undefined) throw new Error(`${where}: the object was removed in the meantime`);
  }

  create({ type, accountId, region, attributes: given }: AccountObject): void {
    const where = `account objects: create ${type}`;
    const isRegional = region !== 'global';
    const attributes: Attributes = { ...attributesOf(given, where), ...(isRegional ? { region } : {}) };
    const knowledge = this.#knowledgeOf(type);
    const place = placeOf(type, knowledge, isRegional, { accountId, region });
    const baseSeed = seedOf([type, accountId, region, canonicalJson(attributes)]);
    const uniqueName = uniqueNameOf(knowledge, attributes);
    for (let ordinal = 0; ; ordinal += 1) {
      const seed = seedOf([baseSeed, String(ordinal)]);
      const key = this.store.key(place, uniqueName ?? `${baseSeed}-${ordinal}`);
      const whole = { id: `${type.replace(/^aws_/, '')}-${uniqueIdSource(seed)(17)}`, ...attributes };
      if (this.store.create(key, { type, accountId, region, seed, attributes: whole })) return;
      if (uniqueName !== undefined) {
        const taken = (knowledge?.uniqueBy ?? []).map((name) => `${name} ${canonicalJson(attributes[name] ?? null)}`);
        throw new Error(`${where}: an object with ${taken.join(', ')} exists already`);
      }
    }
  }

  #matching(type: string, match: Readonly<Record<string, unknown>>): readonly Found[] {
    const wanted = Object.entries(attributesOf(match, `account objects: ${type}`));
    return this.store.listAll(type).flatMap((key) => {
      const object = this.store.readUntyped(key);
      const isMatch = wanted.every(
        ([name, value]) => canonicalJson(object?.attributes[name] ?? null) === canonicalJson(value),
      );
      return object !== undefined && isMatch ? [{ key, object }] : [];
    });
  }

  #knowledgeOf(type: string) {
    this.#knowledge ??= loadKnowledge();
    return this.#knowledge.resource(type);
  }
}

function attributesOf(json: Readonly<Record<string, unknown>>, where: string): Attributes {
  return Object.fromEntries(
    Object.entries(json).map(([name, tree]) => [name, plainValue(tree, `${where}: ${name}`)] as const),
  );
}

function toJson(attributes: Attributes): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, jsonOf(value)] as const));
}

function jsonOf(value: Value): unknown {
  if (value instanceof BigDecimal) return Number(value.text);
  if (isList(value)) return value.map(jsonOf);
  return isAttributes(value) ? toJson(value) : value;
}
