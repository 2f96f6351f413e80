import type { PreparedSubscription } from '../api';
import { compileSubscriptionFilter, type ValueFilter } from './subscription-filter';
import { valueKey } from './value-key';

/** Who receives the messages of a subscription. */
export interface Subscriber {
  /** @returns false when the connection can no longer take a message. */
  deliver(payload: string): boolean;
  /** Ends the subscription from this side. */
  invalidate(): void;
}

/** Subscribers for whom a published value becomes the same message. */
export interface Audience {
  readonly subscribers: ReadonlySet<Subscriber>;
  readonly project: PreparedSubscription['project'];
}

interface OpenAudience extends Audience {
  readonly subscribers: Set<Subscriber>;
}

/** A place in the index: the audiences whose arguments, or whose filter, are the same. */
interface Bucket {
  readonly audiences: Map<string, OpenAudience>;
}

/** Subscriptions to one mutation. */
interface MutationIndex {
  /** By names of the arguments given, then by their values. */
  readonly byArguments: Map<string, { readonly names: readonly string[]; readonly buckets: Map<string, Bucket> }>;
  /** By the enhanced filter; it takes the place of the arguments. */
  readonly byFilter: Map<string, { readonly accepts: ValueFilter; readonly bucket: Bucket }>;
}

/**
 * Finds the subscribers of a published mutation without looking at the others: subscriptions lie under the mutation,
 * the names of their arguments and the values, so that a publish costs one look-up for each distinct set of names.
 */
export class SubscriptionRegistry {
  readonly #byMutation = new Map<string, MutationIndex>();
  readonly #invalidationsByField = new Map<string, Map<Subscriber, ValueFilter>>();
  #size = 0;

  /** Subscriptions registered now. */
  get size(): number {
    return this.#size;
  }

  /**
   * @param projectionKey equal for subscriptions whose `project` gives equal messages.
   * @returns the way to take it out again, to be called once.
   * @throws SubscriptionFilterError when the filter or the invalidation filter is not valid.
   */
  add(prepared: PreparedSubscription, projectionKey: string, subscriber: Subscriber): () => void {
    const filter = compiled(prepared.filter);
    const invalidation = compiled(prepared.invalidation);
    const key = `${prepared.field} ${projectionKey}`;
    const removals: (() => void)[] = [];
    for (const mutation of new Set(prepared.mutations)) {
      const index = entry(this.#byMutation, mutation, newMutationIndex);
      const remove =
        filter === undefined
          ? addByArguments(index, prepared, key, subscriber)
          : addByFilter(index, prepared, filter, key, subscriber);
      removals.push(remove, dropWhenEmpty(this.#byMutation, mutation, index));
    }
    if (invalidation !== undefined) removals.push(this.#addInvalidation(prepared.field, subscriber, invalidation));
    this.#size += 1;
    return this.#removal(removals);
  }

  /** The audiences of a published mutation, each with at least one subscriber. */
  audiences(mutation: string, value: Readonly<Record<string, unknown>>): readonly Audience[] {
    const index = this.#byMutation.get(mutation);
    if (index === undefined) return [];
    const found: Audience[] = [];
    for (const { names, buckets } of index.byArguments.values()) {
      const bucket = buckets.get(argumentsKey(names, value));
      if (bucket !== undefined) found.push(...bucket.audiences.values());
    }
    for (const { accepts, bucket } of index.byFilter.values()) {
      if (accepts(value)) found.push(...bucket.audiences.values());
    }
    return found;
  }

  /** The subscribers of a subscription field whose invalidation filter accepts the payload. */
  invalidated(field: string, payload: unknown): readonly Subscriber[] {
    const filters = [...(this.#invalidationsByField.get(field) ?? [])];
    return filters.filter(([, accepts]) => accepts(payload)).map(([subscriber]) => subscriber);
  }

  // A method of its own: a closure in `add` would keep each subscription's parsed document alive.
  #removal(removals: readonly (() => void)[]): () => void {
    return () => {
      for (const remove of removals) remove();
      this.#size -= 1;
    };
  }

  #addInvalidation(field: string, subscriber: Subscriber, accepts: ValueFilter): () => void {
    const filters = entry(this.#invalidationsByField, field, () => new Map<Subscriber, ValueFilter>());
    filters.set(subscriber, accepts);
    return () => {
      filters.delete(subscriber);
      if (filters.size === 0) this.#invalidationsByField.delete(field);
    };
  }
}

function newMutationIndex(): MutationIndex {
  return { byArguments: new Map(), byFilter: new Map() };
}

function dropWhenEmpty(byMutation: Map<string, MutationIndex>, mutation: string, index: MutationIndex): () => void {
  return () => {
    if (index.byArguments.size === 0 && index.byFilter.size === 0) byMutation.delete(mutation);
  };
}

function addByArguments(
  index: MutationIndex,
  prepared: PreparedSubscription,
  key: string,
  subscriber: Subscriber,
): () => void {
  const names = Object.keys(prepared.arguments).sort();
  const shape = names.join();
  const { buckets } = entry(index.byArguments, shape, () => ({ names, buckets: new Map<string, Bucket>() }));
  const values = argumentsKey(names, prepared.arguments);
  const bucket = entry(buckets, values, newBucket);
  const leave = join(bucket, key, prepared, subscriber);
  return () => {
    leave();
    if (bucket.audiences.size === 0) buckets.delete(values);
    if (buckets.size === 0) index.byArguments.delete(shape);
  };
}

function addByFilter(
  index: MutationIndex,
  prepared: PreparedSubscription,
  accepts: ValueFilter,
  key: string,
  subscriber: Subscriber,
): () => void {
  const filterKey = valueKey(prepared.filter);
  const { bucket } = entry(index.byFilter, filterKey, () => ({ accepts, bucket: newBucket() }));
  const leave = join(bucket, key, prepared, subscriber);
  return () => {
    leave();
    if (bucket.audiences.size === 0) index.byFilter.delete(filterKey);
  };
}

function newBucket(): Bucket {
  return { audiences: new Map() };
}

function join({ audiences }: Bucket, key: string, prepared: PreparedSubscription, subscriber: Subscriber): () => void {
  let audience = audiences.get(key);
  if (audience === undefined) {
    audience = newAudience(prepared);
    audiences.set(key, audience);
  }
  return joined(audiences, key, audience.subscribers, subscriber);
}

// As the removals, functions of their own: one document is kept for an audience, not one for each subscriber.
function newAudience(prepared: PreparedSubscription): OpenAudience {
  return { subscribers: new Set(), project: (published) => prepared.project(published) };
}

function joined(
  audiences: Bucket['audiences'],
  key: string,
  subscribers: Set<Subscriber>,
  subscriber: Subscriber,
): () => void {
  subscribers.add(subscriber);
  return () => {
    subscribers.delete(subscriber);
    if (subscribers.size === 0) audiences.delete(key);
  };
}

/** An absent value counts as null, so that an argument given as null finds both. */
function argumentsKey(names: readonly string[], values: Readonly<Record<string, unknown>>): string {
  return names.map((name) => valueKey(Object.hasOwn(values, name) ? values[name] : null)).join();
}

function compiled(filter: unknown): ValueFilter | undefined {
  return filter === undefined || filter === null ? undefined : compileSubscriptionFilter(filter);
}

function entry<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const existing = map.get(key);
  if (existing !== undefined) return existing;
  const created = create();
  map.set(key, created);
  return created;
}
