import { type Attributes, type StoreContext } from '../knowledge';
import { text } from './attributes';

/** Hosted zones of interface endpoints, as alias records need them; every endpoint of the region shows its own. */
const zones: Readonly<Record<string, string>> = {
  'ap-northeast-1': 'Z2E726K9Y6RL4W',
  'ap-southeast-1': 'Z18LLCSTV4NVNL',
  'ap-southeast-2': 'ZDK2GCRPAFKGO',
  'eu-central-1': 'Z273ZU8SZ5RJPC',
  'eu-west-1': 'Z38GZ743OKFT7T',
  'us-east-1': 'Z7HUB22UULQXV',
  'us-east-2': 'ZC8PG0KIFKBRI',
  'us-west-1': 'Z12I86A8N7VCZO',
  'us-west-2': 'Z1YSA3EXCYUU9Z',
};

/** The hosted zone of a region's interface endpoints; empty for a region that is not in the table. */
export function endpointZone(region: string): string {
  return zones[region] ?? '';
}

/** What a service name means. */
export type EndpointServiceName =
  | { readonly owner: 'aws'; readonly region: string; readonly service: string }
  | { readonly owner: 'account'; readonly region: string; readonly id: string };

/** The parts of `com.amazonaws.<region>.<service>` or `com.amazonaws.vpce.<region>.vpce-svc-<id>`; `undefined` for another shape. */
export function endpointServiceName(name: string): EndpointServiceName | undefined {
  const own = /^com\.amazonaws\.vpce\.([a-z]{2}(?:-[a-z]+)+-\d)\.(vpce-svc-[0-9a-f]{8,17})$/.exec(name);
  if (own !== null) return { owner: 'account', region: own[1] ?? '', id: own[2] ?? '' };
  const aws = /^(?:com\.amazonaws|aws\.sagemaker|aws\.api)\.([a-z]{2}(?:-[a-z]+)+-\d)\.([a-z0-9][a-z0-9.-]*)$/.exec(
    name,
  );
  return aws === null ? undefined : { owner: 'aws', region: aws[1] ?? '', service: aws[2] ?? '' };
}

/** AWS's services that have gateway endpoints. */
export const gatewayServices: readonly string[] = ['dynamodb', 's3'];

/** The name that clients use for an AWS service: `api.ecr.eu-west-1.amazonaws.com` for `ecr.api`. */
export function serviceHost(service: string, region: string): string {
  return `${service.split('.').reverse().join('.')}.${region}.amazonaws.com`;
}

/** The endpoint service of the account that has the name; `undefined` for AWS's own and for what is not there. */
export function ownEndpointService(serviceName: string, context: StoreContext): Attributes | undefined {
  return context.find('aws_vpc_endpoint_service', { service_name: serviceName })[0];
}

/** The state in which the service shows the endpoint: it waits where the service accepts each one by hand. */
export function endpointState(endpoint: Attributes, context: StoreContext): string {
  const service = ownEndpointService(text(endpoint, 'service_name') ?? '', context);
  if (service?.acceptance_required !== true || endpoint.auto_accept === true) return 'available';
  const accepters = context.find('aws_vpc_endpoint_connection_accepter', {
    vpc_endpoint_id: text(endpoint, 'id') ?? '',
    vpc_endpoint_service_id: text(service, 'id') ?? '',
  });
  return accepters.length > 0 ? 'available' : 'pendingAcceptance';
}
