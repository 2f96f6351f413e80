import { type Attributes } from '../../../../local/provider/codec/value';
import { RehearsedAccount, refusalsOf, textAt } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';
import { unknownIn } from './unknown-in';

const visibility = { CloudWatchMetricsEnabled: true, MetricName: 'rate', SampledRequestsEnabled: false };
const rate = {
  Name: 'rate',
  Priority: 1,
  Action: { Block: {} },
  Statement: { RateBasedStatement: { Limit: 2000, AggregateKeyType: 'IP' } },
  VisibilityConfig: visibility,
};
const common = {
  Name: 'common',
  Priority: 2,
  OverrideAction: { None: {} },
  Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } },
  VisibilityConfig: visibility,
};
const rules = (...given: readonly unknown[]) => ({ rule_json: JSON.stringify(given) });
const config = {
  name: 'mesh-stg',
  scope: 'REGIONAL',
  default_action: [{ allow: [{}] }],
  visibility_config: [{ cloudwatch_metrics_enabled: true, metric_name: 'mesh', sampled_requests_enabled: false }],
  ...rules(rate, common),
};

describeResource({
  type: 'aws_wafv2_web_acl',
  config,
  gives: {
    id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/) as string,
    arn: expect.stringMatching(
      /^arn:aws:wafv2:eu-west-1:111122223333:regional\/webacl\/mesh-stg\/[0-9a-f-]{36}$/,
    ) as string,
    capacity: 702,
  },
  replacedBy: [{ name: 'other' }],
  updatedBy: [rules(rate)],
  collision: 'WAFDuplicateItemException',
  refused: [
    ['rules that are not JSON', { rule_json: '[' }, '"rule_json": WAFInvalidParameterException: not JSON'],
    ['rules that are no list', { rule_json: '{}' }, 'must be a list of rules'],
    [
      'two rules of one priority',
      rules(rate, { ...common, Priority: 1 }),
      'Priority must be unique, 1 is used more than once',
    ],
    [
      'two rules of one name',
      rules(rate, { ...common, Name: 'rate' }),
      'Name must be unique, "rate" is used more than once',
    ],
    ['a rule without action', rules({ ...rate, Action: undefined }), 'rule 0 must have Action and not OverrideAction'],
    [
      'a rule group with an action',
      rules({ ...common, Action: { Block: {} } }),
      'must have OverrideAction and not Action',
    ],
    [
      'a limit of 9',
      rules({ ...rate, Statement: { RateBasedStatement: { Limit: 9, AggregateKeyType: 'IP' } } }),
      'Limit must be from 10 to 2000000000',
    ],
    [
      'an unknown statement',
      rules({ ...rate, Statement: { SpeedStatement: {} } }),
      'has no statement named SpeedStatement',
    ],
    ['a rule without metrics', rules({ ...rate, VisibilityConfig: undefined }), 'VisibilityConfig must be an object'],
    [
      'a web ACL of CloudFront here',
      { scope: 'CLOUDFRONT' },
      'a web ACL for CloudFront is made in us-east-1, got eu-west-1',
    ],
    ['two default actions', { default_action: [{ allow: [{}], block: [{}] }] }, 'exactly one of allow and block'],
    ['a wrong scope', { scope: 'GLOBAL' }, 'expected scope to be one of ["CLOUDFRONT" "REGIONAL"], got GLOBAL'],
  ],
});

describeResource({
  type: 'aws_wafv2_web_acl',
  region: 'us-east-1',
  config: { ...config, scope: 'CLOUDFRONT' },
  gives: { arn: expect.stringMatching(/^arn:aws:wafv2:us-east-1:111122223333:global\/webacl\/mesh-stg\//) as string },
  collision: 'WAFDuplicateItemException',
});

const acl = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/mesh/0f6c2a1e-0000-4000-8000-000000000000';
const api = 'arn:aws:appsync:eu-west-1:111122223333:apis/abc';
describeResource({
  type: 'aws_wafv2_web_acl_association',
  config: { web_acl_arn: acl, resource_arn: api },
  gives: { id: `${acl},${api}` },
  replacedBy: [{ resource_arn: `${api}d` }],
  refused: [
    [
      'a resource of another region',
      { resource_arn: api.replace('eu-west-1', 'us-east-1') },
      'the web ACL is in eu-west-1, the resource in us-east-1',
    ],
    [
      'a network load balancer',
      { resource_arn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/a/0123456789abcdef' },
      'only application load balancers have a web ACL',
    ],
    [
      'a web ACL for CloudFront',
      { web_acl_arn: acl.replace('regional/', 'global/') },
      'a web ACL for CloudFront is named by its distributions',
    ],
    ['a distribution', { resource_arn: 'arn:aws:cloudfront::111122223333:distribution/E1' }, 'web_acl_id'],
  ],
});

describe('an update of aws_wafv2_web_acl', () => {
  it('renews the lock, and the capacity with the rules', () => {
    const account = new RehearsedAccount();
    const state = account.create('aws_wafv2_web_acl', config);
    const unknownAfter = (change: Attributes) =>
      unknownIn(account.plan('aws_wafv2_web_acl', state, { ...config, ...change }).planned);
    expect(unknownAfter({ description: 'rates' })).toEqual(['lock_token']);
    expect(unknownAfter(rules(rate))).toEqual(['capacity', 'lock_token']);
  });
});

const logGroup = (name: string) => `arn:aws:logs:eu-west-1:111122223333:log-group:${name}`;
describeResource({
  type: 'aws_wafv2_web_acl_logging_configuration',
  config: { resource_arn: acl, log_destination_configs: [logGroup('aws-waf-logs-mesh')] },
  gives: { id: acl },
  updatedBy: [{ log_destination_configs: ['arn:aws:s3:::aws-waf-logs-mesh'] }],
  collision: 'already exists',
  refused: [
    [
      'a log group of another name',
      { log_destination_configs: [logGroup('mesh-waf')] },
      'its name must begin with aws-waf-logs-',
    ],
    [
      'two destinations',
      { log_destination_configs: [logGroup('aws-waf-logs-a'), logGroup('aws-waf-logs-b')] },
      'one log destination',
    ],
  ],
});

describe('a web ACL of a load balancer', () => {
  it('needs the load balancer', () => {
    const account = new RehearsedAccount();
    const balancer = account.create('aws_lb', { name: 'public', internal: true, subnets: ['subnet-1', 'subnet-2'] });
    const refused = (resource_arn: string) =>
      refusalsOf(() => account.create('aws_wafv2_web_acl_association', { web_acl_arn: acl, resource_arn }));
    const arn = textAt(balancer, 'arn');
    expect(refused(`${arn}0`)).toEqual([expect.stringContaining('WAFUnavailableEntityException')]);
    expect(refused(arn)).toEqual([]);
  });
});
