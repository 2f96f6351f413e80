import { describeWith } from '../../../support/requires';
import { TerraformWorkspace } from '../../../support/terraform-workspace';

const region = 'ap-northeast-1';
const accountId = '111122223333';
const trust = (...services: string[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: services } }],
  });
const inVirginia = { provider: 'aws.virginia' };

const behavior = (given: object = {}) => ({
  target_origin_id: 'alb',
  allowed_methods: ['GET', 'HEAD'],
  cached_methods: ['GET', 'HEAD'],
  cache_policy_id: '${aws_cloudfront_cache_policy.page.id}',
  viewer_protocol_policy: 'redirect-to-https',
  ...given,
});
const action = (name: string, category: string, provider: string, given: object) => ({
  name,
  category,
  owner: 'AWS',
  provider,
  version: '1',
  ...given,
});

/** A site behind CloudFront and the pipeline that releases it; two regions. */
function site({ assets = {}, lambda = {} }: { assets?: object; lambda?: object } = {}) {
  return {
    provider: {
      aws: [
        { region, allowed_account_ids: [accountId] },
        { region: 'us-east-1', alias: 'virginia', allowed_account_ids: [accountId] },
      ],
    },
    data: {
      aws_cloudfront_cache_policy: { none: { name: 'Managed-CachingDisabled' } },
      aws_cloudfront_origin_request_policy: { all: { name: 'Managed-AllViewer' } },
      aws_ec2_managed_prefix_list: { cloudfront: { name: 'com.amazonaws.global.cloudfront.origin-facing' } },
      aws_codecommit_repository: { source: { repository_name: 'tristage' } },
    },
    resource: {
      aws_vpc: { web: { cidr_block: '10.0.0.0/16' } },
      aws_internet_gateway: { web: { vpc_id: '${aws_vpc.web.id}' } },
      aws_subnet: Object.fromEntries(
        ['a', 'c'].map((zone, index) => [
          zone,
          { vpc_id: '${aws_vpc.web.id}', cidr_block: `10.0.${index}.0/24`, availability_zone: `${region}${zone}` },
        ]),
      ),
      aws_lb: {
        web: {
          name: 'web-stg',
          internal: true,
          subnets: ['${aws_subnet.a.id}', '${aws_subnet.c.id}'],
          depends_on: ['aws_internet_gateway.web'],
        },
      },
      aws_acm_certificate: { web: { ...inVirginia, domain_name: 'web.example.com', validation_method: 'DNS' } },
      aws_acm_certificate_validation: {
        web: { ...inVirginia, certificate_arn: '${aws_acm_certificate.web.arn}' },
      },
      aws_s3_bucket: { assets: { bucket: 'web-assets-stg' }, artifacts: { bucket: 'web-artifacts-stg' } },
      aws_cloudfront_origin_access_control: {
        assets: {
          name: 'web-assets-stg',
          origin_access_control_origin_type: 's3',
          signing_behavior: 'always',
          signing_protocol: 'sigv4',
        },
      },
      aws_cloudfront_vpc_origin: {
        web: {
          vpc_origin_endpoint_config: [
            {
              name: 'web-stg',
              arn: '${aws_lb.web.arn}',
              http_port: 80,
              https_port: 443,
              origin_protocol_policy: 'https-only',
              origin_ssl_protocols: [{ items: ['TLSv1.2'], quantity: 1 }],
            },
          ],
        },
      },
      aws_cloudfront_cache_policy: {
        page: {
          name: 'web-stg',
          default_ttl: 0,
          max_ttl: 60,
          min_ttl: 0,
          parameters_in_cache_key_and_forwarded_to_origin: [
            {
              enable_accept_encoding_gzip: true,
              cookies_config: [{ cookie_behavior: 'none' }],
              headers_config: [{ header_behavior: 'whitelist', headers: [{ items: ['Host'] }] }],
              query_strings_config: [{ query_string_behavior: 'all' }],
            },
          ],
        },
      },
      aws_cloudfront_response_headers_policy: {
        web: {
          name: 'web-stg',
          security_headers_config: [{ frame_options: [{ frame_option: 'DENY', override: true }] }],
        },
      },
      aws_cloudfront_function: {
        images: { name: 'images-stg', runtime: 'cloudfront-js-2.0', code: 'function handler(e) { return e.request; }' },
      },
      aws_iam_role: {
        resize: { name: 'resize', assume_role_policy: trust('lambda.amazonaws.com', 'edgelambda.amazonaws.com') },
        pipeline: { name: 'pipeline', assume_role_policy: trust('codepipeline.amazonaws.com') },
        build: { name: 'build', assume_role_policy: trust('codebuild.amazonaws.com') },
        source: { name: 'source', assume_role_policy: trust('events.amazonaws.com') },
      },
      aws_lambda_function: {
        resize: {
          ...inVirginia,
          function_name: 'resize',
          role: '${aws_iam_role.resize.arn}',
          handler: 'index.handler',
          runtime: 'nodejs22.x',
          filename: 'resize.zip',
          publish: true,
          skip_destroy: true,
          ...lambda,
        },
      },
      aws_cloudfront_distribution: {
        web: {
          enabled: true,
          is_ipv6_enabled: true,
          http_version: 'http2and3',
          aliases: ['web.example.com'],
          default_cache_behavior: [
            behavior({
              allowed_methods: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
              origin_request_policy_id: '${data.aws_cloudfront_origin_request_policy.all.id}',
              response_headers_policy_id: '${aws_cloudfront_response_headers_policy.web.id}',
            }),
          ],
          ordered_cache_behavior: [
            behavior({
              path_pattern: '/_nuxt/builds/latest.json',
              cache_policy_id: '${data.aws_cloudfront_cache_policy.none.id}',
            }),
            behavior({ path_pattern: '/_nuxt/*', target_origin_id: 'assets-or-alb', compress: true, ...assets }),
            behavior({
              path_pattern: '/images/*',
              target_origin_id: 'assets',
              function_association: [
                { event_type: 'viewer-request', function_arn: '${aws_cloudfront_function.images.arn}' },
              ],
              lambda_function_association: [
                { event_type: 'origin-response', lambda_arn: '${aws_lambda_function.resize.qualified_arn}' },
              ],
            }),
          ],
          origin: [
            {
              origin_id: 'alb',
              domain_name: '${aws_lb.web.dns_name}',
              vpc_origin_config: [{ vpc_origin_id: '${aws_cloudfront_vpc_origin.web.id}' }],
            },
            {
              origin_id: 'assets',
              domain_name: '${aws_s3_bucket.assets.bucket_regional_domain_name}',
              origin_access_control_id: '${aws_cloudfront_origin_access_control.assets.id}',
            },
          ],
          origin_group: [
            {
              origin_id: 'assets-or-alb',
              failover_criteria: [{ status_codes: [403, 404] }],
              member: [{ origin_id: 'assets' }, { origin_id: 'alb' }],
            },
          ],
          custom_error_response: [{ error_code: 404, error_caching_min_ttl: 0 }],
          restrictions: [{ geo_restriction: [{ restriction_type: 'none' }] }],
          viewer_certificate: [
            {
              acm_certificate_arn: '${aws_acm_certificate_validation.web.certificate_arn}',
              minimum_protocol_version: 'TLSv1.2_2021',
              ssl_support_method: 'sni-only',
            },
          ],
        },
      },
      aws_cloudfront_monitoring_subscription: {
        web: {
          distribution_id: '${aws_cloudfront_distribution.web.id}',
          monitoring_subscription: [
            { realtime_metrics_subscription_config: [{ realtime_metrics_subscription_status: 'Enabled' }] },
          ],
        },
      },
      aws_route53_record: Object.fromEntries(
        ['A', 'AAAA'].map((type) => [
          type,
          {
            zone_id: 'Z1',
            name: 'web.example.com',
            type,
            alias: [
              {
                name: '${aws_cloudfront_distribution.web.domain_name}',
                zone_id: '${aws_cloudfront_distribution.web.hosted_zone_id}',
                evaluate_target_health: false,
              },
            ],
          },
        ]),
      ),
      aws_cloudwatch_log_delivery_source: {
        web: {
          ...inVirginia,
          name: 'web-stg',
          log_type: 'ACCESS_LOGS',
          resource_arn: '${aws_cloudfront_distribution.web.arn}',
        },
      },
      aws_cloudwatch_log_delivery_destination: {
        web: {
          ...inVirginia,
          name: 'web-stg',
          output_format: 'json',
          delivery_destination_configuration: [{ destination_resource_arn: '${aws_s3_bucket.assets.arn}' }],
        },
      },
      aws_cloudwatch_log_delivery: {
        web: {
          ...inVirginia,
          delivery_source_name: '${aws_cloudwatch_log_delivery_source.web.name}',
          delivery_destination_arn: '${aws_cloudwatch_log_delivery_destination.web.arn}',
          s3_delivery_configuration: [{ suffix_path: '/web/{yyyy}/{MM}/{dd}', enable_hive_compatible_path: false }],
        },
      },
      aws_codebuild_project: {
        build: {
          name: 'web-build-stg',
          service_role: '${aws_iam_role.build.arn}',
          artifacts: [{ type: 'CODEPIPELINE' }],
          source: [{ type: 'CODEPIPELINE', buildspec: 'build.buildspec.yml' }],
          environment: [
            {
              compute_type: 'BUILD_GENERAL1_SMALL',
              image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
              type: 'LINUX_CONTAINER',
              privileged_mode: true,
              environment_variable: [{ name: 'STAGE', value: 'stg' }],
            },
          ],
          logs_config: [{ cloudwatch_logs: [{ group_name: '/aws/codebuild/web-build-stg' }] }],
        },
      },
      aws_codepipeline: {
        web: {
          name: 'web-stg',
          role_arn: '${aws_iam_role.pipeline.arn}',
          pipeline_type: 'V2',
          artifact_store: [{ type: 'S3', location: '${aws_s3_bucket.artifacts.bucket}' }],
          stage: [
            {
              name: 'Source',
              action: [
                action('Source', 'Source', 'CodeCommit', {
                  output_artifacts: ['SourceOutput'],
                  configuration: {
                    RepositoryName: 'tristage',
                    BranchName: 'main',
                    PollForSourceChanges: 'false',
                  },
                }),
              ],
            },
            {
              name: 'Build',
              action: [
                action('Build', 'Build', 'CodeBuild', {
                  input_artifacts: ['SourceOutput'],
                  output_artifacts: ['BuildOutput'],
                  configuration: { ProjectName: '${aws_codebuild_project.build.name}' },
                }),
              ],
            },
          ],
        },
      },
      aws_codestarnotifications_notification_rule: {
        web: {
          name: 'web-stg',
          detail_type: 'FULL',
          resource: '${aws_codepipeline.web.arn}',
          event_type_ids: ['codepipeline-pipeline-pipeline-execution-failed'],
          target: [{ address: `arn:aws:sns:${region}:${accountId}:web-alarms-stg` }],
        },
      },
      aws_cloudwatch_event_rule: {
        source: {
          name: 'web-source-stg',
          event_pattern: '${jsonencode({ resources = [data.aws_codecommit_repository.source.arn] })}',
        },
      },
      aws_cloudwatch_event_target: {
        source: {
          rule: '${aws_cloudwatch_event_rule.source.name}',
          arn: '${aws_codepipeline.web.arn}',
          role_arn: '${aws_iam_role.source.arn}',
        },
      },
      aws_secretsmanager_secret: { origin: { name: '/web/stg/origin' } },
      aws_secretsmanager_secret_version: {
        origin: { secret_id: '${aws_secretsmanager_secret.origin.id}', secret_string: 'secret' },
      },
    },
  };
}

