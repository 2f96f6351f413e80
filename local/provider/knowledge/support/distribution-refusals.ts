import { type Attributes, type Refusal } from '../knowledge';
import { blocks, hasUnknown, integer, isSet, text, texts } from './attributes';
import { refusal } from './rules';

/** A behaviour of a distribution and where it is in the configuration. */
export interface Behavior {
  readonly path: readonly (string | number)[];
  readonly behavior: Attributes;
}

/** The default behaviour and the ordered ones. */
export function behaviorsOf(config: Attributes): readonly Behavior[] {
  return ['default_cache_behavior', 'ordered_cache_behavior'].flatMap((name) =>
    blocks(config, name).map((behavior, index) => ({ path: [name, index], behavior })),
  );
}

const writing = ['POST', 'PUT', 'PATCH', 'DELETE'];
const methodSets = [
  ['GET', 'HEAD'],
  ['GET', 'HEAD', 'OPTIONS'],
  ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
].map((set) => set.join());

function methodRefusals({ path, behavior }: Behavior, groups: readonly string[]): readonly Refusal[] {
  if (hasUnknown(behavior, 'allowed_methods', 'cached_methods')) return [];
  const allowed = [...texts(behavior, 'allowed_methods')].sort();
  const cached = [...texts(behavior, 'cached_methods')].sort();
  return [
    ...(methodSets.includes(allowed.join())
      ? []
      : [
          refusal(
            [...path, 'allowed_methods'],
            `InvalidArgument: The parameter AllowedMethods is not a set that CloudFront supports: GET, HEAD; GET, HEAD, OPTIONS; or all seven methods.`,
            `got ${allowed.join(', ')}`,
          ),
        ]),
    ...(methodSets.slice(0, 2).includes(cached.join()) && cached.every((method) => allowed.includes(method))
      ? []
      : [
          refusal(
            [...path, 'cached_methods'],
            'InvalidArgument: The parameter CachedMethods must be GET, HEAD or GET, HEAD, OPTIONS, and be among AllowedMethods.',
            `got ${cached.join(', ')}`,
          ),
        ]),
    ...(groups.includes(text(behavior, 'target_origin_id') ?? '') && allowed.some((method) => writing.includes(method))
      ? [
          refusal(
            [...path, 'allowed_methods'],
            'InvalidArgument: The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached behavior associated with an origin group.',
          ),
        ]
      : []),
  ];
}

function cachingRefusals({ path, behavior }: Behavior): readonly Refusal[] {
  if (hasUnknown(behavior, 'cache_policy_id', 'forwarded_values')) return [];
  const hasPolicy = isSet(behavior.cache_policy_id);
  const hasValues = isSet(behavior.forwarded_values);
  const [min, standard, max] = [
    integer(behavior, 'min_ttl') ?? 0,
    integer(behavior, 'default_ttl') ?? 86_400,
    integer(behavior, 'max_ttl') ?? 31_536_000,
  ];
  const hasTtl = ['min_ttl', 'default_ttl', 'max_ttl'].some((name) => isSet(behavior[name]) && behavior[name] !== 0);
  return [
    ...(hasPolicy && hasValues
      ? [
          refusal(
            [...path, 'forwarded_values'],
            'InvalidArgument: The parameter ForwardedValues cannot be used when a cache policy is associated to the cache behavior.',
          ),
        ]
      : []),
    ...(!hasPolicy && !hasValues
      ? [
          refusal(
            [...path],
            'InvalidArgument: The parameter ForwardedValues is required when no cache policy is associated to the cache behavior.',
          ),
        ]
      : []),
    ...(hasPolicy && hasTtl
      ? [
          refusal(
            [...path],
            'InvalidArgument: The parameters MinTTL, DefaultTTL and MaxTTL cannot be used when a cache policy is associated to the cache behavior.',
          ),
        ]
      : []),
    ...(!hasPolicy && (min > standard || standard > max)
      ? [
          refusal(
            [...path],
            'InvalidTTLOrder: The TTL order specified is not valid: MinTTL must be at most DefaultTTL, and DefaultTTL at most MaxTTL.',
            `got ${min}, ${standard}, ${max}`,
          ),
        ]
      : []),
  ];
}

