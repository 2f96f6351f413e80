import { z } from 'zod';
import { type AdapterContext } from '../../adapters/adapter';
import { readAttributes } from '../../adapters/attributes';

const behavior = z.object({ realtime_log_config_arn: z.string().nullish() });
const origin = z.object({ origin_shield: z.array(z.object({ enabled: z.boolean() })).nullish() });
const schema = z.object({
  id: z.string(),
  enabled: z.boolean(),
  aliases: z.array(z.string()).nullish(),
  price_class: z.string().nullish(),
  web_acl_id: z.string().nullish(),
  continuous_deployment_policy_id: z.string().nullish(),
  default_cache_behavior: z.array(behavior),
  ordered_cache_behavior: z.array(behavior).nullish(),
  origin: z.array(origin),
});

/** What the state holds of distributions and the edge on this machine does not do. */
export interface Unmodelled {
  /** Names of those that are disabled: the first alias, else the id. */
  readonly disabled: readonly string[];
  /** Names of settings that are accepted without effect, sorted. */
  readonly settings: readonly string[];
}

/** @throws Error when a distribution is not as the provider writes it */
export function readUnmodelled(context: Pick<AdapterContext, 'resources'>): Unmodelled {
  const distributions = context
    .resources('aws_cloudfront_distribution')
    .map(({ resource }) => readAttributes(resource, schema));
  const enabled = distributions.filter((one) => one.enabled);
  return {
    disabled: distributions.filter((one) => !one.enabled).map(({ id, aliases }) => aliases?.[0] ?? id),
    settings: [...new Set(enabled.flatMap(settingsOf))].sort(),
  };
}

function settingsOf(value: z.infer<typeof schema>): readonly string[] {
  const behaviors = [...value.default_cache_behavior, ...(value.ordered_cache_behavior ?? [])];
  return [
    ...(value.continuous_deployment_policy_id ? ['continuous_deployment_policy_id'] : []),
    ...(value.price_class && value.price_class !== 'PriceClass_All' ? ['price_class'] : []),
    ...(value.web_acl_id ? ['web_acl_id'] : []),
    ...(behaviors.some((one) => one.realtime_log_config_arn) ? ['realtime_log_config_arn'] : []),
    ...(value.origin.some((one) => one.origin_shield?.[0]?.enabled === true) ? ['origin_shield'] : []),
  ];
}
