import { type LambdaDefinition } from '../lambda/lambda-definition';
import { readLambdaDefinition } from '../lambda/read-lambda-definition';
import { type DeployedResource } from '../state/deployment';
import { type AdapterContext } from './adapter';

export const functionType = 'aws_lambda_function';

/** All deployed functions. */
export function readFunctions(
  context: Pick<AdapterContext, 'resources'>,
): readonly { readonly resource: DeployedResource; readonly definition: LambdaDefinition }[] {
  return context.resources(functionType).map(({ deployment, resource }) => ({
    resource,
    definition: readLambdaDefinition(resource, deployment.assetsDirectory),
  }));
}
