import { readFile } from 'node:fs/promises';
import { errorCode } from '../error-code';
import { type S3Backend } from './configuration';
import { StateError } from './state-error';

/**
 * Where the text of a state is: a file, or an object of an S3. Without `endpoint` that is AWS's own, with the
 * credentials that the SDK finds as for any other tool; with it, credentials are of no matter unless it checks them.
 */
export type StateSource =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 's3'; readonly backend: S3Backend; readonly endpoint?: URL };

/** The state's address for messages. */
export function describeSource(source: StateSource): string {
  if (source.kind === 'file') return source.file;
  const { bucket, key } = source.backend;
  return `s3://${bucket}/${key}${source.endpoint === undefined ? '' : ` at ${source.endpoint.origin}`}`;
}

/**
 * Reads the text of a state.
 * @throws StateError `no-state` when there is none, `unreadable-state` when it cannot be read
 */
export async function readStateText(source: StateSource): Promise<string> {
  return source.kind === 'file' ? readLocal(source.file) : readObject(source.backend, source.endpoint, source);
}

async function readLocal(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw failure({ kind: 'file', file }, cause, errorCode(cause) === 'ENOENT');
  }
}

async function readObject(backend: S3Backend, endpoint: URL | undefined, source: StateSource): Promise<string> {
  // The SDK takes longer to load than a local state to start, so only those who need it pay.
  const { GetObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({
    region: backend.region,
    ...(endpoint === undefined
      ? {}
      : {
          endpoint: endpoint.href,
          forcePathStyle: true,
          credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        }),
  });
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: backend.bucket, Key: backend.key }));
    return (await Body?.transformToString('utf8')) ?? '';
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : undefined;
    throw failure(source, cause, name === 'NoSuchKey' || name === 'NoSuchBucket');
  } finally {
    client.destroy();
  }
}

function failure(source: StateSource, cause: unknown, absent: boolean): StateError {
  const where = describeSource(source);
  if (absent) return new StateError('no-state', `${where}: no state; deploy the stack first`, { cause });
  const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const remedy = source.kind === 'file' ? 'check its permissions' : 'check the credentials, the region and the network';
  return new StateError('unreadable-state', `${where}: cannot be read: ${reason}; ${remedy}`, { cause });
}
