import { EdgeWebAcl } from '../../../modules/waf/edge-web-acl';
import { SynthesizedScope } from '../../support/synth-scope';
import { someUsEast1 } from '../cloudfront/some-edge';

const synth = (requestsPerFiveMinutes = 2000) =>
  new SynthesizedScope(
    (scope) =>
      void new EdgeWebAcl(someUsEast1(scope), 'Acl', { name: 'shop', requestsPerFiveMinutes, logRetentionDays: 30 }),
  );

describe('EdgeWebAcl', () => {
  it('is for CloudFront, in us-east-1, and lets through what no rule blocks', () => {
    expect(synth().only('aws_wafv2_web_acl')).toMatchObject({
      name: 'shop',
      scope: 'CLOUDFRONT',
      default_action: { allow: {} },
      provider: 'aws.us-east-1',
    });
  });

  it('blocks addresses above the limit, then what AWS knows as attacks', () => {
    expect(JSON.parse(String(synth().only('aws_wafv2_web_acl').rule_json))).toMatchObject([
      { Priority: 0, Action: { Block: {} }, Statement: { RateBasedStatement: { Limit: 2000 } } },
      ...['AWSManagedRulesCommonRuleSet', 'AWSManagedRulesKnownBadInputsRuleSet'].map((Name, index) => ({
        Name,
        Priority: index + 1,
        OverrideAction: { None: {} },
        Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name } },
        VisibilityConfig: { MetricName: `shop-${Name}` },
      })),
    ]);
  });

  it('logs what it blocked, without credentials, and has no association: distributions name it', () => {
    const scope = synth();
    expect(scope.only('aws_cloudwatch_log_group')).toMatchObject({
      name: 'aws-waf-logs-shop',
      retention_in_days: 30,
      provider: 'aws.us-east-1',
    });
    expect(scope.only('aws_wafv2_web_acl_logging_configuration')).toMatchObject({
      redacted_fields: [{ single_header: { name: 'authorization' } }, { single_header: { name: 'cookie' } }],
      logging_filter: { default_behavior: 'DROP' },
      provider: 'aws.us-east-1',
    });
    expect(scope.all('aws_wafv2_web_acl_association')).toEqual([]);
  });

  it.each([9, 2_000_000_001])('refuses a limit of %d', (limit) => {
    expect(() => synth(limit)).toThrow(
      `Acl: requestsPerFiveMinutes must be an integer from 10 to 2000000000, got ${limit}`,
    );
  });
});
