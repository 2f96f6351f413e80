import { Wafv2WebAcl } from '@cdktf/provider-aws/lib/wafv2-web-acl';
import { Construct } from 'constructs';
import { type Metric } from '../alarms/metric-alarm';
import { type UsEast1 } from '../cloudfront/us-east-1';
import { logBlockedRequests } from './blocked-requests-log';
import { rateLimitRule, visibility } from './rate-limit-rule';
import { goesLast } from '../lifecycle';

export interface EdgeWebAclProps {
  /** Name of the web ACL. Its log group is `aws-waf-logs-<name>`, a prefix that WAF demands. */
  readonly name: string;
  /** Requests an address may make in five minutes, 10 to 2000000000; more are answered 403. */
  readonly requestsPerFiveMinutes: number;
  readonly logRetentionDays: number;
  /** Headers with a credential, kept out of the log; lower-case. @default authorization and cookie */
  readonly redactedHeaders?: readonly string[];
}

/** AWS's own groups of rules, in the order in which they are asked. */
const managedGroups = ['AWSManagedRulesCommonRuleSet', 'AWSManagedRulesKnownBadInputsRuleSet'];

/**
 * A web ACL for CloudFront distributions: addresses that ask too often are blocked, and requests that AWS's own rules know as
 * attacks, among them bodies above 8 KiB. Blocked requests are logged. A distribution names its ACL itself.
 */
export class EdgeWebAcl extends Construct {
  readonly acl: Wafv2WebAcl;
  readonly #name: string;

  /** @param scope CloudFront takes ACLs of us-east-1 alone */
  constructor(scope: UsEast1, id: string, props: EdgeWebAclProps) {
    super(scope, id);
    const { name, requestsPerFiveMinutes, logRetentionDays, redactedHeaders = ['authorization', 'cookie'] } = props;
    this.#name = name;
    this.acl = new Wafv2WebAcl(this, 'Resource', {
      lifecycle: goesLast,
      name,
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: { cloudwatchMetricsEnabled: true, metricName: name, sampledRequestsEnabled: true },
      ruleJson: JSON.stringify([
        rateLimitRule(this, name, requestsPerFiveMinutes),
        ...managedGroups.map((group, index) => ({
          Name: group,
          Priority: index + 1,
          OverrideAction: { None: {} },
          Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: group } },
          VisibilityConfig: visibility(`${name}-${group}`),
        })),
      ]),
    });
    logBlockedRequests(this, { acl: this.acl, name, retentionDays: logRetentionDays, redactedHeaders });
  }

  get arn(): string {
    return this.acl.arn;
  }

  /** Requests that a rule of the ACL blocked or let through, all rules together. WAF publishes them in us-east-1. */
  metric(metricName: 'AllowedRequests' | 'BlockedRequests'): Metric {
    return { namespace: 'AWS/WAFV2', metricName, dimensions: { WebACL: this.#name, Rule: 'ALL' } };
  }
}
