import { type AdapterContext } from './adapter';
import { type PlacedApi } from './appsync-definition';
import { type ApiAddresses } from './appsync-mounts';
import { placeOf } from './place';
import { parameterStores } from './ssm';

/**
 * Puts the addresses of APIs on this machine into the parameters that hold those on AWS: what reads where an API is finds
 * the one that runs here.
 */
export function readLocally(
  apis: readonly PlacedApi[],
  addresses: readonly ApiAddresses[],
  { resources, services }: Pick<AdapterContext, 'resources' | 'services'>,
): void {
  const locals = new Map<string, string | undefined>(
    apis.flatMap(({ definition, generatedHosts }, index) =>
      [...generatedHosts, ...definition.domainNames].map(
        (host) => [`https://${host}/graphql`, addresses[index]?.graphql] as const,
      ),
    ),
  );
  for (const { resource } of resources('aws_ssm_parameter')) {
    const { name } = resource.attributes;
    const store = services.find(parameterStores)?.(placeOf(resource));
    const found = typeof name === 'string' ? store?.get(name) : undefined;
    const value = found && locals.get(found.value);
    if (found && value !== undefined) store?.put({ name: found.name, value, overwrite: true });
  }
}
