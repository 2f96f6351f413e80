import { z } from 'zod';
import { type ListenerDefinition, type LoadBalancerDefinition } from './definitions';
import { type Context, read } from './read-resources';
import { actionSchema, readAction, readRule, ruleSchema } from './read-rules';

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

const loadBalancerSchema = z.object({
  arn: z.string(),
  name: z.string(),
  load_balancer_type: z.string().nullish(),
  internal: flag,
  dns_name: z.string(),
  vpc_id: z.string().nullish(),
  subnets: z.array(z.string()).nullish(),
  idle_timeout: z.number().nullish(),
  drop_invalid_header_fields: flag,
  xff_header_processing_mode: z.enum(['append', 'preserve', 'remove']).nullish().catch('append'),
  enable_xff_client_port: flag,
  enable_tls_version_and_cipher_suite_headers: flag,
});

const listenerSchema = z.object({
  arn: z.string(),
  load_balancer_arn: z.string(),
  port: z.number(),
  protocol: z.string().nullish(),
  certificate_arn: z.string().nullish(),
  tcp_idle_timeout_seconds: z.number().nullish(),
  default_action: z.array(actionSchema),
});

const certificateSchema = z.object({ listener_arn: z.string(), certificate_arn: z.string() });
const subnetSchema = z.object({ id: z.string(), vpc_id: z.string() });

/** The deployed application and network load balancers, with their listeners. */
export function readLoadBalancers(context: Context): readonly LoadBalancerDefinition[] {
  const subnets = new Map(read(context, 'aws_subnet', subnetSchema).map(({ value: { id, vpc_id } }) => [id, vpc_id]));
  const listeners = readListeners(context);
  return read(context, 'aws_lb', loadBalancerSchema).flatMap(({ value, stackId }): LoadBalancerDefinition[] => {
    const type = value.load_balancer_type ?? 'application';
    if (type !== 'application' && type !== 'network') return [];
    const vpcId = value.vpc_id ?? value.subnets?.map((id) => subnets.get(id)).find((id) => id !== undefined);
    return [
      {
        arn: value.arn,
        name: value.name,
        stackId,
        type,
        internal: value.internal,
        dnsName: value.dns_name.toLowerCase(),
        ...(vpcId === undefined ? {} : { vpcId }),
        attributes: {
          idleTimeoutMs: (value.idle_timeout ?? 60) * 1000,
          dropInvalidHeaderFields: value.drop_invalid_header_fields,
          xffHeaderProcessing: value.xff_header_processing_mode ?? 'append',
          xffClientPort: value.enable_xff_client_port,
          tlsHeaders: value.enable_tls_version_and_cipher_suite_headers,
        },
        listeners: listeners
          .filter(({ loadBalancerArn }) => loadBalancerArn === value.arn)
          .map(({ listener }) => listener),
      },
    ];
  });
}

function readListeners(
  context: Context,
): readonly { readonly loadBalancerArn: string; readonly listener: ListenerDefinition }[] {
  const rules = read(context, 'aws_lb_listener_rule', ruleSchema).map(({ value }) => value);
  const certificates = read(context, 'aws_lb_listener_certificate', certificateSchema).map(({ value }) => value);
  return read(context, 'aws_lb_listener', listenerSchema).map(({ value }) => {
    const own = rules.filter(({ listener_arn }) => listener_arn === value.arn);
    const more = certificates.filter(({ listener_arn }) => listener_arn === value.arn);
    return {
      loadBalancerArn: value.load_balancer_arn,
      listener: {
        arn: value.arn,
        port: value.port,
        protocol: value.protocol ?? 'HTTP',
        certificateArns: [
          ...(value.certificate_arn ? [value.certificate_arn] : []),
          ...more.map(({ certificate_arn }) => certificate_arn),
        ],
        rules: [
          ...own.sort((a, b) => a.priority - b.priority).map(readRule),
          { conditions: [], action: readAction(value.default_action) },
        ],
        tcpIdleTimeoutMs: (value.tcp_idle_timeout_seconds ?? 350) * 1000,
      },
    };
  });
}
