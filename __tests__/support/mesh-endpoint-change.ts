import { type DeployedResource, type Deployment } from '../../local/runtime/state/deployment';

type Attributes = Readonly<Record<string, unknown>>;

function changeResources(
  deployment: Deployment,
  isMeant: (resource: DeployedResource) => boolean,
  attributes: Attributes,
): Deployment {
  if (!deployment.resources.some(isMeant)) throw new Error('the deployment has no such resource');
  const resources = deployment.resources.map((resource) =>
    isMeant(resource) ? { ...resource, attributes: { ...resource.attributes, ...attributes } } : resource,
  );
  return { ...deployment, resources };
}

/** The deployment with another program in the place of its function. */
export function withFunctionPackage(
  deployment: Deployment,
  { path, sha256 }: { readonly path: string; readonly sha256: string },
): Deployment {
  return changeResources(deployment, ({ type }) => type === 'aws_lambda_function', {
    filename: path,
    source_code_hash: sha256,
    handler: 'index.handler',
  });
}

/** The deployment with other code in the resolver of a field, such as `getNodeStatus`. */
export function withResolverCode(deployment: Deployment, field: string, code: string): Deployment {
  return changeResources(
    deployment,
    ({ type, attributes }) => type === 'aws_appsync_resolver' && attributes.field === field,
    { code },
  );
}
