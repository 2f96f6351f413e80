import { ServiceKey } from '../adapters/service-registry';

/** The deployed buckets as other services of this machine read them. */
export interface ObjectBuckets {
  /** Names of the deployed buckets. */
  readonly names: readonly string[];
  /** The current object with the headers that reading it gives, by lower-case name; undefined when there is none. */
  get(
    bucket: string,
    key: string,
  ): Promise<{ readonly body: Uint8Array; readonly headers: Readonly<Record<string, string>> } | undefined>;
}

/** The objects of the deployed buckets. */
export const objectBuckets = new ServiceKey<ObjectBuckets>('object buckets');
