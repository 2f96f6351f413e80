import { type Construct } from 'constructs';
import { type GatewayService } from '../../environments/environment';
import { requireIntegerBetween, requireMatch } from '../../modules/validate';

/** Priority of the rule that answers for the load balancer itself; services' health comes before it, their paths after. */
export const healthPriority = 50;

/** Names that the gateway's own services and load balancers have. */
const taken = ['egress-proxy', 'gateway-proxy', 'proxy', 'services-nlb'];

/** Fields that tell services apart: two services with the same value would get each other's requests, or none. */
const distinct = {
  name: ({ name }) => [name],
  path: ({ path }) => [path],
  port: ({ port }) => [port],
  'priority or healthPriority': (service) => [service.priority, service.healthPriority],
} satisfies Record<string, (service: GatewayService) => readonly (string | number)[]>;

/**
 * Rejects a list of microservices that no listener can tell apart, or that takes a name or priority of the gateway itself.
 * @throws RangeError naming the entry, the field, what is allowed and the value.
 */
export function requireServiceList(scope: Construct, services: readonly GatewayService[]): void {
  for (const { name, path, port, priority, healthPriority: ownHealthPriority } of services) {
    const prop = (field: string) => `${field} of service "${name}"`;
    requireMatch(scope, prop('name'), name, /^[a-z][a-z0-9-]{0,15}$/, 'up to 16 lower-case letters, digits or hyphens');
    requireMatch(scope, prop('name'), name, /[a-z0-9]$/, 'a name that ends in a letter or digit');
    if (taken.includes(name)) {
      throw new RangeError(`${scope.node.path}: ${prop('name')} must be none of ${taken.join(', ')}`);
    }
    requireMatch(scope, prop('path'), path, /^\/[a-z0-9][a-z0-9-]{0,62}$/, 'one path segment such as /users');
    requireMatch(scope, prop('path'), path, /^(?!\/(health|api)$)/, 'a path other than /health and /api');
    requireIntegerBetween(scope, prop('port'), port, 1024, 65_535);
    requireIntegerBetween(scope, prop('healthPriority'), ownHealthPriority, 1, healthPriority - 1);
    requireIntegerBetween(scope, prop('priority'), priority, healthPriority + 1, 49_999);
  }
  for (const [field, valuesOf] of Object.entries(distinct)) {
    const owners = new Map<string | number, string>();
    for (const service of services) {
      for (const value of valuesOf(service)) {
        const owner = owners.get(value);
        if (owner !== undefined) {
          throw new RangeError(
            `${scope.node.path}: ${field} must be different for each service, got ${value} for "${owner}" and "${service.name}"`,
          );
        }
        owners.set(value, service.name);
      }
    }
  }
}
