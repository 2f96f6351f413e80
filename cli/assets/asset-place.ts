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

/**
 * What the stack of a service tells of its static files.
 * @throws CliError `no-assets-parameter` when it has none, `bad-assets-parameter`
 */
export async function findAssetPlace(ssm: SSMClient, stage: string, service: string): Promise<AssetPlace> {
  const name = assetsParameterName(stage, service);
  let value: string | undefined;
  try {
    value = (await ssm.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
  } catch (cause) {
    if (!(cause instanceof ParameterNotFound)) throw cause;
    throw badInput(
      'no-assets-parameter',
      `parameter ${name}: is not there, so ${service} in stage ${stage} has no bucket for static files`,
      'check the stage, the service and the region, and that its stacks are deployed',
      { cause },
    );
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
