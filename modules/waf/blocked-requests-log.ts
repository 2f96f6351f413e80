import { type Wafv2WebAcl } from '@cdktf/provider-aws/lib/wafv2-web-acl';
import { Wafv2WebAclLoggingConfiguration } from '@cdktf/provider-aws/lib/wafv2-web-acl-logging-configuration';
import { type Construct } from 'constructs';
import { LogGroup } from '../logs/log-group';

export interface BlockedRequestsLog {
  readonly acl: Wafv2WebAcl;
  /** The group is `aws-waf-logs-<name>`, a prefix that WAF demands. */
  readonly name: string;
  readonly retentionDays: number;
  /** Headers with a credential, kept out of the log; lower-case. */
  readonly redactedHeaders: readonly string[];
}

/** Logs the requests that a web ACL blocked. The parts are children of `scope`. */
export function logBlockedRequests(scope: Construct, props: BlockedRequestsLog): void {
  const { acl, name, retentionDays, redactedHeaders } = props;
  const logs = new LogGroup(scope, 'LogGroup', { name: `aws-waf-logs-${name}`, retentionDays });
  new Wafv2WebAclLoggingConfiguration(scope, 'Logging', {
    resourceArn: acl.arn,
    logDestinationConfigs: [logs.group.arn],
    loggingFilter: {
      defaultBehavior: 'DROP',
      filter: [{ behavior: 'KEEP', requirement: 'MEETS_ANY', condition: [{ actionCondition: { action: 'BLOCK' } }] }],
    },
    redactedFields: redactedHeaders.map((header) => ({ singleHeader: { name: header } })),
  });
}
