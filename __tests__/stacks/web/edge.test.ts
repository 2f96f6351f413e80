import { type Environment, type Stage, type WebEnvironment } from '../../../environments/environment';
import { loadEnvironments } from '../../../environments/load';
import { WebNetworkStack } from '../../../stacks/web/network-stack';
import { WebStack } from '../../../stacks/web/web-stack';
import { type Configuration, type Properties, synthesize } from '../../support/configuration';
import { SynthesizedStack } from '../../support/synthesized-stack';
import { metricFault } from '../rules/published-metrics';

function environmentOf(stage: Stage, change: Partial<WebEnvironment>): Environment {
  const environment = loadEnvironments({ shell: {} }).find((one) => one.stage === stage);
  if (!environment) throw new Error(`no environment of ${stage}`);
  const options = { wafRateLimit: undefined, allowedCountries: undefined, resizeImages: false };
  return { ...environment, web: { ...environment.web, ...options, ...change } };
}

function synthesizeWeb(change: Partial<WebEnvironment> = {}, stage: Stage = 'stg'): SynthesizedStack {
  const stacks = synthesize((app) => {
    const environment = environmentOf(stage, change);
    new WebStack(app, environment, { network: new WebNetworkStack(app, environment) });
  });
  const web = stacks.find(({ stackId }) => stackId === `web-${stage}`);
  if (!web) throw new Error('no web stack');
  return new SynthesizedStack(web);
}

const record = (value: unknown): Properties => (typeof value === 'object' && value !== null ? { ...value } : {});
const list = (value: unknown): readonly Properties[] => (Array.isArray(value) ? value.map(record) : []);

/** Name of the policy that a behaviour refers to. */
function policyName(web: SynthesizedStack, reference: unknown): unknown {
  const address = /^\$\{(.+)\.id\}$/.exec(String(reference))?.[1];
  return web.configuration.resources.find((resource) => resource.address === address)?.properties.name;
}

/** Where each path of a distribution goes, in order, the rest last: pattern, origin, cache policy, origin request policy. */
function routesOf(web: SynthesizedStack, distribution: Properties): readonly unknown[] {
  return [...list(distribution.ordered_cache_behavior), record(distribution.default_cache_behavior)].map(
    (behaviour) => [
      behaviour.path_pattern ?? '*',
      behaviour.target_origin_id,
      policyName(web, behaviour.cache_policy_id),
      policyName(web, behaviour.origin_request_policy_id),
    ],
  );
}

const addressesOf = ({ resources }: Configuration) => resources.map(({ address }) => address);
const front = (web: SynthesizedStack) => web.only('aws_cloudfront_distribution', 'Edge_Front');
const api = (web: SynthesizedStack) => web.only('aws_cloudfront_distribution', 'Edge_Api');

