import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { type PlacedResource } from '../adapters/adapter';
import { readAttributes } from '../adapters/attributes';

/** An object that a stack deploys. */
export interface SeedObject {
  readonly bucket: string;
  readonly key: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

const schema = z.object({
  bucket: z.string(),
  key: z.string(),
  content: z.string().nullish(),
  content_base64: z.string().nullish(),
  source: z.string().nullish(),
  cache_control: z.string().nullish(),
  content_disposition: z.string().nullish(),
  content_encoding: z.string().nullish(),
  content_language: z.string().nullish(),
  content_type: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
});

/**
 * Reads an `aws_s3_object`; a relative `source` starts from the stack's assets.
 * @throws Error when its file cannot be read
 */
export async function readSeedObject({ resource, deployment }: PlacedResource): Promise<SeedObject> {
  const value = readAttributes(resource, schema);
  const headers: Record<string, string> = {};
  const add = (name: string, text: string | null | undefined): void => {
    if (text) headers[name] = text;
  };
  add('cache-control', value.cache_control);
  add('content-disposition', value.content_disposition);
  add('content-encoding', value.content_encoding);
  add('content-language', value.content_language);
  add('content-type', value.content_type);
  for (const [name, text] of Object.entries(value.metadata ?? {})) add(`x-amz-meta-${name.toLowerCase()}`, text);
  return {
    bucket: value.bucket,
    key: value.key,
    body: await bodyOf(value, deployment.assetsDirectory, resource.address),
    headers,
  };
}

async function bodyOf(value: z.infer<typeof schema>, assetsDirectory: string, where: string): Promise<Buffer> {
  if (value.source) {
    const file = resolve(assetsDirectory, value.source);
    return readFile(file).catch((cause: unknown) => {
      throw new Error(`${where}: source ${file} cannot be read; synthesize the stack again`, { cause });
    });
  }
  if (value.content_base64) return Buffer.from(value.content_base64, 'base64');
  return Buffer.from(value.content ?? '');
}
