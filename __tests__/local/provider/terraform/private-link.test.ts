import { describeWith } from '../../../support/requires';
import { TerraformWorkspace } from '../../../support/terraform-workspace';

const region = 'ap-northeast-1';

/** A service in one VPC, behind an application and a network load balancer, and its endpoint in another. */
const link = {
  data: { aws_ec2_managed_prefix_list: { s3: { name: `com.amazonaws.${region}.s3` } } },
  resource: {
    aws_vpc: {
      consumer: { cidr_block: '10.0.0.0/16', enable_dns_hostnames: true },
      provider: { cidr_block: '10.1.0.0/16', enable_dns_hostnames: true },
    },
    aws_default_security_group: { consumer: { vpc_id: '${aws_vpc.consumer.id}' } },
    aws_subnet: Object.fromEntries(
      ['consumer', 'provider'].flatMap((vpc, network) =>
        ['a', 'c'].map((zone, index) => [
          `${vpc}_${zone}`,
          {
            vpc_id: `\${aws_vpc.${vpc}.id}`,
            cidr_block: `10.${network}.${index}.0/24`,
            availability_zone: `${region}${zone}`,
          },
        ]),
      ),
    ),
    aws_route_table: { provider: { vpc_id: '${aws_vpc.provider.id}' } },
    aws_internet_gateway: { consumer: { vpc_id: '${aws_vpc.consumer.id}' } },
    aws_route_table_association: {
      provider: { subnet_id: '${aws_subnet.provider_a.id}', route_table_id: '${aws_route_table.provider.id}' },
    },
    aws_route: {
      out: {
        route_table_id: '${aws_vpc.consumer.main_route_table_id}',
        destination_cidr_block: '0.0.0.0/0',
        gateway_id: '${aws_internet_gateway.consumer.id}',
      },
    },
    aws_security_group: {
      alb: { name: 'alb', vpc_id: '${aws_vpc.provider.id}' },
      nlb: { name: 'nlb', vpc_id: '${aws_vpc.provider.id}' },
    },
    aws_vpc_security_group_ingress_rule: {
      alb: {
        security_group_id: '${aws_security_group.alb.id}',
        referenced_security_group_id: '${aws_security_group.nlb.id}',
        ip_protocol: 'tcp',
        from_port: 443,
        to_port: 443,
      },
    },
    aws_vpc_security_group_egress_rule: {
      s3: {
        security_group_id: '${aws_security_group.alb.id}',
        prefix_list_id: '${data.aws_ec2_managed_prefix_list.s3.id}',
        ip_protocol: 'tcp',
        from_port: 443,
        to_port: 443,
      },
    },
    aws_acm_certificate: { services: { domain_name: 'services.example', validation_method: 'DNS' } },
    aws_acm_certificate_validation: { services: { certificate_arn: '${aws_acm_certificate.services.arn}' } },
    aws_lb: {
      alb: {
        name: 'alb',
        internal: true,
        subnets: ['${aws_subnet.provider_a.id}', '${aws_subnet.provider_c.id}'],
        security_groups: ['${aws_security_group.alb.id}'],
      },
      nlb: {
        name: 'nlb',
        internal: true,
        load_balancer_type: 'network',
        subnets: ['${aws_subnet.provider_a.id}', '${aws_subnet.provider_c.id}'],
        security_groups: ['${aws_security_group.nlb.id}'],
        enforce_security_group_inbound_rules_on_private_link_traffic: 'on',
      },
    },
    aws_lb_listener: {
      https: {
        load_balancer_arn: '${aws_lb.alb.arn}',
        port: 443,
        protocol: 'HTTPS',
        certificate_arn: '${aws_acm_certificate_validation.services.certificate_arn}',
        default_action: [
          { type: 'fixed-response', fixed_response: [{ content_type: 'application/json', status_code: '404' }] },
        ],
      },
      tcp: {
        load_balancer_arn: '${aws_lb.nlb.arn}',
        port: 443,
        protocol: 'TCP',
        default_action: [{ type: 'forward', target_group_arn: '${aws_lb_target_group.alb.arn}' }],
      },
    },
    aws_lb_target_group: {
      alb: {
        name: 'alb',
        port: 443,
        protocol: 'TCP',
        target_type: 'alb',
        vpc_id: '${aws_vpc.provider.id}',
        health_check: [{ protocol: 'HTTPS', path: '/health' }],
      },
    },
    aws_lb_target_group_attachment: {
      alb: {
        target_group_arn: '${aws_lb_target_group.alb.arn}',
        target_id: '${aws_lb_listener.https.load_balancer_arn}',
        port: 443,
      },
    },
    aws_vpc_endpoint_service: {
      services: { acceptance_required: true, network_load_balancer_arns: ['${aws_lb.nlb.arn}'] },
    },
    aws_vpc_endpoint: {
      services: {
        vpc_id: '${aws_vpc.consumer.id}',
        vpc_endpoint_type: 'Interface',
        service_name: '${aws_vpc_endpoint_service.services.service_name}',
        subnet_ids: ['${aws_subnet.consumer_a.id}', '${aws_subnet.consumer_c.id}'],
        security_group_ids: ['${aws_default_security_group.consumer.id}'],
      },
      s3: { vpc_id: '${aws_vpc.provider.id}', service_name: `com.amazonaws.${region}.s3` },
    },
    aws_vpc_endpoint_route_table_association: {
      s3: { vpc_endpoint_id: '${aws_vpc_endpoint.s3.id}', route_table_id: '${aws_route_table.provider.id}' },
    },
    aws_vpc_endpoint_connection_accepter: {
      services: {
        vpc_endpoint_service_id: '${aws_vpc_endpoint_service.services.id}',
        vpc_endpoint_id: '${aws_vpc_endpoint.services.id}',
      },
    },
    aws_route53_zone: { services: { name: 'services.example', vpc: [{ vpc_id: '${aws_vpc.consumer.id}' }] } },
    aws_route53_record: {
      services: {
        zone_id: '${aws_route53_zone.services.zone_id}',
        name: 'services.example',
        type: 'A',
        alias: [
          {
            name: '${aws_vpc_endpoint.services.dns_entry[0].dns_name}',
            zone_id: '${aws_vpc_endpoint.services.dns_entry[0].hosted_zone_id}',
            evaluate_target_health: false,
          },
        ],
      },
    },
  },
};

