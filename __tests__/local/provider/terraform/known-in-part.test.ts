import { describeWith } from '../../../support/requires';
import { TerraformWorkspace } from '../../../support/terraform-workspace';

describeWith('terraform', 'a value that is known in part at plan', () => {
  let workspace: TerraformWorkspace;
  beforeEach(async () => {
    workspace = await TerraformWorkspace.start();
  });
  afterEach(() => workspace.close());

  const options = 'aws_acm_certificate.site.domain_validation_options';
  const configuration = (names: readonly string[]) => ({
    resource: {
      aws_route53_zone: { site: { name: 'mesh.example' } },
      aws_acm_certificate: {
        site: {
          domain_name: 'mesh.example',
          subject_alternative_names: names,
          validation_method: 'DNS',
          lifecycle: { create_before_destroy: true },
        },
      },
      aws_route53_record: {
        proof: {
          for_each: `\${{ for option in ${options} : option.domain_name => option }}`,
          zone_id: '${aws_route53_zone.site.zone_id}',
          name: '${each.value.resource_record_name}',
          type: '${each.value.resource_record_type}',
          records: ['${each.value.resource_record_value}'],
          ttl: 60,
        },
      },
      aws_acm_certificate_validation: {
        site: {
          certificate_arn: '${aws_acm_certificate.site.arn}',
          validation_record_fqdns: '${[for record in aws_route53_record.proof : record.fqdn]}',
        },
      },
    },
  });

  it('gives its known part to for_each, and the rest after apply', async () => {
    workspace.configure(configuration(['api.mesh.example']));
    await workspace.expectSuccess('init');
    const plan = await workspace.expectSuccess('plan');
    expect(plan).toContain('aws_route53_record.proof["api.mesh.example"] will be created');
    await workspace.expectSuccess('apply', '-auto-approve');
    const record = await workspace.attributes('aws_route53_record.proof["api.mesh.example"]');
    expect(record.name).toMatch(/^_[0-9a-f]{32}\.api\.mesh\.example/);
    expect(await workspace.planExitCode()).toBe(0);
  });

  it('is known in part again when the object is replaced', async () => {
    workspace.configure(configuration([]));
    await workspace.initAndApply();
    workspace.configure(configuration(['www.mesh.example']));
    const plan = await workspace.expectSuccess('plan');
    expect(plan).toContain('aws_route53_record.proof["www.mesh.example"] will be created');
    await workspace.expectSuccess('apply', '-auto-approve');
    expect(await workspace.planExitCode()).toBe(0);
  });
});
