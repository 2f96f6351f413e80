import { type z } from 'zod';
import { type AdapterContext } from '../../adapters/adapter';
import { readAttributes } from '../../adapters/attributes';

/** Where the resources of all deployments come from. */
export type Context = Pick<AdapterContext, 'resources'>;

/** The attributes of all resources of a type, with the stacks that have them. */
export function read<T>(
  context: Context,
  type: string,
  schema: z.ZodType<T>,
): readonly { readonly value: T; readonly stackId: string; readonly address: string }[] {
  return context.resources(type).map(({ deployment, resource }) => ({
    value: readAttributes(resource, schema),
    stackId: deployment.stackId,
    address: resource.address,
  }));
}
