import { type Attributes, isAttributes, isList, type StoreContext } from '../knowledge';
import { text } from './attributes';
import { distributionZone } from './cloudfront';
import { withoutDot } from './hosted-zone';

interface AliasTarget {
  readonly name: string;
  readonly zoneId: string;
}

/** The names that load balancers and endpoints of a region have in AWS's own zones. */
function targetsOf(context: StoreContext): readonly AliasTarget[] {
  const balancers = context
    .find('aws_lb', {})
    .map((balancer) => ({ name: text(balancer, 'dns_name') ?? '', zoneId: text(balancer, 'zone_id') ?? '' }));
  const endpoints = context
    .find('aws_vpc_endpoint', {})
    .flatMap((endpoint) => (isList(endpoint.dns_entry) ? endpoint.dns_entry.filter(isAttributes) : []))
    .map((entry) => ({ name: text(entry, 'dns_name') ?? '', zoneId: text(entry, 'hosted_zone_id') ?? '' }));
  return [...balancers, ...endpoints];
}

/** What has a name in CloudFront's zone: distributions, and domains of services that put one in front of themselves. */
const edgeNames: Readonly<Record<string, string>> = {
  aws_cloudfront_distribution: 'domain_name',
  aws_appsync_domain_name: 'appsync_domain_name',
  aws_api_gateway_domain_name: 'cloudfront_domain_name',
  aws_cognito_user_pool_domain: 'cloudfront_distribution',
};

/** Distributions belong to no region and all have their names in one zone. */
function distributionProblem(tried: string, name: string, zoneId: string, context: StoreContext): string | undefined {
  if (zoneId !== distributionZone) return `${tried}, but the alias target name does not lie within the target zone`;
  const isThere = Object.entries(edgeNames).some(([type, attribute]) =>
    context.find(type, {}).some((object) => text(object, attribute) === name),
  );
  return isThere ? undefined : `${tried}, but that target was not found`;
}

/**
 * What is wrong with the target of an alias record: a distribution, load balancer or endpoint that the account does not have, or one
 * whose names are in another zone. Targets of other services pass.
 */
export function aliasProblem(alias: Attributes, type: string, context: StoreContext): string | undefined {
  const name = withoutDot(text(alias, 'name') ?? '').replace(/^dualstack\./, '');
  const zoneId = text(alias, 'zone_id') ?? '';
  const tried = `Tried to create an alias that targets ${name}., type ${type} in zone ${zoneId}`;
  if (name.endsWith('.cloudfront.net')) return distributionProblem(tried, name, zoneId, context);
  if (!/\.(elb\.amazonaws\.com|elb\.[a-z0-9-]+\.amazonaws\.com|vpce\.amazonaws\.com)$/.test(name)) return undefined;
  // The record belongs to no region, its target does: only those of the provider's region can be judged.
  if (!name.split('.').includes(context.identity.region)) return undefined;
  const found = targetsOf(context).find((target) => withoutDot(target.name) === name);
  if (found === undefined) return `${tried}, but that target was not found`;
  return found.zoneId === '' || found.zoneId === zoneId
    ? undefined
    : `${tried}, but the alias target name does not lie within the target zone`;
}
