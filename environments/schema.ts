import { z } from 'zod';
import { stages, type Environment } from './environment';

const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be an integer from ${min} to ${max}`)
    .transform(Number)
    .refine((value) => value >= min && value <= max, `must be an integer from ${min} to ${max}`);

const flag = z.enum(['true', 'false'], { error: 'must be true or false' }).transform((value) => value === 'true');

const matching = (pattern: RegExp, allowed: string) => z.string().regex(pattern, `must be ${allowed}`);

/** A value, or the word false where there is none: an empty or missing line can then never mean "without". */
const orFalse = <T extends z.ZodType<unknown, string>>(schema: T) =>
  z.union([z.literal('false').transform(() => undefined), schema]);

const domainName = matching(
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  'a lower-case domain name such as stg.graphql.example.com',
);

/** Retentions that CloudWatch Logs accepts (PutRetentionPolicy), from a week up. */
const logRetentionDays = [
  7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const day = 24 * 60 * 60;

type HeartbeatName = `MESH_${'HOST' | 'MEMBER'}_HEARTBEAT_${'INTERVAL' | 'TTL'}_SECONDS`;

/** Rules over two names run even when another name is at fault, so that one error holds all faults. */
const always = () => true;

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

/** Names a file of a stage holds. Every name is required, none else is allowed. */
export const environmentSchema = z
  .strictObject({
    STAGE: z.enum(stages, { error: `must be one of ${stages.join(', ')}` }),
    TARGET_ACCOUNT_ID: matching(/^\d{12}$/, 'an AWS account id of twelve digits'),
    TARGET_REGION: matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as ap-northeast-1'),
    ROUTE53_PARENT_ZONE_NAME: domainName,
    APPSYNC_CUSTOM_DOMAIN: orFalse(domainName),
    ALARM_EMAIL: orFalse(matching(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, 'an e-mail address or false')),
    RETAIN_DATA: flag,
    LOG_RETENTION_DAYS: integer(1, 3653).refine(
      (value) => logRetentionDays.includes(value),
      `must be one of ${logRetentionDays.join(', ')}`,
    ),
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
  })
  .refine(outlastsInterval('HOST'), outlastsIntervalFault('HOST'))
  .refine(outlastsInterval('MEMBER'), outlastsIntervalFault('MEMBER'))
  .refine(
    ({ APPSYNC_CUSTOM_DOMAIN: domain, ROUTE53_PARENT_ZONE_NAME: zone }) =>
      typeof domain !== 'string' || domain.endsWith(`.${zone}`),
    {
      path: ['APPSYNC_CUSTOM_DOMAIN'],
      error: 'must be a name below ROUTE53_PARENT_ZONE_NAME, or false for none',
      when: always,
    },
  );

/** Turns the names of a file into the nested form that stacks work with. */
export function toEnvironment(file: z.output<typeof environmentSchema>): Environment {
  const domainName = file.APPSYNC_CUSTOM_DOMAIN;
  return {
    stage: file.STAGE,
    accountId: file.TARGET_ACCOUNT_ID,
    region: file.TARGET_REGION,
    retainData: file.RETAIN_DATA,
    logRetentionDays: file.LOG_RETENTION_DAYS,
    alarmEmail: file.ALARM_EMAIL,
    mesh: {
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
    },
  };
}
