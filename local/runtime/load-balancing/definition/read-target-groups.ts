import { isIP } from 'node:net';
import { z } from 'zod';
import { type AttachmentDefinition, type HealthCheckDefinition, type TargetGroupDefinition } from './definitions';
import { type Context, read } from './read-resources';

const healthCheckSchema = z.object({
  enabled: z.boolean().nullish(),
  protocol: z.string().nullish(),
  port: z.string().nullish(),
  path: z.string().nullish(),
  matcher: z.string().nullish(),
  interval: z.number().nullish(),
  timeout: z.number().nullish(),
  healthy_threshold: z.number().nullish(),
  unhealthy_threshold: z.number().nullish(),
});

const targetGroupSchema = z.object({
  arn: z.string(),
  name: z.string(),
  target_type: z.string().nullish(),
  protocol: z.string().nullish(),
  // The provider writes the seconds as text.
  deregistration_delay: z.coerce.number().nullish(),
  proxy_protocol_v2: z.boolean().nullish(),
  load_balancing_algorithm_type: z.string().nullish(),
  health_check: z.array(healthCheckSchema).nullish(),
});

const attachmentSchema = z.object({
  target_group_arn: z.string(),
  target_id: z.string(),
  port: z.number().nullish(),
});

/** The deployed target groups. */
export function readTargetGroups(context: Context): readonly TargetGroupDefinition[] {
  return read(context, 'aws_lb_target_group', targetGroupSchema).map(({ value, address }) => ({
    arn: value.arn,
    name: value.name,
    targetType: value.target_type ?? 'instance',
    protocol: value.protocol ?? 'HTTP',
    healthCheck: readHealthCheck(value.health_check?.[0] ?? {}, value.protocol ?? 'HTTP', address),
    deregistrationDelayMs: (value.deregistration_delay ?? 300) * 1000,
    proxyProtocolV2: value.proxy_protocol_v2 ?? false,
    algorithm:
      value.load_balancing_algorithm_type === 'least_outstanding_requests'
        ? 'least_outstanding_requests'
        : 'round_robin',
  }));
}

/** The targets that Terraform registered: addresses and application load balancers. */
export function readAttachments(context: Context): readonly AttachmentDefinition[] {
  const ports = new Map(
    read(context, 'aws_lb_target_group', z.object({ arn: z.string(), port: z.number().nullish() })).map(
      ({ value: { arn, port } }) => [arn, port],
    ),
  );
  return read(context, 'aws_lb_target_group_attachment', attachmentSchema).flatMap(
    ({ value, address }): AttachmentDefinition[] => {
      const { target_group_arn: targetGroupArn, target_id: id } = value;
      const port = value.port ?? ports.get(targetGroupArn);
      if (typeof port !== 'number') return [];
      if (id.includes(':loadbalancer/app/'))
        return [{ address, targetGroupArn, target: { loadBalancerArn: id, port } }];
      // An instance or a function is no address of this machine.
      return isIP(id) === 0 ? [] : [{ address, targetGroupArn, target: { host: id, port } }];
    },
  );
}

function readHealthCheck(
  check: z.infer<typeof healthCheckSchema>,
  groupProtocol: string,
  address: string,
): HealthCheckDefinition {
  const isHttpGroup = ['HTTP', 'HTTPS'].includes(groupProtocol);
  const protocol = check.protocol ?? (isHttpGroup ? 'HTTP' : 'TCP');
  if (protocol !== 'HTTP' && protocol !== 'HTTPS' && protocol !== 'TCP') {
    throw new Error(`${address}: health check protocol must be HTTP, HTTPS or TCP, got ${protocol}`);
  }
  const intervalMs = (check.interval ?? 30) * 1000;
  return {
    enabled: check.enabled ?? true,
    protocol,
    ...(check.port === 'traffic-port' || !check.port ? {} : { port: Number(check.port) }),
    path: textOr(check.path, '/'),
    matcher: textOr(check.matcher, isHttpGroup ? '200' : '200-399'),
    intervalMs,
    timeoutMs: (check.timeout ?? (isHttpGroup ? 5 : 10)) * 1000,
    healthyThreshold: check.healthy_threshold ?? (isHttpGroup ? 5 : 3),
    unhealthyThreshold: check.unhealthy_threshold ?? (isHttpGroup ? 2 : 3),
  };
}

/** The provider writes an empty text for a value that is not set. */
function textOr(text: string | null | undefined, otherwise: string): string {
  return text === undefined || text === null || text === '' ? otherwise : text;
}
