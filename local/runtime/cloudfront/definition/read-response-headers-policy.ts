import { z } from 'zod';
import { readAttributes } from '../../adapters/attributes';
import { type DeployedResource } from '../../state/deployment';
import { type CorsPolicy, type PolicyHeader, type ResponseHeadersPolicy } from './definitions';

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const items = z
  .array(z.object({ items: z.array(z.string()).nullish() }))
  .nullish()
  .transform((blocks) => blocks?.[0]?.items ?? []);
const only = z.array(z.object({ override: flag })).nullish();

const schema = z.object({
  cors_config: z
    .array(
      z.object({
        access_control_allow_credentials: flag,
        access_control_allow_headers: items,
        access_control_allow_methods: items,
        access_control_allow_origins: items,
        access_control_expose_headers: items,
        access_control_max_age_sec: z.number().nullish(),
        origin_override: flag,
      }),
    )
    .nullish(),
  custom_headers_config: z
    .array(z.object({ items: z.array(z.object({ header: z.string(), value: z.string(), override: flag })).nullish() }))
    .nullish(),
  remove_headers_config: z.array(z.object({ items: z.array(z.object({ header: z.string() })).nullish() })).nullish(),
  security_headers_config: z
    .array(
      z.object({
        content_security_policy: z.array(z.object({ content_security_policy: z.string(), override: flag })).nullish(),
        content_type_options: only,
        frame_options: z.array(z.object({ frame_option: z.string(), override: flag })).nullish(),
        referrer_policy: z.array(z.object({ referrer_policy: z.string(), override: flag })).nullish(),
        strict_transport_security: z
          .array(
            z.object({
              access_control_max_age_sec: z.number(),
              include_subdomains: flag,
              preload: flag,
              override: flag,
            }),
          )
          .nullish(),
        xss_protection: z
          .array(z.object({ protection: flag, mode_block: flag, report_uri: z.string().nullish(), override: flag }))
          .nullish(),
      }),
    )
    .nullish(),
  server_timing_headers_config: z.array(z.object({ enabled: flag, sampling_rate: z.number() })).nullish(),
});

type Schema = z.infer<typeof schema>;

/** @throws Error when it is not as the provider writes it */
export function readResponseHeadersPolicy(resource: DeployedResource): ResponseHeadersPolicy {
  const value = readAttributes(resource, schema);
  const [cors] = value.cors_config ?? [];
  const custom = value.custom_headers_config?.[0]?.items ?? [];
  const [timing] = value.server_timing_headers_config ?? [];
  return {
    headers: [
      ...securityHeaders(value.security_headers_config?.[0]),
      ...custom.map(({ header: name, value: text, override }) => ({ name, value: text, override })),
    ],
    remove: new Set((value.remove_headers_config?.[0]?.items ?? []).map(({ header }) => header.toLowerCase())),
    ...(cors === undefined ? {} : { cors: corsPolicy(cors) }),
    serverTiming: timing?.enabled === true && timing.sampling_rate > 0,
  };
}

function corsPolicy(cors: NonNullable<Schema['cors_config']>[number]): CorsPolicy {
  const maxAgeSeconds = cors.access_control_max_age_sec;
  return {
    allowCredentials: cors.access_control_allow_credentials,
    allowHeaders: cors.access_control_allow_headers,
    allowMethods: cors.access_control_allow_methods,
    allowOrigins: cors.access_control_allow_origins,
    exposeHeaders: cors.access_control_expose_headers,
    ...(typeof maxAgeSeconds === 'number' ? { maxAgeSeconds } : {}),
    override: cors.origin_override,
  };
}

function securityHeaders(config: NonNullable<Schema['security_headers_config']>[number] | undefined): PolicyHeader[] {
  const headers: PolicyHeader[] = [];
  const add = (name: string, override: boolean, value: string): void => void headers.push({ name, value, override });
  const [csp] = config?.content_security_policy ?? [];
  if (csp) add('Content-Security-Policy', csp.override, csp.content_security_policy);
  const [typeOptions] = config?.content_type_options ?? [];
  if (typeOptions) add('X-Content-Type-Options', typeOptions.override, 'nosniff');
  const [frame] = config?.frame_options ?? [];
  if (frame) add('X-Frame-Options', frame.override, frame.frame_option);
  const [referrer] = config?.referrer_policy ?? [];
  if (referrer) add('Referrer-Policy', referrer.override, referrer.referrer_policy);
  const [hsts] = config?.strict_transport_security ?? [];
  if (hsts) {
    const { access_control_max_age_sec: maxAge, include_subdomains: subdomains, preload } = hsts;
    const value = `max-age=${maxAge}${subdomains ? '; includeSubDomains' : ''}${preload ? '; preload' : ''}`;
    add('Strict-Transport-Security', hsts.override, value);
  }
  const [xss] = config?.xss_protection ?? [];
  if (xss) {
    const report = xss.report_uri ? `; report=${xss.report_uri}` : '';
    add('X-XSS-Protection', xss.override, xss.protection ? `1${xss.mode_block ? '; mode=block' : ''}${report}` : '0');
  }
  return headers;
}
