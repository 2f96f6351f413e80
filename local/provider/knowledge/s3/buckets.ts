import { type ResourceKnowledge } from '../knowledge';
import { partitionArn } from '../support/arn';
import { text } from '../support/attributes';
import { conflicting } from '../support/constraints';
import { nameOf } from '../support/identifiers';
import { isPolicy } from '../support/policy';
import { check, lacks, lengthBetween, matches, refusal } from '../support/rules';
import { websiteZone } from '../support/s3-region';

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

export const resources: readonly ResourceKnowledge[] = [bucket];
