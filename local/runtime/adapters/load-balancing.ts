import { readTopology } from '../load-balancing/definition/read-topology';
import { type LoadBalancers } from '../load-balancing/load-balancers';
import { startLoadBalancers } from '../load-balancing/start-load-balancers';
import { type Adapter, type ServiceEndpoint } from './adapter';
import { ServiceKey } from './service-registry';

/** The running load balancers, their target groups and the names that lead to them. */
export const loadBalancers = new ServiceKey<LoadBalancers>('load balancers');

/**
 * Application and network load balancers, endpoints of endpoint services, and the names of private zones. Zones, records
 * and certificates are read too, but bring nothing to life where there is no load balancer.
 */
export const loadBalancing: Adapter = {
  name: 'load-balancing',
  types: [
    'aws_lb',
    'aws_lb_listener',
    'aws_lb_listener_certificate',
    'aws_lb_listener_rule',
    'aws_lb_target_group',
    'aws_lb_target_group_attachment',
    'aws_vpc_endpoint',
    'aws_vpc_endpoint_connection_accepter',
    'aws_vpc_endpoint_service',
  ],
  needs: [],
  start: async (context) => {
    const { clock, events, randomBytes, certificates, host, loadBalancerPort, allowedHosts, services } = context;
    const running = await startLoadBalancers({
      topology: readTopology(context),
      clock,
      events,
      randomBytes,
      certificates,
      host,
      firstPort: loadBalancerPort,
      allowedHosts,
    });
    const endpoints = running.listeners.flatMap(({ stackId, loadBalancerName: name, protocol, port, url }) =>
      url === undefined ? [] : [{ stackId, name, label: `${protocol} ${port}`, url } satisfies ServiceEndpoint],
    );
    context.keep({ endpoints, close: () => running.close() });
    services.provide(loadBalancers, running);
  },
};
