import { z } from 'zod';
import { type GatewayEnvironment, type Stage } from './environment';
import {
  always,
  cidr,
  digest,
  domainName,
  flag,
  integer,
  logLevel,
  matching,
  orFalse,
  overlaps,
  zoneLetters,
} from './fields';
import { services } from './gateway-services';

const allowedHost = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}(:\d{1,5})?$/;

/** Names of the gateway in the file of a stage. */
export const gatewayNames = {
  GATEWAY_PUBLIC_ZONE_NAME: domainName,
  GATEWAY_DOMAIN: domainName,
  GATEWAY_PUBLIC_CIDR: cidr,
  GATEWAY_ISOLATED_CIDR: cidr,
  GATEWAY_ZONES: zoneLetters,
  GATEWAY_NAT: z.enum(['single', 'zone'], { error: 'must be single (one NAT gateway) or zone (one in each zone)' }),
  GATEWAY_WAF_RATE_LIMIT: orFalse(integer(10, 2_000_000_000)),
  GATEWAY_ALLOW_EXEC: flag,
  GATEWAY_LOG_LEVEL: logLevel,
  GATEWAY_PARAMETER_PREFIX: matching(
    /^(\/[A-Za-z0-9_.-]+){1,10}$/,
    'the beginning of SSM parameter names such as /microservice/stg',
  ),
  GATEWAY_DESIRED_COUNT: integer(1, 10),
  GATEWAY_SERVICES: services,
  GATEWAY_EGRESS_ALLOWED_HOSTS: z
    .string()
    .transform((value) => value.split(',').map((host) => host.trim()))
    .refine(
      (hosts) => hosts.every((host) => allowedHost.test(host) && Number(host.split(':')[1] ?? 443) <= 65_535),
      'must be host names, each with an optional *. in front and :port behind, separated by commas',
    )
    .transform((hosts) => hosts.map((host) => (host.includes(':') ? host : `${host}:443`))),
  GATEWAY_PROXY_IMAGE: digest,
  GATEWAY_MICROSERVICE_IMAGE: digest,
  GATEWAY_EGRESS_PROXY_IMAGE: digest,
};

/** Rules over several of these names. */
export const gatewayRules = [
  {
    holds: (file: { readonly GATEWAY_DOMAIN?: unknown; readonly GATEWAY_PUBLIC_ZONE_NAME?: unknown }): boolean => {
      const { GATEWAY_DOMAIN: domain, GATEWAY_PUBLIC_ZONE_NAME: zone } = file;
      return typeof domain !== 'string' || typeof zone !== 'string' || domain.endsWith(`.${zone}`);
    },
    fault: { path: ['GATEWAY_DOMAIN'], error: 'must be a name below GATEWAY_PUBLIC_ZONE_NAME', when: always },
  },
  {
    holds: ({
      GATEWAY_DOMAIN: domain,
      STAGE: stage,
    }: {
      readonly GATEWAY_DOMAIN?: unknown;
      readonly STAGE?: unknown;
    }): boolean =>
      typeof domain !== 'string' || !/^(services|egress)\./.test(domain.replace(`.${String(stage)}.`, '.')),
    fault: {
      path: ['GATEWAY_DOMAIN'],
      error: 'must not begin with services or egress, the names of the private zones',
      when: always,
    },
  },
  {
    holds: ({
      GATEWAY_PUBLIC_CIDR: one,
      GATEWAY_ISOLATED_CIDR: other,
    }: {
      readonly GATEWAY_PUBLIC_CIDR?: unknown;
      readonly GATEWAY_ISOLATED_CIDR?: unknown;
    }): boolean => !overlaps(one, other),
    fault: { path: ['GATEWAY_ISOLATED_CIDR'], error: 'must not overlap GATEWAY_PUBLIC_CIDR', when: always },
  },
];

export function toGatewayEnvironment(
  file: z.output<z.ZodObject<typeof gatewayNames>>,
  stage: Stage,
  region: string,
): GatewayEnvironment {
  const zone = file.GATEWAY_PUBLIC_ZONE_NAME;
  return {
    publicZoneName: zone,
    domainName: file.GATEWAY_DOMAIN,
    servicesDomainName: `services.${stage}.${zone}`,
    egressDomainName: `egress.${stage}.${zone}`,
    publicCidr: file.GATEWAY_PUBLIC_CIDR,
    isolatedCidr: file.GATEWAY_ISOLATED_CIDR,
    zones: file.GATEWAY_ZONES.map((letter) => `${region}${letter}`),
    natPerZone: file.GATEWAY_NAT === 'zone',
    wafRateLimit: file.GATEWAY_WAF_RATE_LIMIT,
    allowExec: file.GATEWAY_ALLOW_EXEC,
    logLevel: file.GATEWAY_LOG_LEVEL,
    parameterPrefix: file.GATEWAY_PARAMETER_PREFIX,
    desiredCount: file.GATEWAY_DESIRED_COUNT,
    services: file.GATEWAY_SERVICES,
    egressAllowedHosts: file.GATEWAY_EGRESS_ALLOWED_HOSTS,
    images: {
      proxy: file.GATEWAY_PROXY_IMAGE,
      microservice: file.GATEWAY_MICROSERVICE_IMAGE,
      egressProxy: file.GATEWAY_EGRESS_PROXY_IMAGE,
    },
  };
}
