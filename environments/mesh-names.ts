import { z } from 'zod';
import { type MeshEnvironment } from './environment';
import { always, domainName, flag, integer, matching, orFalse } from './fields';

const day = 24 * 60 * 60;

/** Names of Mesh in the file of a stage. */
export const meshNames = {
  ROUTE53_PARENT_ZONE_NAME: domainName,
  APPSYNC_CUSTOM_DOMAIN: orFalse(domainName),
  MESH_NAME_SUFFIX: matching(/^(-[a-z0-9]{1,16})?$/, 'empty or a hyphen and up to 16 lower-case letters or digits'),
  MESH_SECRET_KEY_PARAMETER: matching(/^(\/[A-Za-z0-9_.-]+)+$/, 'an SSM parameter name such as /mesh/stg/secret-key'),
  MESH_API_KEYS: matching(
    /^[a-z][a-z0-9-]{0,31}(,[a-z][a-z0-9-]{0,31})*$/,
    'names of lower-case letters, digits and hyphens, separated by commas',
  )
    .transform((value) => value.split(','))
    .refine((names) => new Set(names).size === names.length, 'must not name a key twice'),
  MESH_HOST_HEARTBEAT_INTERVAL_SECONDS: integer(1, 3600),
  MESH_HOST_HEARTBEAT_TTL_SECONDS: integer(2, day),
  MESH_MEMBER_HEARTBEAT_INTERVAL_SECONDS: integer(1, 3600),
  MESH_MEMBER_HEARTBEAT_TTL_SECONDS: integer(2, day),
  MESH_MAX_CONNECTION_TIME_SECONDS: integer(1, day),
  MESH_EVENT_TTL_SECONDS: integer(1, day),
  MESH_POLLING_INTERVAL_SECONDS: integer(1, 3600),
  MESH_FIELD_LOG_LEVEL: z.enum(['NONE', 'ERROR', 'ALL'], { error: 'must be NONE, ERROR or ALL' }),
  MESH_LOG_VERBOSE_CONTENT: flag,
  MESH_MONTHLY_BUDGET_USD: integer(1, 1_000_000),
  MESH_WAF_RATE_LIMIT: orFalse(integer(10, 2_000_000_000)),
};

type HeartbeatName = `MESH_${'HOST' | 'MEMBER'}_HEARTBEAT_${'INTERVAL' | 'TTL'}_SECONDS`;

const outlastsInterval =
  (role: 'HOST' | 'MEMBER') =>
  (file: Partial<Record<HeartbeatName, unknown>>): boolean => {
    const interval = file[`MESH_${role}_HEARTBEAT_INTERVAL_SECONDS`];
    const ttl = file[`MESH_${role}_HEARTBEAT_TTL_SECONDS`];
    return typeof interval !== 'number' || typeof ttl !== 'number' || ttl > interval;
  };

const outlastsIntervalFault = (role: 'HOST' | 'MEMBER') => ({
  path: [`MESH_${role}_HEARTBEAT_TTL_SECONDS`],
  error: `must be above MESH_${role}_HEARTBEAT_INTERVAL_SECONDS; about five times it is usual`,
  when: always,
});

/** Rules over several of these names. */
export const meshRules = [
  { holds: outlastsInterval('HOST'), fault: outlastsIntervalFault('HOST') },
  { holds: outlastsInterval('MEMBER'), fault: outlastsIntervalFault('MEMBER') },
  {
    holds: (file: {
      readonly APPSYNC_CUSTOM_DOMAIN?: unknown;
      readonly ROUTE53_PARENT_ZONE_NAME?: unknown;
    }): boolean => {
      const { APPSYNC_CUSTOM_DOMAIN: domain, ROUTE53_PARENT_ZONE_NAME: zone } = file;
      return typeof domain !== 'string' || domain.endsWith(`.${String(zone)}`);
    },
    fault: {
      path: ['APPSYNC_CUSTOM_DOMAIN'],
      error: 'must be a name below ROUTE53_PARENT_ZONE_NAME, or false for none',
      when: always,
    },
  },
];

export function toMeshEnvironment(file: z.output<z.ZodObject<typeof meshNames>>): MeshEnvironment {
  const domainName = file.APPSYNC_CUSTOM_DOMAIN;
  return {
    nameSuffix: file.MESH_NAME_SUFFIX,
    customDomain: domainName === undefined ? undefined : { domainName, zoneName: file.ROUTE53_PARENT_ZONE_NAME },
    settings: {
      hostHeartbeatIntervalSeconds: file.MESH_HOST_HEARTBEAT_INTERVAL_SECONDS,
      hostHeartbeatTtlSeconds: file.MESH_HOST_HEARTBEAT_TTL_SECONDS,
      memberHeartbeatIntervalSeconds: file.MESH_MEMBER_HEARTBEAT_INTERVAL_SECONDS,
      memberHeartbeatTtlSeconds: file.MESH_MEMBER_HEARTBEAT_TTL_SECONDS,
      maxConnectionTimeSeconds: file.MESH_MAX_CONNECTION_TIME_SECONDS,
      eventTtlSeconds: file.MESH_EVENT_TTL_SECONDS,
      pollingIntervalSeconds: file.MESH_POLLING_INTERVAL_SECONDS,
    },
    apiKeyNames: file.MESH_API_KEYS,
    secretKeyParameter: file.MESH_SECRET_KEY_PARAMETER,
    fieldLogLevel: file.MESH_FIELD_LOG_LEVEL,
    logVerboseContent: file.MESH_LOG_VERBOSE_CONTENT,
    monthlyBudgetUsd: file.MESH_MONTHLY_BUDGET_USD,
    wafRateLimit: file.MESH_WAF_RATE_LIMIT,
  };
}
