import { z } from 'zod';

const association = { event_type: z.enum(['viewer-request', 'viewer-response', 'origin-request', 'origin-response']) };
const names = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

/** `default_cache_behavior` and `ordered_cache_behavior`. */
export const behaviorSchema = z.object({
  path_pattern: z.string().nullish(),
  target_origin_id: z.string(),
  allowed_methods: z.array(z.string()),
  cached_methods: z.array(z.string()),
  cache_policy_id: z.string().nullish(),
  origin_request_policy_id: z.string().nullish(),
  response_headers_policy_id: z.string().nullish(),
  viewer_protocol_policy: z.string(),
  compress: z.boolean().nullish(),
  default_ttl: z.number().nullish(),
  max_ttl: z.number().nullish(),
  min_ttl: z.number().nullish(),
  field_level_encryption_id: z.string().nullish(),
  realtime_log_config_arn: z.string().nullish(),
  smooth_streaming: z.boolean().nullish(),
  trusted_key_groups: names,
  trusted_signers: names,
  forwarded_values: z
    .array(
      z.object({
        headers: names,
        query_string: z.boolean(),
        query_string_cache_keys: names,
        cookies: z.array(z.object({ forward: z.string(), whitelisted_names: names })),
      }),
    )
    .nullish(),
  function_association: z.array(z.object({ ...association, function_arn: z.string() })).nullish(),
  lambda_function_association: z
    .array(z.object({ ...association, lambda_arn: z.string(), include_body: z.boolean().nullish() }))
    .nullish(),
  grpc_config: z.array(z.object({ enabled: z.boolean() })).nullish(),
});

export type BehaviorAttributes = z.infer<typeof behaviorSchema>;
