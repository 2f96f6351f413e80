import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { errorCode } from '../error-code';

const metadata = z.object({ metadata: z.object({ path: z.string() }) });
const resource = z.object({ '//': metadata.optional() });
const provider = z.object({ alias: z.string().optional(), region: z.string().optional() });

const configurationJson = z.object({
  provider: z.record(z.string(), z.array(provider)).default({}),
  resource: z.record(z.string(), z.record(z.string(), resource)).default({}),
  terraform: z
    .object({
      backend: z
        .object({ s3: z.object({ bucket: z.string(), key: z.string(), region: z.string() }).optional() })
        .optional(),
    })
    .optional(),
});

/** Where a stack keeps its state in S3. */
export interface S3Backend {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
}

/** What a stack's `cdk.tf.json` tells beyond its state. */
export interface Configuration {
  readonly backend?: S3Backend;
  /** Construct path by resource address without instance key. */
  readonly constructPaths: ReadonlyMap<string, string>;
  /** Region by alias of the AWS provider; the one without alias has the key `''`. */
  readonly regions: ReadonlyMap<string, string>;
}

/**
 * Reads `cdk.tf.json` in `stackDirectory`.
 * @returns `undefined` when there is no such file
 * @throws Error naming the file when it is no configuration
 */
export async function readConfiguration(stackDirectory: string): Promise<Configuration | undefined> {
  const file = join(stackDirectory, 'cdk.tf.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  let parsed: z.infer<typeof configurationJson>;
  try {
    parsed = configurationJson.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${file}: not a configuration that CDKTF wrote; run "npx cdktf synth" again`, { cause });
  }
  const backend = parsed.terraform?.backend?.s3;
  return {
    ...(backend === undefined ? {} : { backend }),
    constructPaths: constructPaths(parsed.resource),
    regions: new Map(
      (parsed.provider.aws ?? []).flatMap(({ alias = '', region }) => (region === undefined ? [] : [[alias, region]])),
    ),
  };
}

function constructPaths(resources: z.infer<typeof configurationJson>['resource']): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const [type, byName] of Object.entries(resources)) {
    for (const [name, { '//': comment }] of Object.entries(byName)) {
      if (comment !== undefined) paths.set(`${type}.${name}`, comment.metadata.path);
    }
  }
  return paths;
}
