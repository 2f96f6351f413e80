import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { badInput, CliError } from '../cli-error';

const schema = z.object({
  bucket: z.string().min(3),
  /** First part of every file's key, such as `_nuxt/`. */
  prefix: z.string().regex(/^[^/].*\/$/, 'must end in a slash and not begin with one'),
});

/** Where the static files of a service are. */
export type AssetPlace = z.infer<typeof schema>;

/** Name of the parameter in which the stack of a service tells where its static files are. */
export const assetsParameterName = (stage: string, service: string): string => `/tristage/${stage}/assets/${service}`;

/** Name of the parameter in which it tells where its images are, where they are resized at the edge. */
const originalsParameterName = (stage: string, service: string): string =>
  `${assetsParameterName(stage, service)}-images`;

/**
 * What the stack of a service tells of its static files.
 * @throws CliError `no-assets-parameter` when it has none, `bad-assets-parameter`
 */
export async function findAssetPlace(ssm: SSMClient, stage: string, service: string): Promise<AssetPlace> {
  const name = assetsParameterName(stage, service);
  const place = await readPlace(ssm, name);
  if (place !== undefined) return place;
  throw badInput(
    'no-assets-parameter',
    `parameter ${name}: is not there, so ${service} in stage ${stage} has no bucket for static files`,
    'check the stage, the service and the region, and that its stacks are deployed',
  );
}

/**
 * What the stack of a service tells of its images; undefined where they are not resized.
 * @throws CliError `bad-assets-parameter`
 */
export function findOriginalsPlace(ssm: SSMClient, stage: string, service: string): Promise<AssetPlace | undefined> {
  return readPlace(ssm, originalsParameterName(stage, service));
}

async function readPlace(ssm: SSMClient, name: string): Promise<AssetPlace | undefined> {
  let value: string | undefined;
  try {
    value = (await ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(value ?? ''));
  } catch (cause) {
    throw new CliError('bad-assets-parameter', `parameter ${name}: not that of static files: ${String(cause)}`, {
      cause,
      remedy: 'deploy the stack of the service again',
    });
  }
}
