import { RateLimit, type RateLimitProps } from '../../../modules/waf/rate-limit';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (requestsPerFiveMinutes = 2000, props: Partial<RateLimitProps> = {}) =>
  new SynthesizedScope(
    (scope) =>
      void new RateLimit(scope, 'RateLimit', {
        name: 'api',
        resourceArn: 'arn:aws:appsync:eu-west-1:111122223333:apis/x',
        requestsPerFiveMinutes,
        logRetentionDays: 30,
        ...props,
      }),
  );

describe('RateLimit', () => {
  it('blocks an address above the limit and lets the rest through', () => {
    const acl = synth().only('aws_wafv2_web_acl');
    expect(acl).toMatchObject({ scope: 'REGIONAL', default_action: { allow: {} } });
    expect(JSON.parse(String(acl.rule_json))).toMatchObject([
      {
        Action: { Block: {} },
        Statement: { RateBasedStatement: { AggregateKeyType: 'IP', EvaluationWindowSec: 300, Limit: 2000 } },
      },
    ]);
  });

  it('guards the resource and logs what it blocked, without the key', () => {
    const scope = synth();
    expect(scope.only('aws_wafv2_web_acl_association').resource_arn).toMatch(/apis\/x$/);
    expect(scope.only('aws_cloudwatch_log_group')).toMatchObject({ name: 'aws-waf-logs-api', retention_in_days: 30 });
    expect(scope.only('aws_wafv2_web_acl_logging_configuration')).toMatchObject({
      redacted_fields: [{ single_header: { name: 'x-api-key' } }],
      logging_filter: { default_behavior: 'DROP' },
    });
  });

  it('keeps other credentials out of the log where clients send others', () => {
    const logging = synth(2000, { redactedHeaders: ['authorization', 'cookie'] }).only(
      'aws_wafv2_web_acl_logging_configuration',
    );
    expect(logging.redacted_fields).toEqual([
      { single_header: { name: 'authorization' } },
      { single_header: { name: 'cookie' } },
    ]);
  });

  it.each([9, 2_000_000_001])('refuses a limit of %d', (limit) => {
    expect(() => synth(limit)).toThrow(
      `RateLimit: requestsPerFiveMinutes must be an integer from 10 to 2000000000, got ${limit}`,
    );
  });
});