describe('the edge of the web system', () => {
  const web = synthesizeWeb();

  it('answers for the site and for its API, each under its name and certificate of us-east-1', () => {
    expect(front(web).aliases).toEqual(['stg.example.com']);
    expect(api(web).aliases).toEqual(['api.stg.example.com']);
    const certificates = web.all('aws_acm_certificate', 'Edge_');
    expect(certificates.map(({ domain_name: name, provider }) => [name, provider])).toEqual([
      ['api.stg.example.com', 'aws.us-east-1'],
      ['stg.example.com', 'aws.us-east-1'],
    ]);
    const names = web.all('aws_route53_record', 'Records').map(({ name, type }) => [name, type]);
    expect(names).toEqual([
      ['api.stg.example.com', 'A'],
      ['api.stg.example.com', 'AAAA'],
      ['stg.example.com', 'A'],
      ['stg.example.com', 'AAAA'],
    ]);
  });

  it('asks the bucket for static files and then the load balancer, which alone knows the latest build', () => {
    expect(routesOf(web, front(web))).toEqual([
      ['/_nuxt/builds/latest.json', 'load-balancer', 'web-nothing-kept-stg', 'web-host-stg'],
      ['/_nuxt/*', 'static-assets-or-load-balancer', 'web-files-stg', undefined],
      ['*', 'load-balancer', 'web-pages-stg', 'web-host-stg'],
    ]);
    expect(front(web).origin_group).toMatchObject([
      {
        failover_criteria: { status_codes: [403, 404] },
        member: [{ origin_id: 'static-assets' }, { origin_id: 'load-balancer' }],
      },
    ]);
  });

  it('keeps nothing of the API and lets all its methods through, over HTTPS only', () => {
    expect(routesOf(web, api(web))).toEqual([['*', 'load-balancer', 'web-nothing-kept-stg', 'web-whole-request-stg']]);
    expect(api(web).default_cache_behavior).toMatchObject({
      viewer_protocol_policy: 'https-only',
      allowed_methods: expect.arrayContaining(['POST', 'DELETE']),
    });
  });

  it('keeps pages by Host and query as long as they say, at most as long as the stage says', () => {
    expect(web.only('aws_cloudfront_cache_policy', 'Pages')).toMatchObject({
      min_ttl: 0,
      default_ttl: 0,
      max_ttl: 60,
      parameters_in_cache_key_and_forwarded_to_origin: {
        headers_config: { headers: { items: ['Host'] } },
        cookies_config: { cookie_behavior: 'none' },
        query_strings_config: { query_string_behavior: 'all' },
      },
    });
    // Without cookies here as well CloudFront takes Set-Cookie off every page.
    expect(web.only('aws_cloudfront_origin_request_policy', 'Edge_Host').cookies_config).toEqual({
      cookie_behavior: 'none',
    });
    const longer = synthesizeWeb({ htmlCacheSeconds: 600 });
    expect(longer.only('aws_cloudfront_cache_policy', 'Pages').max_ttl).toBe(600);
    const never = synthesizeWeb({ htmlCacheSeconds: 0 });
    expect(addressesOf(never.configuration)).toEqual(addressesOf(web.configuration));
    expect(never.only('aws_cloudfront_cache_policy', 'Pages').max_ttl).toBe(0);
  });

  it('keeps static files for a year whatever the Host, cookies or query', () => {
    expect(web.only('aws_cloudfront_cache_policy', 'Files')).toMatchObject({
      default_ttl: 31_536_000,
      max_ttl: 31_536_000,
      parameters_in_cache_key_and_forwarded_to_origin: {
        headers_config: { header_behavior: 'none' },
        cookies_config: { cookie_behavior: 'none' },
        query_strings_config: { query_string_behavior: 'none' },
      },
    });
  });

  it('reaches the load balancer inside the VPC, by names that its certificate and rules know', () => {
    const regional = web.only('aws_acm_certificate', 'LoadBalancer_Certificate');
    const certified = [regional.domain_name, ...(regional.subject_alternative_names as string[])];
    const hosts = JSON.stringify(web.all('aws_lb_listener_rule').map(({ condition }) => condition));
    for (const distribution of [front(web), api(web)]) {
      const origin = list(distribution.origin).find(({ origin_id: id }) => id === 'load-balancer');
      expect(origin?.vpc_origin_config).toMatchObject({
        vpc_origin_id: expect.stringMatching(/^\$\{aws_cloudfront_vpc_origin\./),
      });
      expect(certified).toContain(origin?.domain_name);
      expect(hosts).toContain(`"${String(origin?.domain_name)}"`);
      expect(origin).not.toHaveProperty('custom_header');
    }
    expect(web.all('aws_cloudfront_vpc_origin')).toHaveLength(1);
  });

  it('lets the site’s distribution read static files, and tells a release where to put them', () => {
    const policy = String(web.only('aws_s3_bucket_policy', 'Assets').policy);
    expect(policy).toContain('"Action":"s3:GetObject"');
    expect(policy).toMatch(/\/_nuxt\/\*"/);
    expect(policy).toMatch(/"aws:SourceArn":"\$\{aws_cloudfront_distribution\.Edge_Front[^"]*\.arn\}"/);
    expect(web.only('aws_s3_bucket', 'Assets').bucket).toBe('web-assets-stg-111122223333-ap-northeast-1');
    expect(web.only('aws_ssm_parameter', 'Assets')).toMatchObject({ name: '/tristage/stg/assets/web', type: 'String' });
  });

  it('logs the requests of both distributions', () => {
    expect(web.all('aws_cloudwatch_log_delivery_source').map(({ name }) => name)).toEqual([
      'web-stg-api',
      'web-stg-front',
    ]);
    expect(web.only('aws_cloudwatch_log_group', 'AccessLogs').name).toBe('/aws/vendedlogs/cloudfront/web-stg');
  });

  it('rings in the region of each metric, at a topic of that region', () => {
    const alarms = web.all('aws_cloudwatch_metric_alarm');
    const atTheEdge = alarms.filter(({ namespace }) => ['AWS/CloudFront', 'AWS/WAFV2'].includes(String(namespace)));
    expect(atTheEdge.map(({ alarm_name: name }) => name)).toEqual([
      'web-api-edge-errors-stg',
      'web-api-edge-origin-latency-stg',
      'web-api-edge-server-errors-stg',
      'web-edge-errors-stg',
      'web-edge-origin-latency-stg',
      'web-edge-server-errors-stg',
    ]);
    for (const alarm of alarms.filter(({ alarm_actions: actions }) => JSON.stringify(actions).includes('sns'))) {
      const told = JSON.stringify(alarm.alarm_actions).includes('aws_sns_topic.UsEast1');
      const isAtTheEdge = atTheEdge.includes(alarm);
      expect([alarm.alarm_name, told, alarm.provider]).toEqual([
        alarm.alarm_name,
        isAtTheEdge,
        isAtTheEdge ? 'aws.us-east-1' : undefined,
      ]);
    }
    expect(web.only('aws_sns_topic').provider).toBe('aws.us-east-1');
    expect(web.only('aws_kms_key').provider).toBe('aws.us-east-1');
  });

  it('watches what is behind the edge in its own region', () => {
    const names = web.all('aws_cloudwatch_metric_alarm').map(({ alarm_name: name }) => name);
    for (const name of [
      'web-load-balancer-errors-stg',
      'web-missing-tasks-stg',
      'web-unhealthy-hosts-stg',
      'web-cpu-stg',
      'web-api-missing-tasks-stg',
      'web-api-cpu-stg',
      'web-users-table-errors-stg',
    ]) {
      expect(names).toContain(name);
    }
    expect(new Set(names).size).toBe(names.length);
  });

  it('draws CloudFront from us-east-1 and the rest from its own region', () => {
    const dashboard = web.only('aws_cloudwatch_dashboard');
    expect(dashboard.dashboard_name).toBe('web-stg');
    const { widgets } = JSON.parse(String(dashboard.dashboard_body)) as {
      widgets: { properties: { region: string; metrics: [string, ...unknown[]][] } }[];
    };
    for (const { properties } of widgets) {
      const isAtTheEdge = properties.metrics.every(([namespace]) => /CloudFront|WAF/.test(namespace));
      expect(properties.region).toBe(isAtTheEdge ? 'us-east-1' : 'ap-northeast-1');
    }
    expect(web.dashboardRows()).toHaveLength(6);
  });

  it('tells people and releases where it is', () => {
    expect(Object.keys(web.configuration.json.output ?? {}).sort()).toEqual([
      'ApiDistributionDomainName',
      'ApiDistributionId',
      'ApiUrl',
      'AssetsBucket',
      'DistributionDomainName',
      'DistributionId',
      'Url',
    ]);
    expect(web.configuration.json.output?.Url).toEqual({ value: 'https://stg.example.com' });
  });

  it('differs between stages in values only', () => {
    const edgeOf = (stack: SynthesizedStack) =>
      addressesOf(stack.configuration).filter((address) => /\.(Edge|UsEast1|Assets|Watch|VpcOrigin)_/.test(address));
    expect(edgeOf(synthesizeWeb({}, 'prod'))).toEqual(edgeOf(web));
    expect(edgeOf(web).length).toBeGreaterThan(50);
  });
});

describe('options of the edge', () => {
  const withImages = synthesizeWeb({ resizeImages: true });
  const before = new Set(addressesOf(synthesizeWeb().configuration));
  const added = (web: SynthesizedStack) =>
    addressesOf(web.configuration)
      .filter((address) => !before.has(address))
      .map((address) => address.replace(/_[0-9A-F]{8}$/, ''));

  it('may be a web ACL before both distributions, with an alarm', () => {
    const web = synthesizeWeb({ wafRateLimit: 2000 });
    expect(added(web)).toEqual([
      'aws_cloudwatch_log_group.UsEast1_WebAcl_LogGroup',
      'aws_cloudwatch_metric_alarm.UsEast1_Alarms_BlockedRequests',
      'aws_wafv2_web_acl.UsEast1_WebAcl',
      'aws_wafv2_web_acl_logging_configuration.UsEast1_WebAcl_Logging',
    ]);
    const guarded = [front(web), api(web)].map(({ web_acl_id: id }) => String(id));
    expect(guarded).toEqual(Array(2).fill(expect.stringMatching(/^\$\{aws_wafv2_web_acl\.UsEast1_WebAcl.*\.arn\}$/)));
    expect(web.dashboardRows()).toHaveLength(7);
  });

  it('may be listed countries, for both distributions', () => {
    const web = synthesizeWeb({ allowedCountries: ['JP', 'US'] });
    for (const distribution of [front(web), api(web)]) {
      expect(distribution.restrictions).toEqual({
        geo_restriction: { restriction_type: 'whitelist', locations: ['JP', 'US'] },
      });
    }
    expect(added(web)).toEqual([]);
  });

  it('may be images in the sizes that pages ask for', () => {
    const web = withImages;
    expect(routesOf(web, front(web))).toContainEqual(['/images/*', 'images', 'web-images-stg', undefined]);
    const [, , behaviour] = list(front(web).ordered_cache_behavior);
    expect(behaviour?.function_association).toMatchObject([{ event_type: 'viewer-request' }]);
    expect(behaviour?.lambda_function_association).toMatchObject([
      {
        event_type: 'origin-response',
        include_body: false,
        lambda_arn: expect.stringMatching(/^\$\{aws_lambda_function\..*\.qualified_arn\}$/),
      },
    ]);
    expect(web.only('aws_cloudfront_cache_policy', 'Images')).toMatchObject({
      parameters_in_cache_key_and_forwarded_to_origin: {
        query_strings_config: { query_string_behavior: 'whitelist', query_strings: { items: ['w', 'h', 'fit', 'fm'] } },
      },
    });
    expect(web.only('aws_lambda_function')).toMatchObject({
      function_name: 'web-images-stg',
      architectures: ['x86_64'],
      provider: 'aws.us-east-1',
    });
    expect(web.statements('ImageResize')).toContainEqual(
      expect.objectContaining({ Action: 's3:GetObject', Resource: expect.stringMatching(/\/images\/\*$/) }),
    );
    // One group where the function is, one for the copy that serves its stage's region.
    expect(web.all('aws_cloudwatch_log_group', 'Image').map(({ name, provider }) => [name, provider])).toEqual([
      ['/aws/lambda/us-east-1.web-images-stg', undefined],
      ['/aws/lambda/web-images-stg', 'aws.us-east-1'],
    ]);
    expect(web.configuration.json.output).toHaveProperty('ImagesBucket');
    expect(added(web)).toContain('aws_cloudwatch_metric_alarm.UsEast1_Alarms_web-image-request-errors');
  });

  it('keeps the widths that the site names and those that the edge makes the same', () => {
    const web = withImages;
    const { IMAGE_WIDTHS: widths } = web.container('Front').environment;
    expect(widths).toBe('320,640,960,1280');
    expect(String(web.only('aws_cloudfront_function').code)).toContain('[320,640,960,1280]');
  });

  it('may be a load balancer that faces the internet, under a name of its own and behind a secret header', () => {
    const web = synthesizeWeb({ loadBalancer: 'public' });
    expect(web.all('aws_cloudfront_vpc_origin')).toEqual([]);
    for (const distribution of [front(web), api(web)]) {
      expect(list(distribution.origin)[0]).toMatchObject({
        domain_name: 'origin.stg.example.com',
        custom_header: [{ name: 'X-Origin-Secret' }],
        custom_origin_config: { origin_protocol_policy: 'https-only', origin_ssl_protocols: ['TLSv1.2'] },
      });
    }
    expect(web.only('aws_acm_certificate', 'LoadBalancer').subject_alternative_names).toContain(
      'origin.stg.example.com',
    );
    expect(web.only('aws_route53_record', 'PublicOrigins_Record')).toMatchObject({
      name: 'origin.stg.example.com',
      type: 'A',
    });
    expect(web.only('aws_lb_listener_rule', 'Front').condition).toContainEqual({
      host_header: { values: ['stg.example.com', 'origin.stg.example.com'] },
    });
    const { environment } = web.only('aws_lambda_function', 'OriginSecret');
    const { RULE_ARNS: rules, DISTRIBUTION_IDS: ids } = record(record(environment).variables);
    // Every rule asks for the header, so every rule is told of a new value.
    const asking = web
      .all('aws_lb_listener_rule')
      .filter(({ condition }) => JSON.stringify(condition).includes('X-Origin-Secret'));
    expect(JSON.parse(String(rules))).toHaveLength(asking.length);
    expect(asking).toHaveLength(web.all('aws_lb_listener_rule').length);
    expect(JSON.parse(String(ids))).toHaveLength(2);
    expect(added(web)).toContain('aws_cloudwatch_metric_alarm.OriginSecret_Failures');
  });
});

describe('metrics of the edge', () => {
  it('are published under the dimensions that its alarms use', () => {
    const web = synthesizeWeb({ wafRateLimit: 2000, resizeImages: true });
    const faults = web
      .all('aws_cloudwatch_metric_alarm', 'UsEast1')
      .map(({ namespace, metric_name: name, dimensions }) =>
        metricFault(String(namespace), String(name), Object.keys(record(dimensions))),
      );
    expect(faults).toEqual(faults.map(() => undefined));
  });
});
