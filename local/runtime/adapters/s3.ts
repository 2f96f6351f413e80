import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BucketStore } from '../s3/bucket-store';
import { objectBuckets } from '../s3/object-buckets';
import { readSeedObject } from '../s3/seed-objects';
import { type Adapter, type AdapterContext } from './adapter';
import { ServiceKey } from './service-registry';

/** The deployed buckets as the S3 API answers for them. */
export const bucketStore = new ServiceKey<BucketStore>('bucket store');

const bucketType = 'aws_s3_bucket';
const objectType = 'aws_s3_object';

/** The deployed buckets with their objects. Their policies are not checked, but for what the edge reads by them. */
export const s3: Adapter = {
  name: 's3',
  types: [bucketType, objectType],
  needs: [],
  start: async (context) => {
    const buckets = context.resources(bucketType).map(({ resource }) => String(resource.attributes.bucket));
    const store = await BucketStore.open({
      directory: await directoryFor(context),
      names: [...new Set(buckets)],
      now: () => new Date(context.clock.nowMs()),
    });
    for (const placed of context.resources(objectType)) {
      const object = await readSeedObject(placed);
      if (store.names.includes(object.bucket)) await store.seed(object);
    }
    context.services.provide(bucketStore, store);
    context.services.provide(objectBuckets, store);
  },
};

/** The folder of the objects, which goes with the process when tables do too. */
async function directoryFor(context: AdapterContext): Promise<string> {
  if (context.keepTables) return join(context.dataDirectory, 's3');
  const directory = await mkdtemp(join(tmpdir(), 'tristage-s3-'));
  context.keep({ close: () => rm(directory, { recursive: true, force: true }) });
  return directory;
}
