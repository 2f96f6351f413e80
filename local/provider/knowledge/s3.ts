import { createHash } from 'node:crypto';
import { type Attributes, type Refusal, type ResourceKnowledge } from './knowledge';
import { partitionArn } from './support/arn';
import { blocks, hasUnknown, integer, isSet, text } from './support/attributes';
import { conflicting } from './support/constraints';
import { alphabets, nameOf } from './support/identifiers';
import { isPolicy } from './support/policy';
import { between, check, isArn, lacks, lengthBetween, matches, oneOf, refusal } from './support/rules';
import { websiteZone } from './support/s3-region';

const bucketName = [
  lengthBetween(3, 63),
  matches(
    /^[a-z0-9][a-z0-9.-]*[a-z0-9]$/,
    'only lowercase alphanumeric characters, hyphens and dots are allowed, and the name must begin and end with a letter or digit',
  ),
  lacks(/\.\./, 'must not contain two periods together'),
  lacks(/^(\d{1,3}\.){3}\d{1,3}$/, 'must not be formatted as an IP address'),
  lacks(
    /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3|--table-s3|\.mrap)$/,
    'must not use a prefix or suffix that S3 reserves',
  ),
];

const bucket: ResourceKnowledge = {
  type: 'aws_s3_bucket',
  computed(planned, context) {
    const { region } = context.identity;
    const name = nameOf(planned, context, 'bucket');
    return {
      id: name,
      bucket: name,
      bucket_prefix: text(planned, 'bucket_prefix') ?? '',
      arn: partitionArn(context.identity, 's3', name),
      bucket_domain_name: `${name}.s3.amazonaws.com`,
      bucket_regional_domain_name: `${name}.s3.${region}.amazonaws.com`,
      bucket_region: region,
      hosted_zone_id: websiteZone(region),
      acceleration_status: '',
      object_lock_enabled: false,
      policy: '',
      request_payer: 'BucketOwner',
      website_domain: '',
      website_endpoint: '',
    };
  },
  defaults: { force_destroy: false, object_lock_enabled: false },
  forceNew: ['bucket', 'bucket_prefix', 'object_lock_enabled'],
  validate: (config) => [
    ...check(config, {
      bucket: bucketName,
      bucket_prefix: [
        lengthBetween(0, 37),
        matches(/^[a-z0-9.-]*$/, 'only lowercase alphanumeric characters, hyphens and dots are allowed'),
      ],
      policy: isPolicy('resource'),
    }),
    ...conflicting(config, 'bucket', 'bucket_prefix'),
  ],
  refuseDelete(prior, context) {
    const name = text(prior, 'bucket') ?? '';
    return prior.force_destroy === true || context.find('aws_s3_object', { bucket: name }).length === 0
      ? []
      : [
          refusal(
            [],
            `deleting S3 Bucket (${name}): operation error S3: DeleteBucket, https response error StatusCode: 409, api error BucketNotEmpty: The bucket you tried to delete is not empty. You must delete all versions in the bucket.`,
          ),
        ];
  },
  uniqueBy: ['bucket'],
  uniqueWithin: 'partition',
  alreadyExists: (planned) =>
    `creating S3 Bucket (${text(planned, 'bucket') ?? ''}): operation error S3: CreateBucket, https response error StatusCode: 409, BucketAlreadyExists: The requested bucket name is not available. The bucket namespace is shared by all users of the system.`,
};

/** The id of what belongs to a bucket: the bucket's name, and the expected owner's account when one is named. */
function bucketId(planned: Attributes): string {
  const owner = text(planned, 'expected_bucket_owner');
  return [text(planned, 'bucket') ?? '', ...(owner === undefined || owner === '' ? [] : [owner])].join(',');
}

const ofBucket = { forceNew: ['bucket', 'expected_bucket_owner'] } as const;

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

/** The MD5 of the content when the configuration holds it; a file's content never reaches the stand-in. */
function etag(planned: Attributes): string | undefined {
  const content = text(planned, 'content');
  const base64 = text(planned, 'content_base64');
  const body = content ?? (base64 === undefined ? undefined : Buffer.from(base64, 'base64'));
  return body === undefined ? undefined : createHash('md5').update(body).digest('hex');
}

const object: ResourceKnowledge = {
  type: 'aws_s3_object',
  computed(planned, context) {
    const bucketOf = text(planned, 'bucket') ?? '';
    const key = text(planned, 'key') ?? '';
    return {
      id: `${bucketOf}/${key}`,
      arn: partitionArn(context.identity, 's3', `${bucketOf}/${key}`),
      etag: etag(planned) ?? context.uniqueId(32),
      version_id: context.uniqueId(32, alphabets.alphanumeric),
      bucket_key_enabled: false,
      content_type: 'application/octet-stream',
      server_side_encryption: isSet(planned.kms_key_id) ? 'aws:kms' : 'AES256',
      storage_class: 'STANDARD',
    };
  },
  defaults: { force_destroy: false },
  forceNew: ['bucket', 'key'],
  updatesComputed: ['etag', 'version_id'],
  validate: (config) => [
    ...check(config, {
      key: lengthBetween(1, 1024),
      kms_key_id: isArn('kms'),
      server_side_encryption: oneOf('AES256', 'aws:fsx', 'aws:kms', 'aws:kms:dsse'),
      storage_class: oneOf(
        'STANDARD',
        'REDUCED_REDUNDANCY',
        'GLACIER',
        'STANDARD_IA',
        'ONEZONE_IA',
        'INTELLIGENT_TIERING',
        'DEEP_ARCHIVE',
        'GLACIER_IR',
      ),
    }),
    ...conflicting(config, 'content', 'content_base64', 'source'),
  ],
};

export const resources: readonly ResourceKnowledge[] = [
  bucket,
  versioning,
  publicAccessBlock,
  encryption,
  bucketPolicy,
  lifecycle,
  logging,
  ownershipControls,
  object,
];
