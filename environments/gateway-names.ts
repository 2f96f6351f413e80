import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { type GatewayEnvironment, type Stage } from './environment';
import { always, domainName, flag, integer, matching, orFalse } from './fields';
import { services } from './gateway-services';

const cidr = z.string().refine((value) => {
  const [address, bits = '', ...rest] = value.split('/');
  if (rest.length > 0 || !/^(1[6-9]|2[0-2])$/.test(bits) || !ipaddr.IPv4.isValidFourPartDecimal(address ?? ''))
    return false;
  const network = ipaddr.IPv4.networkAddressFromCIDR(value);
  return network.toString() === address && network.range() === 'private';
}, 'must be the network of a private range with 16 to 22 bits, such as 10.0.0.0/16');

const digest = orFalse(
  matching(/^sha256:[0-9a-f]{64}$/, 'the digest of an image, sha256: and 64 hexadecimal digits, or false'),
);

const allowedHost = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}(:\d{1,5})?$/;

/** Names of the gateway in the file of a stage. */
export const gatewayNames = {
  GATEWAY_PUBLIC_ZONE_NAME: domainName,
  GATEWAY_DOMAIN: domainName,
  GATEWAY_PUBLIC_CIDR: cidr,
  GATEWAY_ISOLATED_CIDR: cidr,
  GATEWAY_ZONES: matching(
    /^[a-h](,[a-h])+$/,
    'two or more letters (a to h) of availability zones, separated by commas, such as a,c',
  )
    .transform((value) => value.split(','))
    .refine((zones) => new Set(zones).size === zones.length, 'must not name a zone twice'),
  GATEWAY_NAT: z.enum(['single', 'zone'], { error: 'must be single (one NAT gateway) or zone (one in each zone)' }),
  GATEWAY_WAF_RATE_LIMIT: orFalse(integer(10, 2_000_000_000)),
  GATEWAY_ALLOW_EXEC: flag,
  GATEWAY_LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARNING', 'ERROR'], { error: 'must be DEBUG, INFO, WARNING or ERROR' }),
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

const overlaps = (one: string, other: string): boolean => {
  const [first, second] = [ipaddr.IPv4.parseCIDR(one), ipaddr.IPv4.parseCIDR(other)];
  return first[0].match(second) || second[0].match(first);
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
    }): boolean =>
      !(cidr.safeParse(one).success && cidr.safeParse(other).success) || !overlaps(String(one), String(other)),
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
