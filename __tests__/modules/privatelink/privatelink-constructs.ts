import { Lb } from '@cdktf/provider-aws/lib/lb';
import { type Construct } from 'constructs';
import { EndpointService, type EndpointServiceProps } from '../../../modules/privatelink/endpoint-service';

/** An endpoint service for tests of it and of what connects to one. */
export function someEndpointService(scope: Construct, props: Partial<EndpointServiceProps> = {}): EndpointService {
  const loadBalancer = new Lb(scope, 'LoadBalancer', { name: 'shop', loadBalancerType: 'network', internal: true });
  return new EndpointService(scope, 'Service', {
    name: 'shop',
    loadBalancers: [loadBalancer],
    allowedPrincipals: ['arn:aws:iam::111122223333:root'],
    ...props,
  });
}
