import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemClock } from '../../local/runtime/clock';
import { createRuntimeEvents, type RuntimeEvent } from '../../local/runtime/events';
import { Certificates } from '../../local/runtime/front/certificates';
import { type LocalListener, type TargetAddress } from '../../local/runtime/load-balancing/load-balancers';
import { readTopology } from '../../local/runtime/load-balancing/definition/read-topology';
import {
  type LoadBalancersOptions,
  type RunningLoadBalancers,
  startLoadBalancers,
} from '../../local/runtime/load-balancing/start-load-balancers';
import { type DeployedResource, type Deployment } from '../../local/runtime/state/deployment';

type Attributes = Readonly<Record<string, unknown>>;

const prefix = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333';

/** ARN of a load balancer, a listener or a target group of the deployments that are built here. */
export const arnOf = {
  application: (name: string) => `${prefix}:loadbalancer/app/${name}/1`,
  network: (name: string) => `${prefix}:loadbalancer/net/${name}/1`,
  listener: (name: string, port: number) => `${prefix}:listener/${name}/${port}`,
  group: (name: string) => `${prefix}:targetgroup/${name}/1`,
  certificate: (name: string) => `arn:aws:acm:eu-west-1:111122223333:certificate/${name}`,
};

/** Resources as the provider writes them, with what tests do not set at its defaults. */
export const deployed = {
  application: (name: string, more: Attributes = {}) =>
    resource('aws_lb', name, {
      arn: arnOf.application(name),
      name,
      load_balancer_type: 'application',
      internal: true,
      dns_name: `internal-${name}-1.eu-west-1.elb.amazonaws.com`,
      vpc_id: 'vpc-1',
      idle_timeout: 60,
      ...more,
    }),
  network: (name: string, more: Attributes = {}) =>
    resource('aws_lb', name, {
      arn: arnOf.network(name),
      name,
      load_balancer_type: 'network',
      internal: true,
      dns_name: `${name}-1.elb.eu-west-1.amazonaws.com`,
      vpc_id: 'vpc-1',
      ...more,
    }),
  listener: (name: string, loadBalancerArn: string, port: number, action: Attributes, more: Attributes = {}) =>
    resource('aws_lb_listener', `${name}${port}`, {
      arn: arnOf.listener(name, port),
      load_balancer_arn: loadBalancerArn,
      port,
      protocol: 'HTTP',
      default_action: [action],
      ...more,
    }),
  rule: (listenerArn: string, priority: number, action: Attributes, ...condition: readonly Attributes[]) =>
    resource('aws_lb_listener_rule', `rule${priority}`, {
      listener_arn: listenerArn,
      priority,
      action: [action],
      condition,
    }),
  group: (name: string, more: Attributes = {}) =>
    resource('aws_lb_target_group', name, {
      arn: arnOf.group(name),
      name,
      port: 3000,
      protocol: 'HTTP',
      target_type: 'ip',
      deregistration_delay: '30',
      health_check: [{ enabled: true, path: '/health', matcher: '200', interval: 30, timeout: 5 }],
      ...more,
    }),
  attachment: (group: string, targetId: string, port: number) =>
    resource('aws_lb_target_group_attachment', group, {
      target_group_arn: arnOf.group(group),
      target_id: targetId,
      port,
    }),
  certificate: (name: string, ...more: readonly string[]) =>
    resource('aws_acm_certificate', name, {
      arn: arnOf.certificate(name),
      domain_name: name,
      subject_alternative_names: more,
    }),
  endpointService: (name: string, networkLoadBalancer: string, acceptanceRequired = true) =>
    resource('aws_vpc_endpoint_service', name, {
      id: `vpce-svc-${name}`,
      service_name: `com.amazonaws.vpce.eu-west-1.vpce-svc-${name}`,
      acceptance_required: acceptanceRequired,
      network_load_balancer_arns: [arnOf.network(networkLoadBalancer)],
    }),
  endpoint: (id: string, service: string, vpcId: string) =>
    resource('aws_vpc_endpoint', id, {
      id,
      vpc_id: vpcId,
      service_name: `com.amazonaws.vpce.eu-west-1.vpce-svc-${service}`,
      dns_entry: [{ dns_name: `${id}-x.vpce-svc-${service}.eu-west-1.vpce.amazonaws.com`, hosted_zone_id: 'Z1' }],
    }),
  accepter: (endpointId: string, service: string) =>
    resource('aws_vpc_endpoint_connection_accepter', endpointId, {
      vpc_endpoint_id: endpointId,
      vpc_endpoint_service_id: `vpce-svc-${service}`,
    }),
  zone: (name: string, ...vpcIds: readonly string[]) =>
    resource('aws_route53_zone', name, { zone_id: `Z-${name}`, name, vpc: vpcIds.map((vpc_id) => ({ vpc_id })) }),
  alias: (name: string, zoneId: string, target: string) =>
    resource('aws_route53_record', name, {
      zone_id: zoneId,
      name,
      fqdn: name,
      type: 'A',
      records: [],
      alias: [{ name: target, zone_id: 'Z2', evaluate_target_health: false }],
    }),
};