describeWith('terraform', 'a service shared by PrivateLink', () => {
  let workspace: TerraformWorkspace;
  beforeEach(async () => {
    workspace = await TerraformWorkspace.start();
  });
  afterEach(() => workspace.close());

  it('is created, accepted, planned again without a change, and destroyed', async () => {
    workspace.configure(link);
    await workspace.initAndApply();
    expect((await workspace.attributes('aws_vpc_endpoint.services')).state).toBe('pendingAcceptance');
    expect(await workspace.planExitCode()).toBe(0);
    await workspace.expectSuccess('apply', '-auto-approve', '-refresh-only');
    expect((await workspace.attributes('aws_vpc_endpoint.services')).state).toBe('available');
    expect(await workspace.planExitCode()).toBe(0);

    const notAccepted = Object.entries(link.resource).filter(
      ([type]) => type !== 'aws_vpc_endpoint_connection_accepter',
    );
    workspace.configure({ ...link, resource: Object.fromEntries(notAccepted) });
    await workspace.expectSuccess('apply', '-auto-approve');
    await workspace.expectSuccess('apply', '-auto-approve', '-refresh-only');
    expect((await workspace.attributes('aws_vpc_endpoint.services')).state).toBe('pendingAcceptance');
    expect(await workspace.expectSuccess('destroy', '-auto-approve')).toContain('Destroy complete!');
  });
});