function associationRefusals({ path, behavior }: Behavior): readonly Refusal[] {
  const events = (name: string) => blocks(behavior, name).flatMap((one) => text(one, 'event_type') ?? []);
  const [functions, lambdas] = [events('function_association'), events('lambda_function_association')];
  const twice = (list: readonly string[]) => list.find((event, index) => list.indexOf(event) !== index);
  const [twiceFunction, twiceLambda] = [twice(functions), twice(lambdas)];
  const isMixed = functions.length > 0 && lambdas.some((event) => event.startsWith('viewer-'));
  return [
    ...(twiceFunction === undefined
      ? []
      : [
          refusal(
            [...path, 'function_association'],
            `InvalidFunctionAssociation: Only one function can be associated with an event type: ${twiceFunction}.`,
          ),
        ]),
    ...(twiceLambda === undefined
      ? []
      : [
          refusal(
            [...path, 'lambda_function_association'],
            `InvalidLambdaFunctionAssociation: Only one Lambda function can be associated with an event type: ${twiceLambda}.`,
          ),
        ]),
    ...(isMixed
      ? [
          refusal(
            [...path, 'function_association'],
            'InvalidFunctionAssociation: CloudFront Functions and Lambda@Edge cannot be combined in the viewer events of a cache behavior.',
          ),
        ]
      : []),
  ];
}

function targetRefusals({ path, behavior }: Behavior, targets: readonly string[]): readonly Refusal[] {
  const target = text(behavior, 'target_origin_id');
  return target === undefined || targets.includes(target)
    ? []
    : [
        refusal(
          [...path, 'target_origin_id'],
          'NoSuchOrigin: One or more of your origins or origin groups do not exist.',
          `no origin or origin group is named ${target}`,
        ),
      ];
}

function groupRefusals(config: Attributes, origins: readonly string[]): readonly Refusal[] {
  return blocks(config, 'origin_group').flatMap((group, index) => {
    const members = blocks(group, 'member').flatMap((member) => text(member, 'origin_id') ?? []);
    const absent = members.find((member) => !origins.includes(member));
    const refuse = (words: string) => [refusal(['origin_group', index, 'member'], words)];
    if (hasUnknown(group, 'member') || blocks(group, 'member').some((member) => hasUnknown(member, 'origin_id')))
      return [];
    return [
      ...(members.length === 2
        ? []
        : refuse(`InvalidArgument: An origin group must have exactly two members, got ${members.length}.`)),
      ...(absent === undefined ? [] : refuse(`NoSuchOrigin: One or more of your origins do not exist: ${absent}.`)),
    ];
  });
}

/** What a distribution's origins, groups and behaviours make of each other. */
export function behaviorRefusals(config: Attributes): readonly Refusal[] {
  const ids = (name: string) => blocks(config, name).flatMap((one) => text(one, 'origin_id') ?? []);
  const [origins, groups] = [ids('origin'), ids('origin_group')];
  const areKnown = ['origin', 'origin_group'].every(
    (name) => !hasUnknown(config, name) && blocks(config, name).every((one) => !hasUnknown(one, 'origin_id')),
  );
  const patterns = blocks(config, 'ordered_cache_behavior').flatMap((one) => text(one, 'path_pattern') ?? []);
  const twice = patterns.find((pattern, index) => patterns.indexOf(pattern) !== index);
  return [
    ...behaviorsOf(config).flatMap((one) => [
      ...methodRefusals(one, groups),
      ...cachingRefusals(one),
      ...associationRefusals(one),
      ...(areKnown ? targetRefusals(one, [...origins, ...groups]) : []),
    ]),
    ...(areKnown ? groupRefusals(config, origins) : []),
    ...(twice === undefined
      ? []
      : [
          refusal(
            ['ordered_cache_behavior'],
            `InvalidArgument: The parameter PathPattern is used by more than one cache behavior: ${twice}.`,
          ),
        ]),
  ];
}
