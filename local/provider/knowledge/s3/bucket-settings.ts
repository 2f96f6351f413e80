import { type ResourceKnowledge } from '../knowledge';
import { blocks, isSet, text } from '../support/attributes';
import { isPolicy } from '../support/policy';
import { check, lengthBetween, oneOf, refusal } from '../support/rules';
import { bucketId, ofBucket } from '../support/s3-bucket';

const versioning: ResourceKnowledge = {
  ...ofBucket,
  type: 'aws_s3_bucket_versioning',
  computed: (planned) => ({ id: bucketId(planned) }),
  validate: (config) =>
    check(config, {
      bucket: lengthBetween(1, 63),
      'versioning_configuration.mfa_delete': oneOf('Enabled', 'Disabled'),
      'versioning_configuration.status': oneOf('Enabled', 'Suspended', 'Disabled'),
    }),
  uniqueBy: ['bucket'],
};

const publicAccessBlock: ResourceKnowledge = {
  type: 'aws_s3_bucket_public_access_block',
  computed: (planned) => ({ id: text(planned, 'bucket') ?? '' }),
  defaults: {
    block_public_acls: false,
    block_public_policy: false,
    ignore_public_acls: false,
    restrict_public_buckets: false,
  },
  forceNew: ['bucket'],
};

const encryption: ResourceKnowledge = {
  ...ofBucket,
  type: 'aws_s3_bucket_server_side_encryption_configuration',
  computed: (planned) => ({ id: bucketId(planned) }),
  validate: (config) => [
    ...check(config, {
      'rule.apply_server_side_encryption_by_default.sse_algorithm': oneOf(
        'AES256',
        'aws:fsx',
        'aws:kms',
        'aws:kms:dsse',
      ),
    }),
    ...blocks(config, 'rule').flatMap((rule, index) =>
      blocks(rule, 'apply_server_side_encryption_by_default').flatMap((encryptBy) =>
        text(encryptBy, 'sse_algorithm') === 'AES256' && isSet(encryptBy.kms_master_key_id)
          ? [
              refusal(
                ['rule', index],
                'InvalidArgument: a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
              ),
            ]
          : [],
      ),
    ),
  ],
};

const bucketPolicy: ResourceKnowledge = {
  type: 'aws_s3_bucket_policy',
  computed: (planned) => ({ id: text(planned, 'bucket') ?? '' }),
  forceNew: ['bucket'],
  validate(config) {
    const name = text(config, 'bucket');
    const policy = text(config, 'policy');
    const wellFormed = check(config, { policy: isPolicy('resource') });
    if (name === undefined || policy === undefined || wellFormed.length > 0) return wellFormed;
    const resources = [...policy.matchAll(/arn:aws[a-z-]*:s3:::([a-z0-9.-]+)/g)].map(([, resource]) => resource);
    // A policy may name other buckets in conditions, but not only those.
    return resources.length > 0 && !resources.includes(name)
      ? [
          refusal(
            ['policy'],
            `putting S3 Bucket (${name}) Policy: operation error S3: PutBucketPolicy, api error MalformedPolicy: Policy has invalid resource`,
          ),
        ]
      : [];
  },
};

const logging: ResourceKnowledge = {
  ...ofBucket,
  type: 'aws_s3_bucket_logging',
  computed: (planned) => ({ id: bucketId(planned) }),
  validate: (config) =>
    check(config, {
      target_bucket: lengthBetween(1, 63),
      'target_object_key_format.partitioned_prefix.partition_date_source': oneOf('EventTime', 'DeliveryTime'),
    }),
};

const ownershipControls: ResourceKnowledge = {
  type: 'aws_s3_bucket_ownership_controls',
  computed: (planned) => ({ id: text(planned, 'bucket') ?? '' }),
  forceNew: ['bucket'],
  validate: (config) =>
    check(config, { 'rule.object_ownership': oneOf('BucketOwnerPreferred', 'ObjectWriter', 'BucketOwnerEnforced') }),
};

export const resources: readonly ResourceKnowledge[] = [
  versioning,
  publicAccessBlock,
  encryption,
  bucketPolicy,
  logging,
  ownershipControls,
];
