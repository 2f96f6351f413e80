import { StateBucket } from '../../../modules/state-bucket/state-bucket';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (name = 'state-111122223333') =>
  new SynthesizedScope(
    (scope) => void new StateBucket(scope, 'StateBucket', { name, accountId: '111122223333', keyAlias: 'state' }),
  );
const scope = synth();
const policy = (part: string) =>
  JSON.parse(String(scope.only('aws_s3_bucket_policy', part).policy)) as { Statement: unknown[] };

describe('StateBucket', () => {
  it('keeps both buckets and the key from being destroyed', () => {
    const kept = [...scope.all('aws_s3_bucket'), ...scope.all('aws_kms_key')];
    expect(kept.map(({ lifecycle }) => lifecycle)).toEqual(kept.map(() => ({ prevent_destroy: true })));
    expect(scope.all('aws_s3_bucket').map(({ bucket }) => bucket)).toEqual([
      'state-111122223333',
      'state-111122223333-logs',
    ]);
  });

  it('encrypts state with its own key through a bucket key, and the log with S3 keys', () => {
    expect(scope.only('aws_s3_bucket_server_side_encryption_configuration', 'StateBucket_Encryption').rule).toEqual([
      {
        bucket_key_enabled: true,
        apply_server_side_encryption_by_default: {
          sse_algorithm: 'aws:kms',
          kms_master_key_id: expect.stringContaining('aws_kms_key.'),
        },
      },
    ]);
    expect(scope.only('aws_s3_bucket_server_side_encryption_configuration', 'AccessLogEncryption').rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } },
    ]);
  });

  it('keeps old states for 90 days', () => {
    expect(scope.only('aws_s3_bucket_versioning').versioning_configuration).toEqual({ status: 'Enabled' });
    expect(scope.only('aws_s3_bucket_lifecycle_configuration', 'StateBucket_History').rule).toMatchObject([
      { status: 'Enabled', noncurrent_version_expiration: [{ noncurrent_days: 90 }] },
    ]);
  });

  it('refuses plain HTTP, and a writer that names its own encryption', () => {
    expect(policy('StatePolicy').Statement).toMatchObject([
      { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Deny',
        Action: 's3:PutObject',
        Condition: { StringEquals: { 's3:x-amz-server-side-encryption': 'AES256' } },
      },
    ]);
    expect(policy('AccessLogPolicy').Statement).toMatchObject([
      { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { Effect: 'Allow', Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject' },
    ]);
  });

  it('closes both buckets to the public and logs access to state', () => {
    expect(scope.all('aws_s3_bucket_public_access_block')).toHaveLength(2);
    for (const block of scope.all('aws_s3_bucket_public_access_block')) {
      expect(block).toMatchObject({
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      });
    }
    expect(scope.only('aws_s3_bucket_logging')).toMatchObject({ target_prefix: 'state/' });
  });

  it.each(['ab', 'State', 'a'.repeat(59), '-abc'])('refuses the name %p', (name) => {
    expect(() => synth(name)).toThrow(
      `StateBucket: name must be 3 to 58 lower-case letters, digits or hyphens, got "${name}"`,
    );
  });
});
