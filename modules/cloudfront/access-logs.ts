import { CloudwatchLogDelivery } from '@cdktf/provider-aws/lib/cloudwatch-log-delivery';
import { CloudwatchLogDeliveryDestination } from '@cdktf/provider-aws/lib/cloudwatch-log-delivery-destination';
import { CloudwatchLogDeliverySource } from '@cdktf/provider-aws/lib/cloudwatch-log-delivery-source';
import { CloudwatchLogResourcePolicy } from '@cdktf/provider-aws/lib/cloudwatch-log-resource-policy';
import { Construct } from 'constructs';
import { policyJson } from '../iam/policy';
import { LogGroup } from '../logs/log-group';
import { requireMatch } from '../validate';
import { type Distribution } from './distribution';
import { type UsEast1 } from './us-east-1';

export interface AccessLogsProps {
  /** Names the log group `/aws/vendedlogs/cloudfront/<name>` and the policy that lets log delivery write it. */
  readonly name: string;
  readonly accountId: string;
  readonly retentionDays: number;
  /** Distributions by what ends the names of their deliveries, `<name>-<key>`: at most 60 letters, digits, hyphens or underscores. */
  readonly distributions: Readonly<Record<string, Distribution>>;
}

/** Fields of a request that are kept. Cookies are not among them: they may hold credentials. */
const recordFields = [
  'timestamp',
  'DistributionId',
  'date',
  'time',
  'x-edge-location',
  'sc-bytes',
  'c-ip',
  'cs-method',
  'cs(Host)',
  'cs-uri-stem',
  'sc-status',
  'cs(Referer)',
  'cs(User-Agent)',
  'cs-uri-query',
  'x-edge-result-type',
  'x-edge-request-id',
  'x-host-header',
  'cs-protocol',
  'cs-bytes',
  'time-taken',
  'ssl-protocol',
  'ssl-cipher',
  'x-edge-response-result-type',
  'cs-protocol-version',
  'time-to-first-byte',
  'x-edge-detailed-result-type',
  'sc-content-type',
  'sc-content-len',
];

/**
 * One log group for the requests of several distributions, a JSON line each. Its name begins as AWS asks of groups that
 * services write: the policy that lets them in is then one for all, and does not outgrow its limit.
 */
export class AccessLogs extends Construct {
  readonly logGroup: LogGroup;

  /** @param scope CloudFront delivers from us-east-1 alone */
  constructor(scope: UsEast1, id: string, props: AccessLogsProps) {
    super(scope, id);
    const { name, accountId, retentionDays, distributions } = props;
    this.logGroup = new LogGroup(this, 'LogGroup', { name: `/aws/vendedlogs/cloudfront/${name}`, retentionDays });
    const policy = new CloudwatchLogResourcePolicy(this, 'Policy', {
      policyName: `cloudfront-${name}`,
      policyDocument: policyJson([
        {
          Sid: 'LogDelivery',
          Principal: { Service: 'delivery.logs.amazonaws.com' },
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: `arn:aws:logs:us-east-1:${accountId}:log-group:/aws/vendedlogs/cloudfront/${name}:log-stream:*`,
          Condition: {
            StringEquals: { 'aws:SourceAccount': accountId },
            ArnLike: { 'aws:SourceArn': `arn:aws:logs:us-east-1:${accountId}:*` },
          },
        },
      ]),
    });
    const destination = new CloudwatchLogDeliveryDestination(this, 'Destination', {
      name: `cloudfront-${name}`,
      outputFormat: 'json',
      deliveryDestinationConfiguration: [{ destinationResourceArn: this.logGroup.group.arn }],
    });
    const sources = new Construct(this, 'Sources');
    const deliveries = new Construct(this, 'Deliveries');
    for (const [key, distribution] of Object.entries(distributions)) {
      const source = `${name}-${key}`;
      requireMatch(this, 'distributions', source, /^[\w-]{1,60}$/, 'named by 1 to 60 letters, digits, - or _');
      const { name: deliverySourceName } = new CloudwatchLogDeliverySource(sources, key, {
        name: source,
        logType: 'ACCESS_LOGS',
        resourceArn: distribution.arn,
      });
      new CloudwatchLogDelivery(deliveries, key, {
        deliverySourceName,
        deliveryDestinationArn: destination.arn,
        recordFields,
        dependsOn: [policy],
      });
    }
  }
}
