import { type Attributes, type Refusal, type ResourceKnowledge } from '../knowledge';
import { blocks, hasUnknown, integer, isSet, text } from '../support/attributes';
import { between, check, lengthBetween, oneOf, refusal } from '../support/rules';
import { bucketId, ofBucket } from '../support/s3-bucket';

function lifecycleRefusals(rule: Attributes, index: number): readonly Refusal[] {
  const actions = [
    'abort_incomplete_multipart_upload',
    'expiration',
    'noncurrent_version_expiration',
    'noncurrent_version_transition',
    'transition',
  ];
  const transitions = blocks(rule, 'transition');
  const early = transitions.find(
    (transition) =>
      ['STANDARD_IA', 'ONEZONE_IA'].includes(text(transition, 'storage_class') ?? '') &&
      (integer(transition, 'days') ?? 30) < 30,
  );
  const latest = Math.max(0, ...transitions.map((transition) => integer(transition, 'days') ?? 0));
  const expires = blocks(rule, 'expiration').flatMap((expiration) => integer(expiration, 'days') ?? [])[0];
  return [
    ...(actions.some((name) => isSet(rule[name])) || hasUnknown(rule, ...actions)
      ? []
      : [refusal(['rule', index], 'InvalidRequest: At least one action needs to be specified in a rule')]),
    ...(early === undefined
      ? []
      : [
          refusal(
            ['rule', index, 'transition'],
            `InvalidArgument: 'Days' in Transition action must be greater than or equal to 30 for storageClass '${text(early, 'storage_class') ?? ''}'`,
          ),
        ]),
    ...(expires !== undefined && latest > 0 && expires <= latest
      ? [
          refusal(
            ['rule', index, 'expiration'],
            "InvalidArgument: 'Days' in the Expiration action for filter must be greater than 'Days' in the Transition action",
          ),
        ]
      : []),
  ];
}

const lifecycle: ResourceKnowledge = {
  ...ofBucket,
  type: 'aws_s3_bucket_lifecycle_configuration',
  computed: (planned) => ({ id: bucketId(planned), expected_bucket_owner: '' }),
  defaults: {
    expected_bucket_owner: '',
    transition_default_minimum_object_size: 'all_storage_classes_128K',
    'rule.prefix': '',
  },
  validate(config) {
    const rules = blocks(config, 'rule');
    const ids = rules.flatMap((rule) => text(rule, 'id') ?? []);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    return [
      ...check(config, {
        'rule.abort_incomplete_multipart_upload.days_after_initiation': between(1, 2_147_483_647),
        'rule.expiration.days': between(1, 2_147_483_647),
        'rule.id': lengthBetween(1, 255),
        'rule.noncurrent_version_expiration.newer_noncurrent_versions': between(1, 100),
        'rule.noncurrent_version_expiration.noncurrent_days': between(1, 2_147_483_647),
        'rule.status': oneOf('Enabled', 'Disabled'),
        'rule.transition.storage_class': oneOf(
          'GLACIER',
          'STANDARD_IA',
          'ONEZONE_IA',
          'INTELLIGENT_TIERING',
          'DEEP_ARCHIVE',
          'GLACIER_IR',
        ),
      }),
      ...(twice === undefined
        ? []
        : [
            refusal(
              ['rule'],
              `InvalidArgument: Rule ID must be unique. Found same ID for more than one rule: ${twice}`,
            ),
          ]),
      ...rules.flatMap(lifecycleRefusals),
    ];
  },
};

export const resources: readonly ResourceKnowledge[] = [lifecycle];
