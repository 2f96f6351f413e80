import { type DeployedResource, type Deployment } from '../../local/runtime/state/deployment';
import { type Configuration, type ConfiguredResource, type Properties } from './configuration';

const accountId = '111122223333';
/** What Terraform takes for itself, not for the provider. */
const metaArguments = new Set(['//', 'provider', 'depends_on', 'lifecycle']);
/** Attributes that are maps; every other object in a configuration is a block, which a state holds in a list. */
const maps = new Set(['tags', 'variables']);

/**
 * A deployment of a synthesized stack: its resources of the given types as Terraform would keep them, with made-up ids and ARNs.
 * @param assetsDirectory folder of the synthesized stack, from which the paths of packages start
 */
export function synthesizedDeployment(
  configuration: Configuration,
  types: readonly string[],
  assetsDirectory: string,
): Deployment {
  const byAddress = new Map(configuration.resources.map((resource) => [resource.address, resource]));
  const valueAt = (address: string, attribute: string): string => {
    const resource = byAddress.get(address);
    if (resource === undefined) throw new Error(`${configuration.stackId}: no resource ${address}`);
    const value = { ...computed(resource), ...resource.properties }[attribute];
    if (typeof value !== 'string') throw new Error(`${configuration.stackId}: ${address} has no text ${attribute}`);
    return value;
  };
  const resolved = (value: unknown): unknown => {
    if (typeof value === 'string') {
      return value.replace(/\$\{(aws_\w+\.\w+)\.(\w+)\}/g, (_, address: string, name: string) =>
        valueAt(address, name),
      );
    }
    if (Array.isArray(value)) return value.map(resolved);
    return typeof value === 'object' && value !== null ? attributesOf(value) : value;
  };
  const attributesOf = (properties: object): Properties =>
    Object.fromEntries(
      Object.entries(properties)
        .filter(([name]) => !metaArguments.has(name))
        .map(([name, value]) => {
          const isBlock = typeof value === 'object' && value !== null && !Array.isArray(value) && !maps.has(name);
          return [name, isBlock ? [resolved(value)] : resolved(value)];
        }),
    );
  const resources = configuration.resources
    .filter(({ type }) => types.includes(type))
    .map((resource): DeployedResource => {
      const { address, type, properties } = resource;
      return { address, type, attributes: { ...computed(resource), ...attributesOf(properties) }, dependsOn: [] };
    });
  return { stackId: configuration.stackId, resources, outputs: {}, assetsDirectory };
}

/** What the provider adds to a resource. */
function computed({ address, type, properties }: ConfiguredResource): Properties {
  const id = address.replaceAll(/\W/g, '-');
  const arn = `arn:aws:${type}:ap-northeast-1:${accountId}:${id}`;
  const text = (name: string): string => String(properties[name]);
  switch (type) {
    case 'aws_cloudfront_distribution':
      return {
        ...{ id, arn: `arn:aws:cloudfront::${accountId}:distribution/${id}` },
        domain_name: `${id.toLowerCase().replaceAll('_', '-')}.cloudfront.net`,
      };
    case 'aws_cloudfront_function':
      return { id, arn: `arn:aws:cloudfront::${accountId}:function/${text('name')}` };
    case 'aws_lambda_function': {
      const functionArn = `arn:aws:lambda:us-east-1:${accountId}:function:${text('function_name')}`;
      return { id, arn: functionArn, qualified_arn: `${functionArn}:1`, version: '1' };
    }
    case 'aws_s3_bucket': {
      const bucket = text('bucket');
      const bucketArn = `arn:aws:s3:::${bucket}`;
      return {
        ...{ id: bucket, arn: bucketArn },
        bucket_regional_domain_name: `${bucket}.s3.ap-northeast-1.amazonaws.com`,
      };
    }
    default:
      return { id, arn, certificate_arn: arn };
  }
}
