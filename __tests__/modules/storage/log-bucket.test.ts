import { LogBucket, type LogBucketProps } from '../../../modules/storage/log-bucket';
import { accountId } from '../../support/constructs';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: Partial<LogBucketProps> = {}) =>
  new SynthesizedScope(
    (scope) =>
      void new LogBucket(scope, 'Logs', {
        name: 'shop-logs',
        accountId,
        prefixes: ['shop', 'api'],
        retentionDays: 30,
        ...props,
      }),
  );

describe('LogBucket', () => {
  const scope = synth();

  it('is encrypted with the keys of S3, versioned, and closed to the public', () => {
    expect(scope.only('aws_s3_bucket_server_side_encryption_configuration').rule).toEqual([
      { apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' } },
    ]);
    expect(scope.only('aws_s3_bucket_versioning').versioning_configuration).toEqual({ status: 'Enabled' });
    expect(scope.only('aws_s3_bucket_ownership_controls').rule).toEqual({ object_ownership: 'BucketOwnerEnforced' });
    expect(scope.only('aws_s3_bucket_public_access_block')).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  it('is written by load balancers of the account alone, under their prefixes, and read over TLS alone', () => {
    const { Statement } = JSON.parse(String(scope.only('aws_s3_bucket_policy').policy)) as { Statement: unknown };
    const arn = /^\$\{aws_s3_bucket\.Logs_\w+\.arn\}/.source;
    expect(Statement).toEqual([
      {
        Sid: 'OnlyTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [expect.stringMatching(`${arn}$`), expect.stringMatching(`${arn}/\\*$`)],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'AccessLogDelivery',
        Effect: 'Allow',
        Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: [
          expect.stringMatching(`${arn}/shop/AWSLogs/${accountId}/\\*$`),
          expect.stringMatching(`${arn}/api/AWSLogs/${accountId}/\\*$`),
        ],
      },
    ]);
  });

  it('forgets logs, and what was overwritten, after the days asked for', () => {
    expect(synth({ retentionDays: 90 }).only('aws_s3_bucket_lifecycle_configuration').rule).toMatchObject([
      { status: 'Enabled', expiration: [{ days: 90 }], noncurrent_version_expiration: [{ noncurrent_days: 90 }] },
    ]);
  });

  it('is kept from being destroyed unless told otherwise', () => {
    expect(scope.only('aws_s3_bucket')).toMatchObject({ force_destroy: false, lifecycle: { prevent_destroy: true } });
    expect(synth({ retainData: false }).only('aws_s3_bucket')).toMatchObject({
      force_destroy: true,
      lifecycle: { prevent_destroy: false },
    });
  });

  it.each<[Partial<LogBucketProps>, string]>([
    [{ name: 'Shop' }, 'name must be 3 to 63 lower-case letters, digits or hyphens, got "Shop"'],
    [{ name: 'a'.repeat(64) }, 'name must be 3 to 63 lower-case letters, digits or hyphens'],
    [{ retentionDays: 0 }, 'retentionDays must be an integer from 1 to 3653, got 0'],
    [{ prefixes: [] }, 'prefixes must name one load balancer or more, got none'],
  ])('refuses %p', (props, fault) => {
    expect(() => synth(props)).toThrow(`Logs: ${fault}`);
  });
});
