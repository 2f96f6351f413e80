import { type Attributes, type Value } from '../codec/value';

export { type Attributes, type Value, UNKNOWN, isAttributes, isList, isUnknown } from '../codec/value';

/** Whose resources a provider configuration manages, and where. */
export interface Identity {
  /** Twelve digits. */
  readonly accountId: string;
  /** The region of the resource: its own `region` attribute, else that of the provider block. */
  readonly region: string;
  readonly partition: 'aws';
}

/** What knowledge may ask of the object store. */
export interface StoreContext {
  readonly identity: Identity;
  /** The clock of the stand-in; ids never depend on it. */
  readonly now: Date;
  /**
   * Other objects of `type` in the account and region (global types: in the account) whose attributes equal all of `match`.
   * @param region where to look, for what refers to another region as CloudFront does @default that of `identity`
   */
  find(type: string, match: Attributes, region?: string): readonly Attributes[];
}

/** What knowledge may ask when an object is created or updated. */
export interface ApplyContext extends StoreContext {
  /** The object before this update; `undefined` on create. */
  readonly prior: Attributes | undefined;
}

export interface CreateContext extends ApplyContext {
  /**
   * Characters for an identifier, from `alphabet` (default: lower-case hexadecimal digits). The same object gets the same
   * characters in every run and on every update; each further call for one object gives other characters.
   */
  uniqueId(length: number, alphabet?: string): string;
}

/** A refusal in AWS's own words, shown by Terraform at the attribute. */
export interface Refusal {
  /** Names and indices from the root, such as `['rule', 0, 'priority']`; empty for the whole resource. */
  readonly attribute: readonly (string | number)[];
  readonly summary: string;
  readonly detail: string;
}

/**
 * A default: a value, or one that follows from the configuration. UNKNOWN, alone or as a part, is what AWS decides at
 * create: known after apply, and kept from then on. A function returns UNKNOWN alone for what the configuration does not
 * decide yet: Terraform plans again at apply, when it does. Null is no default.
 */
export type Default = Value | ((config: Attributes) => Value);

/** What the provider's schema does not tell about one resource type. Paths are dotted: `rule.priority` is meant in every `rule`. */
export interface ResourceKnowledge {
  readonly type: string;
  /**
   * The values AWS gives: id, arn, URLs, names. Called at create with what AWS will give as null; called again at update
   * with the whole object, where only values that the plan left unknown, wholly or in part, are taken from the answer.
   * Computed attributes that it leaves out become an empty list, set or map, else null; but a generic `id`, and a `name` made of `name_prefix`
   * (already in `planned`), are never left out. Inside nested blocks: return the block with only the computed attributes, at
   * the same index. `region` and `tags_all` are not for it to give.
   */
  computed(planned: Attributes, context: CreateContext): Attributes;
  /**
   * Values that an unset attribute (optional, computed or not) has at plan already, by dotted path. A path through a
   * block applies to each block that is configured.
   */
  readonly defaults?: Readonly<Record<string, Default>>;
  /** Dotted paths of attributes or blocks whose change replaces the object. */
  readonly forceNew?: readonly string[];
  /** Attributes whose change replaces the object in this case only, beside those of `forceNew`; `planned` may hold unknown values. */
  replacedWhen?(prior: Attributes, planned: Attributes): readonly string[];
  /**
   * Computed attributes that follow from other objects as they are now, such as the state of an endpoint which its
   * service accepts: taken over the stored ones whenever the object is read.
   */
  current?(stored: Attributes, context: StoreContext): Attributes;
  /** Dotted paths of attributes that Terraform must not print. */
  readonly sensitive?: readonly string[];
  /**
   * Top-level computed attributes that AWS changes on an update, such as a version: unknown in its plan. A function names
   * those that this update changes; `planned` may hold unknown values.
   */
  readonly updatesComputed?: readonly string[] | ((prior: Attributes, planned: Attributes) => readonly string[]);
  /** Refusals at validate and plan, from the configuration alone. Unknown values must pass. `identity` is absent at validate. */
  validate?(config: Attributes, context: { readonly identity?: Identity }): readonly Refusal[];
  /** Refusals at create and update, which depend on other objects in the store. */
  refuseApply?(planned: Attributes, context: ApplyContext): readonly Refusal[];
  /** Refusals at destroy, such as a protected table. */
  refuseDelete?(prior: Attributes, context: StoreContext): readonly Refusal[];
  /**
   * Attributes that decide `uniqueId`. Name them where another attribute differs from run to run, such as an expiry date.
   * @default the whole planned object
   */
  readonly identifiedBy?: readonly string[];
  /** Attributes that, together, no two objects share. */
  readonly uniqueBy?: readonly string[];
  /** Where `uniqueBy` holds. @default 'region' for regional types, 'account' for global types */
  readonly uniqueWithin?: 'region' | 'account' | 'partition';
  /** AWS's error when `uniqueBy` collides. @default `creating <type>: EntityAlreadyExists: …` */
  alreadyExists?(planned: Attributes): string;
  /** The attributes that an import id names. @default the object whose id, arn or only `uniqueBy` attribute is the import id */
  importId?(id: string): Attributes;
}

/** How one data source is answered; types without it are answered by the one matching object in the store. */
export interface DataSourceKnowledge {
  readonly type: string;
  /**
   * All attributes that AWS gives for `config`, which is wholly known.
   * @throws RefusedError with AWS's words when nothing matches.
   */
  read(config: Attributes, context: StoreContext): Attributes;
  /** Dotted paths of attributes that Terraform must not print. */
  readonly sensitive?: readonly string[];
}

/** Thrown by `DataSourceKnowledge.read`: AWS refuses, or has no such object. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(readonly refusal: Refusal) {
    super(`${refusal.summary}: ${refusal.detail}`);
  }
}
