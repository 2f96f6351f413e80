import { ServiceKey } from '../../../modules/kms/service-key';
import { ClosedBucket, type ClosedBucketProps } from '../../../modules/storage/closed-bucket';
import { accountId } from '../../support/constructs';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: Partial<ClosedBucketProps> = {}, use: (bucket: ClosedBucket) => void = () => undefined) =>
  new SynthesizedScope((scope) => {
    use(new ClosedBucket(scope, 'Bucket', { name: 'shop-files', encryption: 'S3', ...props }));
  });
const statements = (scope: SynthesizedScope) =>
  (JSON.parse(String(scope.only('aws_s3_bucket_policy').policy)) as { Statement: Record<string, unknown>[] }).Statement;

const reader = {
  Sid: 'Read',
  Principal: { Service: 'reader.example.com' },
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::shop-files/*',
};

describe('ClosedBucket', () => {
  it('is closed to the public, to ACLs and to plain HTTP', () => {
    const scope = synth();
    expect(scope.only('aws_s3_bucket_public_access_block')).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(scope.only('aws_s3_bucket_ownership_controls').rule).toEqual({ object_ownership: 'BucketOwnerEnforced' });
    expect(statements(scope)).toEqual([
      {
        Sid: 'OnlyTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [expect.stringMatching(/\.arn\}$/), expect.stringMatching(/\.arn\}\/\*$/)],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ]);
  });

  it('lets in whom its statements name, also those that come later', () => {
    const later = { ...reader, Sid: 'ReadLater' };
    const scope = synth({ statements: [reader] }, (bucket) => bucket.allow(later));
    expect(statements(scope).map(({ Sid, Effect }) => [Sid, Effect])).toEqual([
      ['OnlyTls', 'Deny'],
      ['Read', 'Allow'],
      ['ReadLater', 'Allow'],
    ]);
  });

  it('encrypts with the keys of S3, or with one of its own', () => {
    const rule = (scope: SynthesizedScope) => scope.only('aws_s3_bucket_server_side_encryption_configuration').rule;
    expect(rule(synth())).toEqual([{ apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } }]);
    const own = new SynthesizedScope((scope) => {
      const encryption = new ServiceKey(scope, 'Key', { alias: 'shop', description: 'Shop', accountId });
      new ClosedBucket(scope, 'Bucket', { name: 'shop-files', encryption });
    });
    expect(rule(own)).toEqual([
      {
        bucket_key_enabled: true,
        apply_server_side_encryption_by_default: {
          sse_algorithm: 'aws:kms',
          kms_master_key_id: expect.stringMatching(/aws_kms_key\.Key_\w+\.arn/),
        },
      },
    ]);
  });

  it('keeps what is overwritten or deleted for 30 days, or as its rules say', () => {
    const scope = synth();
    expect(scope.only('aws_s3_bucket_versioning').versioning_configuration).toEqual({ status: 'Enabled' });
    const rules = (one: SynthesizedScope) => one.only('aws_s3_bucket_lifecycle_configuration').rule;
    expect(rules(scope)).toMatchObject([{ noncurrent_version_expiration: [{ noncurrent_days: 30 }] }]);
    const rule = { id: 'tmp', status: 'Enabled', filter: [{ prefix: 'tmp/' }], expiration: [{ days: 1 }] };
    expect(rules(synth({ lifecycleRules: [rule] }))).toEqual([rule]);
  });

  it('is kept from being destroyed unless told otherwise', () => {
    expect(synth().only('aws_s3_bucket')).toMatchObject({ force_destroy: false, lifecycle: { prevent_destroy: true } });
    expect(synth({ retainData: false }).only('aws_s3_bucket')).toMatchObject({
      force_destroy: true,
      lifecycle: { prevent_destroy: false },
    });
  });

  it.each(['Shop', 'a', 'a'.repeat(64), 'shop.files'])('refuses the name %p', (name) => {
    expect(() => synth({ name })).toThrow('Bucket: name must be 3 to 63 lower-case letters, digits or hyphens');
  });
});
