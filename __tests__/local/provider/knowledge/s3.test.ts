import { type Attributes } from '../../../../local/provider/codec/value';
import { RehearsedAccount, refusalsOf } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const bucket = 'tristage-tfstate-stg';

describeResource({
  type: 'aws_s3_bucket',
  config: { bucket },
  gives: {
    id: bucket,
    arn: `arn:aws:s3:::${bucket}`,
    bucket_domain_name: `${bucket}.s3.amazonaws.com`,
    bucket_regional_domain_name: `${bucket}.s3.eu-west-1.amazonaws.com`,
    bucket_region: 'eu-west-1',
    hosted_zone_id: 'Z1BKCTXD74EZPE',
    object_lock_enabled: false,
  },
  replacedBy: [{ bucket: 'other' }, { object_lock_enabled: true }],
  updatedBy: [{ force_destroy: true }],
  collision: 'BucketAlreadyExists',
  refused: [
    ['upper case', { bucket: 'Tristage' }, 'only lowercase alphanumeric characters'],
    ['two characters', { bucket: 'ab' }, '(3 - 63), got ab'],
    ['two periods together', { bucket: 'a..b' }, 'must not contain two periods together'],
    ['an IP address', { bucket: '192.0.2.1' }, 'must not be formatted as an IP address'],
    ['a reserved prefix', { bucket: 'xn--mesh' }, 'prefix or suffix that S3 reserves'],
    ['a name and a prefix', { bucket_prefix: 'a' }, 'conflicts with bucket_prefix'],
  ],
});

describe('aws_s3_bucket', () => {
  it('cannot be destroyed while it holds objects, unless told to', () => {
    const account = new RehearsedAccount();
    const kept = account.create('aws_s3_bucket', { bucket });
    account.create('aws_s3_object', { bucket, key: 'a', content: 'hello' });
    expect(refusalsOf(() => account.destroy('aws_s3_bucket', kept))).toEqual([
      expect.stringContaining('BucketNotEmpty'),
    ]);
    const forced = account.update('aws_s3_bucket', kept, { bucket, force_destroy: true });
    expect(refusalsOf(() => account.destroy('aws_s3_bucket', forced))).toEqual([]);
  });
});

describeResource({
  type: 'aws_s3_object',
  config: { bucket, key: 'dir/a.txt', content: 'hello' },
  gives: {
    id: `${bucket}/dir/a.txt`,
    arn: `arn:aws:s3:::${bucket}/dir/a.txt`,
    etag: '5d41402abc4b2a76b9719d911017c592',
    storage_class: 'STANDARD',
    server_side_encryption: 'AES256',
  },
  replacedBy: [{ key: 'b' }],
  updatedBy: [{ content: 'bye' }],
  refused: [['content and a file', { source: 'a.txt' }, 'conflicts with source']],
});

describeResource({
  type: 'aws_s3_bucket_versioning',
  config: { bucket, versioning_configuration: [{ status: 'Enabled' }] },
  gives: { id: bucket },
  replacedBy: [{ bucket: 'other' }],
  updatedBy: [{ versioning_configuration: [{ status: 'Suspended' }] }],
  collision: 'already exists',
  refused: [
    [
      'an unknown status',
      { versioning_configuration: [{ status: 'On' }] },
      '["Enabled" "Suspended" "Disabled"], got On',
    ],
  ],
});

describeResource({
  type: 'aws_s3_bucket_public_access_block',
  config: { bucket, block_public_acls: true },
  gives: { id: bucket, block_public_acls: true, block_public_policy: false, restrict_public_buckets: false },
  replacedBy: [{ bucket: 'other' }],
  updatedBy: [{ block_public_policy: true }],
});

const encryption = (given: Attributes) => ({
  rule: [{ apply_server_side_encryption_by_default: [given], bucket_key_enabled: true }],
});
describeResource({
  type: 'aws_s3_bucket_server_side_encryption_configuration',
  config: { bucket, ...encryption({ sse_algorithm: 'aws:kms', kms_master_key_id: 'alias/state' }) },
  gives: { id: bucket },
  updatedBy: [encryption({ sse_algorithm: 'AES256' })],
  refused: [
    [
      'a key with AES256',
      encryption({ sse_algorithm: 'AES256', kms_master_key_id: 'alias/state' }),
      'KMSMasterKeyID is not applicable',
    ],
    [
      'an unknown algorithm',
      encryption({ sse_algorithm: 'aes256' }),
      'expected rule.0.apply_server_side_encryption_by_default.0.sse_algorithm to be one of',
    ],
  ],
});

const policyFor = (name: string) => ({
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Action: 's3:*',
        Principal: '*',
        Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  }),
});
describeResource({
  type: 'aws_s3_bucket_policy',
  config: { bucket, ...policyFor(bucket) },
  gives: { id: bucket },
  replacedBy: [{ bucket: 'other', ...policyFor('other') }],
  refused: [
    ['a policy of another bucket', policyFor('other'), 'MalformedPolicy: Policy has invalid resource'],
    ['a policy that is not JSON', { policy: '{' }, 'invalid Json'],
  ],
});

const rule = { id: 'old', status: 'Enabled', filter: [{}], noncurrent_version_expiration: [{ noncurrent_days: 90 }] };
describeResource({
  type: 'aws_s3_bucket_lifecycle_configuration',
  config: { bucket, rule: [rule] },
  gives: { id: bucket, transition_default_minimum_object_size: 'all_storage_classes_128K' },
  updatedBy: [{ rule: [{ ...rule, status: 'Disabled' }] }],
  refused: [
    [
      'a rule without action',
      { rule: [{ ...rule, noncurrent_version_expiration: [] }] },
      'At least one action needs to be specified in a rule',
    ],
    ['two rules of one id', { rule: [rule, rule] }, 'Found same ID for more than one rule: old'],
    [
      'infrequent access after a day',
      { rule: [{ ...rule, transition: [{ days: 1, storage_class: 'STANDARD_IA' }] }] },
      "greater than or equal to 30 for storageClass 'STANDARD_IA'",
    ],
    [
      'expiry before transition',
      { rule: [{ ...rule, transition: [{ days: 90, storage_class: 'GLACIER' }], expiration: [{ days: 60 }] }] },
      "must be greater than 'Days' in the Transition action",
    ],
    ['expiry after 0 days', { rule: [{ ...rule, expiration: [{ days: 0 }] }] }, 'rule.0.expiration.0.days'],
  ],
});

describeResource({
  type: 'aws_s3_bucket_logging',
  config: { bucket, target_bucket: 'logs', target_prefix: 'state/' },
  gives: { id: bucket },
  replacedBy: [{ expected_bucket_owner: '111122223333' }],
  updatedBy: [{ target_prefix: '' }],
});

describeResource({
  type: 'aws_s3_bucket_ownership_controls',
  config: { bucket, rule: [{ object_ownership: 'BucketOwnerEnforced' }] },
  gives: { id: bucket },
  updatedBy: [{ rule: [{ object_ownership: 'ObjectWriter' }] }],
  refused: [['an unknown ownership', { rule: [{ object_ownership: 'Owner' }] }, 'got Owner']],
});