describeWith('terraform', 'a site behind CloudFront and its pipeline', () => {
  let workspace: TerraformWorkspace;
  beforeEach(async () => {
    workspace = await TerraformWorkspace.start();
  });
  afterEach(() => workspace.close());

  it('is created, planned again without a change, changed in place, and destroyed', async () => {
    workspace.configure(site());
    await workspace.initAndApply();
    const before = await workspace.attributes('aws_cloudfront_distribution.web');
    expect(before.domain_name).toMatch(/^d[a-z0-9]{13}\.cloudfront\.net$/);
    expect(await workspace.planExitCode()).toBe(0);
    workspace.configure(site({ assets: { compress: false } }));
    await workspace.expectSuccess('apply', '-auto-approve');
    const after = await workspace.attributes('aws_cloudfront_distribution.web');
    expect(after.id).toBe(before.id);
    expect(await workspace.planExitCode()).toBe(0);
    await workspace.expectSuccess('destroy', '-auto-approve');
  });

  it('is refused at plan with writing methods of an origin group', async () => {
    const methods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
    workspace.configure(site({ assets: { allowed_methods: methods } }));
    await workspace.expectSuccess('init');
    const { code, text } = await workspace.terraform('plan');
    expect(code).toBe(1);
    expect(text).toContain('AllowedMethods cannot include POST, PUT, PATCH, or DELETE');
  });

  it('is refused at apply with a function at the edge that has environment variables', async () => {
    workspace.configure(site({ lambda: { environment: [{ variables: { STAGE: 'stg' } }] } }));
    await workspace.expectSuccess('init');
    const { code, text } = await workspace.terraform('apply', '-auto-approve');
    expect(code).toBe(1);
    expect(text).toContain('The function cannot have environment variables.');
  });

  it('is refused without the store of artefacts', async () => {
    const { resource, ...rest } = site();
    const web = { ...resource.aws_codepipeline.web, artifact_store: [] };
    workspace.configure({ ...rest, resource: { ...resource, aws_codepipeline: { web } } });
    await workspace.expectSuccess('init');
    const { code, text } = await workspace.terraform('validate');
    expect(code).toBe(1);
    expect(text).toContain('Insufficient artifact_store blocks');
  });
});
