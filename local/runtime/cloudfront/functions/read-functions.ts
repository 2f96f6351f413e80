import { z } from 'zod';
import { type AdapterContext } from '../../adapters/adapter';
import { readAttributes } from '../../adapters/attributes';

const schema = z.object({
  arn: z.string(),
  name: z.string(),
  code: z.string(),
  runtime: z.string(),
  key_value_store_associations: z.array(z.string()).nullish(),
});

/** A deployed CloudFront function. */
export interface FunctionDefinition {
  readonly arn: string;
  readonly name: string;
  readonly code: string;
}

/** @throws Error naming the function that cannot run here */
export function readFunctionDefinitions(context: Pick<AdapterContext, 'resources'>): readonly FunctionDefinition[] {
  return context.resources('aws_cloudfront_function').map(({ resource }) => {
    const { arn, name, code, runtime, key_value_store_associations: stores } = readAttributes(resource, schema);
    if (runtime !== 'cloudfront-js-1.0' && runtime !== 'cloudfront-js-2.0') {
      throw new Error(`${resource.address}: runtime must be cloudfront-js-1.0 or cloudfront-js-2.0, got ${runtime}`);
    }
    if (stores !== null && stores !== undefined && stores.length > 0) {
      throw new Error(`${resource.address}: key value stores do not run on this machine; remove the association`);
    }
    if (/^\s*import\s/m.test(code)) {
      throw new Error(`${resource.address}: modules of CloudFront do not run on this machine; remove the import`);
    }
    return { arn, name, code };
  });
}
