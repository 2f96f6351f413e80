import { type Construct } from 'constructs';
import { requireIntegerBetween } from '../validate';
import { ClosedBucket } from './closed-bucket';

export interface LogBucketProps {
  /** Bucket name, unique in the world: 3 to 63 lower-case letters, digits or hyphens. */
  readonly name: string;
  /** Account of the load balancers that write here. */
  readonly accountId: string;
  /** First part of the objects' names, for each load balancer its own; the load balancer is given the same. */
  readonly prefixes: readonly string[];
  /** Days that a log is kept, and for as long again what was overwritten or deleted. */
  readonly retentionDays: number;
  /** Whether Terraform refuses to destroy the bucket. Otherwise it is destroyed with its logs. @default true */
  readonly retainData?: boolean;
}

/**
 * A bucket for the access logs of load balancers, written by Elastic Load Balancing alone. Log delivery knows no other
 * encryption than the one with S3's own keys.
 */
export class LogBucket extends ClosedBucket {
  constructor(scope: Construct, id: string, props: LogBucketProps) {
    const { name, accountId, prefixes, retentionDays, retainData } = props;
    super(scope, id, {
      name,
      encryption: 'S3',
      lifecycleRules: [
        {
          id: 'history',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          expiration: [{ days: retentionDays }],
          noncurrentVersionExpiration: [{ noncurrentDays: retentionDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 1 }],
        },
      ],
      retainData,
    });
    requireIntegerBetween(this, 'retentionDays', retentionDays, 1, 3653);
    if (prefixes.length === 0) {
      throw new RangeError(`${this.node.path}: prefixes must name one load balancer or more, got none`);
    }
    this.allow({
      // The account in the path is that of the load balancer: no other account's can write here.
      Sid: 'AccessLogDelivery',
      Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: prefixes.map((prefix) => `${this.arn}/${prefix}/AWSLogs/${accountId}/*`),
    });
  }
}
