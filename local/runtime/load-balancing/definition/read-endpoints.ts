import { z } from 'zod';
import { type EndpointDefinition } from './definitions';
import { type Context, read } from './read-resources';

const endpointSchema = z.object({
  id: z.string(),
  vpc_id: z.string(),
  service_name: z.string().nullish(),
  auto_accept: z.boolean().nullish(),
  dns_entry: z.array(z.object({ dns_name: z.string().nullish() })).nullish(),
});

const serviceSchema = z.object({
  id: z.string(),
  service_name: z.string(),
  acceptance_required: z.boolean(),
  network_load_balancer_arns: z.array(z.string()).nullish(),
});

const accepterSchema = z.object({ vpc_endpoint_id: z.string(), vpc_endpoint_service_id: z.string() });

/** The endpoints of deployed endpoint services; those of AWS's own services are none. */
export function readEndpoints(context: Context): readonly EndpointDefinition[] {
  const services = new Map(
    read(context, 'aws_vpc_endpoint_service', serviceSchema).map(({ value }) => [value.service_name, value]),
  );
  const accepters = read(context, 'aws_vpc_endpoint_connection_accepter', accepterSchema);
  return read(context, 'aws_vpc_endpoint', endpointSchema).flatMap(({ value, stackId }): EndpointDefinition[] => {
    const service = services.get(value.service_name ?? '');
    if (service === undefined) return [];
    const isAccepted = accepters.some(
      ({ value: { vpc_endpoint_id, vpc_endpoint_service_id } }) =>
        vpc_endpoint_id === value.id && vpc_endpoint_service_id === service.id,
    );
    return [
      {
        id: value.id,
        stackId,
        vpcId: value.vpc_id,
        dnsNames: (value.dns_entry ?? []).flatMap(({ dns_name }) => (dns_name ? [dns_name.toLowerCase()] : [])),
        loadBalancerArns: service.network_load_balancer_arns ?? [],
        accepted: isAccepted || !service.acceptance_required || value.auto_accept === true,
      },
    ];
  });
}
