import { describeWith } from '../../../support/requires';
import { TerraformWorkspace } from '../../../support/terraform-workspace';

describeWith('terraform', 'nested blocks', () => {
  let workspace: TerraformWorkspace;
  beforeEach(async () => {
    workspace = await TerraformWorkspace.start();
  });
  afterEach(() => workspace.close());

  const rule = (from_port: number) => ({
    from_port,
    to_port: from_port,
    protocol: 'tcp',
    cidr_blocks: ['10.0.0.0/8'],
    description: null,
    ipv6_cidr_blocks: [],
    prefix_list_ids: [],
    security_groups: [],
    self: false,
  });
  const distribution = (comment: string) => ({
    comment,
    enabled: true,
    origin: [
      { origin_id: 'b', domain_name: 'b.s3.amazonaws.com', custom_header: [{ name: 'x', value: '1' }] },
      {
        origin_id: 'a',
        domain_name: 'a.example.com',
        custom_origin_config: {
          http_port: 80,
          https_port: 443,
          origin_protocol_policy: 'https-only',
          origin_ssl_protocols: ['TLSv1.2'],
        },
      },
    ],
    default_cache_behavior: {
      allowed_methods: ['GET', 'HEAD'],
      cached_methods: ['GET', 'HEAD'],
      target_origin_id: 'a',
      viewer_protocol_policy: 'redirect-to-https',
      forwarded_values: { query_string: false, cookies: { forward: 'none' } },
    },
    restrictions: { geo_restriction: { restriction_type: 'none' } },
    viewer_certificate: { cloudfront_default_certificate: true },
  });
  const configuration = (comment: string, ports: readonly number[]) => ({
    resource: {
      aws_vpc: { v: { cidr_block: '10.0.0.0/16' } },
      aws_subnet: {
        s: {
          count: 2,
          vpc_id: '${aws_vpc.v.id}',
          cidr_block: '10.0.${count.index}.0/24',
          availability_zone: '${["ap-northeast-1a", "ap-northeast-1c"][count.index]}',
        },
      },
      aws_security_group: { g: { name: 'g', vpc_id: '${aws_vpc.v.id}', ingress: ports.map(rule) } },
      aws_lb: {
        l: {
          name: 'l',
          internal: true,
          subnets: '${aws_subnet.s[*].id}',
          security_groups: ['${aws_security_group.g.id}'],
        },
      },
      aws_lb_target_group: {
        t: {
          name: 't',
          port: 80,
          protocol: 'HTTP',
          target_type: 'ip',
          vpc_id: '${aws_vpc.v.id}',
          health_check: { path: '/health' },
        },
      },
      aws_lb_listener: {
        l: {
          load_balancer_arn: '${aws_lb.l.arn}',
          port: 80,
          default_action: [{ type: 'forward', target_group_arn: '${aws_lb_target_group.t.arn}' }],
        },
      },
      aws_cloudfront_distribution: { d: distribution(comment) },
      aws_dynamodb_table: {
        t: {
          name: 'table',
          billing_mode: 'PAY_PER_REQUEST',
          hash_key: 'pk',
          attribute: [
            { name: 'pk', type: 'S' },
            { name: 'gk', type: 'S' },
          ],
          global_secondary_index: [{ name: 'index', hash_key: 'gk', projection_type: 'ALL' }],
          ttl: { attribute_name: 'ttl', enabled: true },
          timeouts: { create: '5m' },
        },
      },
      aws_ecs_cluster: { c: { name: 'c', setting: [{ name: 'containerInsights', value: 'enabled' }] } },
      aws_ecs_task_definition: {
        t: {
          family: 't',
          network_mode: 'awsvpc',
          container_definitions: JSON.stringify([
            { name: 'app', image: 'app:1', portMappings: [{ containerPort: 8080 }] },
          ]),
        },
      },
      aws_ecs_service: {
        s: {
          depends_on: ['aws_lb_listener.l'],
          task_definition: '${aws_ecs_task_definition.t.arn}',
          name: 's',
          cluster: '${aws_ecs_cluster.c.id}',
          network_configuration: { subnets: '${aws_subnet.s[*].id}' },
          load_balancer: [
            { target_group_arn: '${aws_lb_target_group.t.arn}', container_name: 'app', container_port: 8080 },
          ],
          deployment_circuit_breaker: { enable: true, rollback: true },
        },
      },
      aws_autoscaling_group: {
        g: {
          max_size: 1,
          min_size: 1,
          tag: [{ key: 'k', value: 'v', propagate_at_launch: true }],
          mixed_instances_policy: {
            launch_template: {
              launch_template_specification: { launch_template_name: 'x' },
              override: [{ instance_type: 't' }],
            },
          },
        },
      },
      aws_s3_bucket: { b: { bucket: 'tristage-nested' } },
      aws_s3_bucket_lifecycle_configuration: {
        b: {
          bucket: '${aws_s3_bucket.b.id}',
          rule: [{ id: 'r', status: 'Enabled', filter: [{ prefix: '' }], expiration: [{ days: 1 }] }],
        },
      },
    },
  });

  it('of every nesting are planned, applied and then left alone', async () => {
    workspace.configure(configuration('first', [443, 80]));
    await workspace.initAndApply();
    expect(await workspace.planExitCode()).toBe(0);
  });

  it('are updated in place where a set loses or gains a member', async () => {
    workspace.configure(configuration('first', [443, 80]));
    await workspace.initAndApply();
    workspace.configure(configuration('second', [8080, 443]));
    expect(await workspace.expectSuccess('plan')).toContain('Plan: 0 to add, 2 to change, 0 to destroy.');
    await workspace.expectSuccess('apply', '-auto-approve');
    expect(await workspace.planExitCode()).toBe(0);
  });
});
