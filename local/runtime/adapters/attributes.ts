import { z } from 'zod';
import { type DeployedResource } from '../state/deployment';

/**
 * The attributes of a resource that `schema` names.
 * @throws Error naming the resource and each attribute that is not as the provider writes it
 */
export function readAttributes<T>({ address, attributes }: DeployedResource, schema: z.ZodType<T>): T {
  const result = schema.safeParse(attributes);
  if (result.success) return result.data;
  throw new Error(`${address}: state is not as the AWS provider writes it: ${z.prettifyError(result.error)}`);
}
