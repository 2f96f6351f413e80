import { z } from 'zod';
import { type WebEnvironment } from './environment';
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

const oneOf = <const T extends readonly string[]>(values: T, error: string) => z.enum(values, { error });

const countries = matching(/^[A-Z]{2}(,[A-Z]{2})*$/, 'codes of countries (ISO 3166-1, such as JP,US) or false')
  .transform((value) => value.split(','))
  .refine((codes) => new Set(codes).size === codes.length, 'must not name a country twice');

const wordsError = 'must be a JSON list of the words of a command, such as ["node","migrate.mjs"], or false';

const command = z.string().transform((text, context): readonly string[] => {
  try {
    const parsed = z.array(z.string().min(1)).min(1).safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Reported below, as every other value that is no list of words.
  }
  context.addIssue({ code: 'custom', message: wordsError });
  return z.NEVER;
});

/** Names of the web system in the file of a stage. */
export const webNames = {
  WEB_ZONE_NAME: domainName,
  WEB_DOMAIN: domainName,
  WEB_API_DOMAIN: domainName,
  WEB_CIDR: cidr,
  WEB_ZONES: zoneLetters,
  WEB_LOAD_BALANCER: oneOf(['internal', 'public'], 'must be internal (a VPC origin) or public'),
  WEB_DEPLOYMENT: oneOf(['rolling', 'blueGreen'], 'must be rolling or blueGreen'),
  WEB_ALLOW_EXEC: flag,
  WEB_LOG_LEVEL: logLevel,
  WEB_MIN_TASKS: integer(1, 20),
  WEB_MAX_TASKS: integer(1, 20),
  WEB_HTML_CACHE_SECONDS: integer(0, 86_400),
  WEB_PRICE_CLASS: oneOf(
    ['PriceClass_100', 'PriceClass_200', 'PriceClass_All'],
    'must be PriceClass_100, PriceClass_200 or PriceClass_All',
  ),
  WEB_ALLOWED_COUNTRIES: orFalse(countries),
  WEB_WAF_RATE_LIMIT: orFalse(integer(10, 2_000_000_000)),
  WEB_RESIZE_IMAGES: flag,
  WEB_SOURCE: oneOf(['codecommit', 'github'], 'must be codecommit or github'),
  WEB_REPOSITORY: matching(
    /^[A-Za-z0-9._-]{1,100}(\/[A-Za-z0-9._-]{1,100})?$/,
    'the name of a CodeCommit repository, or owner/name of one on GitHub',
  ),
  WEB_BRANCH: matching(/^[A-Za-z0-9._/-]{1,255}$/, 'the name of a branch'),
  WEB_APPROVAL: flag,
  WEB_DEPLOY_ACTION: oneOf(['revision', 'imagedefinitions'], 'must be revision or imagedefinitions'),
  WEB_MIGRATION_COMMAND: orFalse(command),
  WEB_APP_IMAGE: digest,
  WEB_PROXY_IMAGE: digest,
  WEB_API_IMAGE: digest,
};

/** A rule between names: it is held to be kept while one of them is absent or at fault itself. */
const rule = (
  names: readonly string[],
  path: string,
  error: string,
  kept: (values: readonly unknown[]) => boolean,
) => ({
  holds: (file: Readonly<Record<string, unknown>>): boolean => {
    const values = names.map((name) => file[name]);
    return values.includes(undefined) || kept(values);
  },
  fault: { path: [path], error, when: always },
});

const isWithin = (name: unknown, zone: unknown) => name === zone || String(name).endsWith(`.${String(zone)}`);

const apart = (other: string) =>
  rule(['WEB_CIDR', other], 'WEB_CIDR', `must not overlap ${other}`, ([one, two]) => !overlaps(one, two));

