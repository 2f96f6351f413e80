import { type S3BucketServerSideEncryptionConfigurationRuleA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { type ServiceKey } from '../kms/service-key';

/** The rule by which a bucket encrypts what comes without a key: with S3's own keys, or with one key asked for by bucket. */
export function bucketEncryption(encryption: 'S3' | ServiceKey): S3BucketServerSideEncryptionConfigurationRuleA {
  if (encryption === 'S3') return { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } };
  return {
    bucketKeyEnabled: true,
    applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: encryption.arn },
  };
}
