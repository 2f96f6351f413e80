import { DiskStore } from '../../state-store/disk-store';
import { type Reply, type S3Request } from '../../state-store/messages';
import { readObject } from '../../state-store/object-reads';
import { putObject } from '../../state-store/object-writes';
import { S3Error } from '../../state-store/s3-error';
import { answerS3 } from '../../state-store/s3-operations';
import { md5Hex } from '../../state-store/checksums';
import { deleteObjects } from './delete-objects';
import { type ObjectBuckets } from './object-buckets';
import { type SeedObject } from './seed-objects';

export interface BucketStoreOptions {
  /** Folder of the buckets; several processes may share it. */
  readonly directory: string;
  /** Names of the deployed buckets. */
  readonly names: readonly string[];
  readonly now: () => Date;
}

/** The deployed buckets, all versioned, in a folder. */
export class BucketStore implements ObjectBuckets {
  readonly names: readonly string[];
  readonly #store: DiskStore;

  private constructor({ directory, names, now }: BucketStoreOptions) {
    this.names = names;
    this.#store = new DiskStore(directory, now);
  }

  /** Opens the folder and creates the buckets that are not there yet. */
  static async open(options: BucketStoreOptions): Promise<BucketStore> {
    const opened = new BucketStore(options);
    await opened.#store.recover();
    for (const name of options.names) await opened.#store.versions.createBucket(name);
    return opened;
  }

  /** Puts an object of the state, unless it was there before: what was written since then stays. */
  async seed({ bucket, key, body, headers }: SeedObject): Promise<void> {
    const etag = md5Hex(body);
    const versions = (await this.#store.versions.all(bucket)).filter((version) => version.key === key);
    if (versions.some((version) => version.etag === etag)) return;
    const readBody = (): Promise<Buffer> => Promise.resolve(body);
    const request = { method: 'PUT', bucket, key, query: new URLSearchParams(), headers: { ...headers }, readBody };
    await putObject(this.#store, bucket, key, request);
  }

  async get(bucket: string, key: string): ReturnType<ObjectBuckets['get']> {
    if (!this.names.includes(bucket)) return undefined;
    const readBody = (): Promise<Buffer> => Promise.resolve(Buffer.alloc(0));
    const request: S3Request = { method: 'GET', bucket, key, query: new URLSearchParams(), headers: {}, readBody };
    try {
      const { body = '', headers = {} } = await readObject(this.#store, bucket, key, request);
      return { body: Buffer.from(body), headers };
    } catch (error) {
      if (error instanceof S3Error && error.code === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  /** Answers a request of the S3 API. @throws S3Error */
  async answer(request: S3Request): Promise<Reply> {
    const { bucket, key, method, query } = request;
    if (bucket !== undefined && !this.names.includes(bucket)) {
      if (method === 'PUT' && key === undefined) {
        throw new S3Error('AccessDenied', `The bucket ${bucket} is not deployed; deploy a stack that holds it`);
      }
      throw new S3Error('NoSuchBucket', `The specified bucket does not exist: ${bucket}`);
    }
    if (bucket !== undefined && key === undefined && method === 'POST' && query.has('delete')) {
      return deleteObjects(this.#store, bucket, request);
    }
    return answerS3(this.#store, request);
  }
}