/** Rules over several names. */
export const webRules = [
  rule(['WEB_DOMAIN', 'WEB_ZONE_NAME'], 'WEB_DOMAIN', 'must be WEB_ZONE_NAME or a name below it', ([name, zone]) =>
    isWithin(name, zone),
  ),
  rule(
    ['WEB_API_DOMAIN', 'WEB_ZONE_NAME'],
    'WEB_API_DOMAIN',
    'must be a name below WEB_ZONE_NAME',
    ([name, zone]) => name !== zone && isWithin(name, zone),
  ),
  rule(
    ['WEB_API_DOMAIN', 'WEB_DOMAIN'],
    'WEB_API_DOMAIN',
    'must differ from WEB_DOMAIN',
    ([api, front]) => api !== front,
  ),
  rule(
    ['WEB_DOMAIN', 'GATEWAY_DOMAIN'],
    'WEB_DOMAIN',
    'must differ from GATEWAY_DOMAIN',
    ([web, other]) => web !== other,
  ),
  rule(
    ['WEB_API_DOMAIN', 'GATEWAY_DOMAIN'],
    'WEB_API_DOMAIN',
    'must differ from GATEWAY_DOMAIN',
    ([api, other]) => api !== other,
  ),
  apart('GATEWAY_PUBLIC_CIDR'),
  apart('GATEWAY_ISOLATED_CIDR'),
  rule(
    ['WEB_MAX_TASKS', 'WEB_MIN_TASKS'],
    'WEB_MAX_TASKS',
    'must be WEB_MIN_TASKS or more',
    ([max, min]) => Number(max) >= Number(min),
  ),
  rule(
    ['WEB_REPOSITORY', 'WEB_SOURCE'],
    'WEB_REPOSITORY',
    'must be owner/name for the source github, and a name without / for codecommit',
    ([repository, source]) => String(repository).includes('/') === (source === 'github'),
  ),
  rule(
    ['WEB_DEPLOY_ACTION', 'WEB_DEPLOYMENT'],
    'WEB_DEPLOY_ACTION',
    'must be revision when WEB_DEPLOYMENT is blueGreen',
    ([action, deployment]) => action !== 'imagedefinitions' || deployment !== 'blueGreen',
  ),
];

/** The two images of the site are of one build, so a file names both or neither. */
export const webImagesRule = {
  holds: ({ WEB_APP_IMAGE: app, WEB_PROXY_IMAGE: proxy }: Readonly<Record<string, unknown>>): boolean =>
    (app === undefined || app === 'false') === (proxy === undefined || proxy === 'false'),
  fault: {
    path: ['WEB_PROXY_IMAGE'],
    error: 'must be given together with WEB_APP_IMAGE, which comes from the same build',
    when: always,
  },
};

export function toWebEnvironment(file: z.output<z.ZodObject<typeof webNames>>, region: string): WebEnvironment {
  return {
    zoneName: file.WEB_ZONE_NAME,
    domainName: file.WEB_DOMAIN,
    apiDomainName: file.WEB_API_DOMAIN,
    cidr: file.WEB_CIDR,
    zones: file.WEB_ZONES.map((letter) => `${region}${letter}`),
    loadBalancer: file.WEB_LOAD_BALANCER,
    deployment: file.WEB_DEPLOYMENT,
    allowExec: file.WEB_ALLOW_EXEC,
    logLevel: file.WEB_LOG_LEVEL,
    minTasks: file.WEB_MIN_TASKS,
    maxTasks: file.WEB_MAX_TASKS,
    htmlCacheSeconds: file.WEB_HTML_CACHE_SECONDS,
    priceClass: file.WEB_PRICE_CLASS,
    allowedCountries: file.WEB_ALLOWED_COUNTRIES,
    wafRateLimit: file.WEB_WAF_RATE_LIMIT,
    resizeImages: file.WEB_RESIZE_IMAGES,
    delivery: {
      source: file.WEB_SOURCE,
      repository: file.WEB_REPOSITORY,
      branch: file.WEB_BRANCH,
      approval: file.WEB_APPROVAL,
      deployAction: file.WEB_DEPLOY_ACTION,
      migrationCommand: file.WEB_MIGRATION_COMMAND,
    },
    images: { app: file.WEB_APP_IMAGE, proxy: file.WEB_PROXY_IMAGE, api: file.WEB_API_IMAGE },
  };
}
