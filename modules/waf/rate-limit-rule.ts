import { type Construct } from 'constructs';
import { requireIntegerBetween } from '../validate';

/** How a rule is seen in CloudWatch, in the words of the WAF API. */
export const visibility = (metricName: string) => ({
  CloudWatchMetricsEnabled: true,
  MetricName: metricName,
  SampledRequestsEnabled: true,
});

/**
 * A rule that blocks an address which asked more than `requestsPerFiveMinutes` times, until it calms down.
 * @throws RangeError for a limit that WAF does not take.
 */
export function rateLimitRule(scope: Construct, name: string, requestsPerFiveMinutes: number) {
  requireIntegerBetween(scope, 'requestsPerFiveMinutes', requestsPerFiveMinutes, 10, 2_000_000_000);
  return {
    Name: 'rate-limit',
    Priority: 0,
    Action: { Block: {} },
    Statement: {
      RateBasedStatement: { AggregateKeyType: 'IP', EvaluationWindowSec: 300, Limit: requestsPerFiveMinutes },
    },
    VisibilityConfig: visibility(`${name}-rate-limit`),
  };
}
