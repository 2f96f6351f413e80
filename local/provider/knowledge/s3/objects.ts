import { createHash } from 'node:crypto';
import { type Attributes, type ResourceKnowledge } from '../knowledge';
import { partitionArn } from '../support/arn';
import { isChanged, isSet, text } from '../support/attributes';
import { conflicting } from '../support/constraints';
import { alphabets } from '../support/identifiers';
import { check, isArn, lengthBetween, oneOf } from '../support/rules';

/** The MD5 of the content when the configuration holds it; a file's content never reaches the stand-in. */
function etag(planned: Attributes): string | undefined {
  const content = text(planned, 'content');
  const base64 = text(planned, 'content_base64');
  const body = content ?? (base64 === undefined ? undefined : Buffer.from(base64, 'base64'));
  return body === undefined ? undefined : createHash('md5').update(body).digest('hex');
}

/** A change of any of these writes the object anew. */
const contentAttributes = [
  'bucket_key_enabled',
  'cache_control',
  'checksum_algorithm',
  'content',
  'content_base64',
  'content_disposition',
  'content_encoding',
  'content_language',
  'content_type',
  'etag',
  'kms_key_id',
  'metadata',
  'server_side_encryption',
  'source',
  'source_hash',
  'storage_class',
  'website_redirect',
] as const;

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
  updatesComputed: (prior, planned) => (isChanged(prior, planned, ...contentAttributes) ? ['etag', 'version_id'] : []),
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

export const resources: readonly ResourceKnowledge[] = [object];
