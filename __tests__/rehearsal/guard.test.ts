import { readFileSync, writeFileSync } from 'node:fs';
import { ProjectCopy } from '../support/project-copy';
import { describeWith } from '../support/requires';

const lost = [
  'aws_acm_certificate.CustomDomain_Certificate_DABDEF59',
  'aws_appsync_domain_name.CustomDomain_21DD44B6',
  'aws_appsync_domain_name_api_association.CustomDomain_Association_F8EA7338',
  'aws_route53_record.CustomDomain_Alias_B58F1133',
  'aws_route53_record.CustomDomain_Certificate_ValidationRecord_FC7D88CE',
];

describeWith('terraform', 'mesh-stg without its domain', () => {
  let project: ProjectCopy;
  beforeAll(() => {
    project = new ProjectCopy();
    expect(project.rehearse('npm run deploy -- mesh-stg --auto-approve')).toMatchObject({ code: 0 });
    const file = project.path('environments/.env.stg');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/^APPSYNC_CUSTOM_DOMAIN=.*$/m, 'APPSYNC_CUSTOM_DOMAIN=false'));
  }, 120_000);
  afterAll(() => {
    project.remove();
  });

  it('is refused, with everything that would be lost and the way out', () => {
    const refused = project.rehearse('npm run deploy -- mesh-stg --auto-approve');
    expect(refused.code).not.toBe(0);
    for (const address of lost) expect(refused.stderr).toContain(`--allow-destroy ${address}`);
    expect(project.rehearse('terraform -chdir=cdktf.out/stacks/mesh-stg state list').stdout).toContain(lost[1]);
  }, 120_000);

  it('is deployed once every loss is allowed', () => {
    const allowed = lost.map((address) => `--allow-destroy ${address}`).join(' ');
    expect(project.rehearse(`npm run deploy -- mesh-stg --auto-approve ${allowed}`)).toMatchObject({ code: 0 });
    const left = project.rehearse('terraform -chdir=cdktf.out/stacks/mesh-stg state list').stdout;
    for (const address of lost) expect(left).not.toContain(address);
  }, 120_000);
});
