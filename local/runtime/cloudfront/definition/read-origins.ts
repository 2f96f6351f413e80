import { z } from 'zod';
import { readAttributes } from '../../adapters/attributes';
import { type DeployedResource } from '../../state/deployment';
import { type OriginDefinition } from './definitions';

const protocolPolicy = z.enum(['http-only', 'https-only', 'match-viewer']);

/** `origin` of a distribution. */
export const originSchema = z.object({
  origin_id: z.string(),
  domain_name: z.string(),
  origin_path: z.string().nullish(),
  origin_access_control_id: z.string().nullish(),
  connection_attempts: z.number().nullish(),
  connection_timeout: z.number().nullish(),
  custom_header: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  custom_origin_config: z
    .array(
      z.object({
        http_port: z.number(),
        https_port: z.number(),
        origin_protocol_policy: protocolPolicy,
        origin_read_timeout: z.number().nullish(),
      }),
    )
    .nullish(),
  s3_origin_config: z.array(z.object({ origin_access_identity: z.string() })).nullish(),
  vpc_origin_config: z
    .array(z.object({ vpc_origin_id: z.string(), origin_read_timeout: z.number().nullish() }))
    .nullish(),
});

const vpcOrigin = z.object({
  id: z.string(),
  vpc_origin_endpoint_config: z.array(
    z.object({
      arn: z.string(),
      http_port: z.number(),
      https_port: z.number(),
      origin_protocol_policy: protocolPolicy,
    }),
  ),
});

/** A deployed VPC origin. */
export type VpcOrigin = z.infer<typeof vpcOrigin>;

/** @throws Error when it is not as the provider writes it */
export function readVpcOrigin(resource: DeployedResource): VpcOrigin {
  return readAttributes(resource, vpcOrigin);
}

/** @throws Error when its VPC origin is not deployed */
export function readOrigin(
  origin: z.infer<typeof originSchema>,
  vpcOrigins: readonly VpcOrigin[],
  where: string,
): OriginDefinition {
  const [custom] = origin.custom_origin_config ?? [];
  const [vpc] = origin.vpc_origin_config ?? [];
  const readTimeoutSeconds = custom?.origin_read_timeout ?? vpc?.origin_read_timeout ?? 30;
  return {
    id: origin.origin_id,
    domainName: origin.domain_name.toLowerCase(),
    path: origin.origin_path ?? '',
    customHeaders: (origin.custom_header ?? []).map(({ name, value }) => [name, value] as const),
    connectionAttempts: origin.connection_attempts ?? 3,
    connectionTimeoutMs: (origin.connection_timeout ?? 10) * 1000,
    readTimeoutMs: readTimeoutSeconds * 1000,
    kind: kindOf(origin, vpcOrigins, where),
  };
}

function kindOf(
  origin: z.infer<typeof originSchema>,
  vpcOrigins: readonly VpcOrigin[],
  where: string,
): OriginDefinition['kind'] {
  const [custom] = origin.custom_origin_config ?? [];
  if (custom !== undefined) {
    return {
      type: 'custom',
      httpPort: custom.http_port,
      httpsPort: custom.https_port,
      protocolPolicy: custom.origin_protocol_policy,
    };
  }
  const [vpc] = origin.vpc_origin_config ?? [];
  if (vpc === undefined) {
    const hasIdentity = Boolean(origin.s3_origin_config?.[0]?.origin_access_identity);
    return { type: 's3', isSigned: Boolean(origin.origin_access_control_id) || hasIdentity };
  }
  const endpoint = vpcOrigins.find(({ id }) => id === vpc.vpc_origin_id)?.vpc_origin_endpoint_config[0];
  if (endpoint === undefined) {
    throw new Error(`${where}: origin ${origin.origin_id}: VPC origin ${vpc.vpc_origin_id} is not deployed`);
  }
  return {
    type: 'custom',
    httpPort: endpoint.http_port,
    httpsPort: endpoint.https_port,
    protocolPolicy: endpoint.origin_protocol_policy,
    vpcTargetArn: endpoint.arn,
  };
}
