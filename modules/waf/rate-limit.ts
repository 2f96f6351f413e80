import { Wafv2WebAcl } from '@cdktf/provider-aws/lib/wafv2-web-acl';
import { Wafv2WebAclAssociation } from '@cdktf/provider-aws/lib/wafv2-web-acl-association';
import { Construct } from 'constructs';
import { logBlockedRequests } from './blocked-requests-log';
import { rateLimitRule } from './rate-limit-rule';

export interface RateLimitProps {
  /** Name of the web ACL. Its log group is `aws-waf-logs-<name>`, a prefix that WAF demands. */
  readonly name: string;
  /** ARN of the regional resource that is guarded: an AppSync API or a load balancer. */
  readonly resourceArn: string;
  /** Requests an address may make in five minutes, 10 to 2000000000; more are answered 403. */
  readonly requestsPerFiveMinutes: number;
  readonly logRetentionDays: number;
  /** Headers with a credential, kept out of the log; lower-case. @default the API key of AppSync */
  readonly redactedHeaders?: readonly string[];
}

/** A regional web ACL with one rule: addresses that ask too often are blocked until they calm down. Blocked requests are logged. */
export class RateLimit extends Construct {
  constructor(scope: Construct, id: string, props: RateLimitProps) {
    super(scope, id);
    const { name, resourceArn, requestsPerFiveMinutes, logRetentionDays, redactedHeaders = ['x-api-key'] } = props;
    const acl = new Wafv2WebAcl(this, 'Resource', {
      name,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: { cloudwatchMetricsEnabled: true, metricName: name, sampledRequestsEnabled: true },
      ruleJson: JSON.stringify([rateLimitRule(this, name, requestsPerFiveMinutes)]),
    });
    logBlockedRequests(this, { acl, name, retentionDays: logRetentionDays, redactedHeaders });
    new Wafv2WebAclAssociation(this, 'Association', { resourceArn, webAclArn: acl.arn });
  }
}