/** Actions as the provider writes them. */
export const action = {
  forward: (...groups: readonly string[]) => ({
    type: 'forward',
    order: 1,
    forward: [{ target_group: groups.map((name) => ({ arn: arnOf.group(name), weight: 1 })) }],
  }),
  fixed: (status: number, body: string, contentType = 'application/json') => ({
    type: 'fixed-response',
    order: 1,
    fixed_response: [{ content_type: contentType, message_body: body, status_code: String(status) }],
  }),
  redirect: (more: Attributes = {}) => ({
    type: 'redirect',
    order: 1,
    redirect: [
      {
        protocol: 'HTTPS',
        host: '#{host}',
        port: '443',
        path: '/#{path}',
        query: '#{query}',
        status_code: 'HTTP_301',
        ...more,
      },
    ],
  }),
};

function resource(type: string, name: string, attributes: Attributes): DeployedResource {
  return { address: `${type}.${name}`, type, attributes, dependsOn: [] };
}

/** Resources of a stack. */
export function deployment(stackId: string, resources: readonly DeployedResource[]): Deployment {
  return { stackId, resources, outputs: {}, assetsDirectory: '/' };
}

/** What `readTopology` reads from. */
export function resourcesOf(deployments: readonly Deployment[]): Parameters<typeof readTopology>[0] {
  return {
    resources: (type) =>
      deployments.flatMap((deployment) =>
        deployment.resources.filter((entry) => entry.type === type).map((entry) => ({ deployment, resource: entry })),
      ),
  };
}

export interface TestLoadBalancers extends RunningLoadBalancers {
  readonly events: readonly RuntimeEvent[];
  /** The listener of a load balancer on a deployed port. */
  listener(loadBalancerName: string, port: number): LocalListener;
}

/** Starts load balancers on free ports. */
export async function startTestLoadBalancers(
  directory: string,
  deployments: readonly Deployment[],
  more: Partial<LoadBalancersOptions> = {},
): Promise<TestLoadBalancers> {
  const bus = createRuntimeEvents();
  const events: RuntimeEvent[] = [];
  bus.subscribe((event) => events.push(event));
  const clock = more.clock ?? systemClock;
  const running = await startLoadBalancers({
    topology: readTopology(resourcesOf(deployments)),
    clock,
    events: bus,
    randomBytes,
    certificates: new Certificates(join(directory, 'tls'), clock),
    host: '127.0.0.1',
    firstPort: 0,
    allowedHosts: [],
    ...more,
  });
  return Object.assign(running, {
    events,
    listener: (name: string, port: number): LocalListener => {
      const found = running.listeners.find((entry) => entry.loadBalancerName === name && entry.port === port);
      if (found === undefined) throw new Error(`${name} has no listener on port ${port}`);
      return found;
    },
  });
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface TestRequest {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  /** PEM to trust; makes it a request by TLS. */
  readonly ca?: Buffer;
  readonly servername?: string;
}

/** Sends one request on a connection of its own. */
export function send({ host, port }: TargetAddress, test: TestRequest = {}): Promise<TestAnswer> {
  const { ca, servername, method = 'GET', path = '/', headers = {}, body } = test;
  const options = { host, port, method, path, headers, agent: false };
  return new Promise((resolve, reject) => {
    const request =
      ca === undefined ? httpRequest(options) : httpsRequest({ ...options, ca, ...(servername ? { servername } : {}) });
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    request.end(body);
  });
}

/** Waits until `condition` holds, for 5 s at most. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not within 5 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
