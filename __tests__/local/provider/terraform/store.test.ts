import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith } from '../../../support/requires';
import { TerraformWorkspace } from '../../../support/terraform-workspace';

describeWith('terraform', 'the object store behind Terraform', () => {
  let workspace: TerraformWorkspace;
  beforeEach(async () => {
    workspace = await TerraformWorkspace.start();
  });
  afterEach(() => workspace.close());

  const queue = { resource: { aws_sqs_queue: { jobs: { name: 'jobs' } } } };
  const place = (type: string) => join(workspace.objectsDirectory, '111122223333', 'ap-northeast-1', type);

  it('is shared by stand-ins that run at the same time', async () => {
    workspace.configure(queue);
    await workspace.initAndApply();
    const other = await TerraformWorkspace.start({ objectsDirectory: workspace.objectsDirectory });
    try {
      other.configure({ ...queue, data: { aws_sqs_queue: { seen: { name: 'jobs' } } } });
      await other.expectSuccess('init');
      expect(await other.expectSuccess('plan', '-target=data.aws_sqs_queue.seen')).toContain('Read complete');
      const { code, text } = await other.terraform('apply', '-auto-approve');
      expect(code).toBe(1);
      expect(text).toContain('QueueAlreadyExists');
    } finally {
      await other.close();
    }
  });

  it('names a broken object and changes nothing', async () => {
    workspace.configure(queue);
    await workspace.initAndApply();
    const state = workspace.readState();
    const [name = ''] = readdirSync(place('aws_sqs_queue'));
    writeFileSync(join(place('aws_sqs_queue'), name), '{');
    const { code, text } = await workspace.terraform('apply', '-auto-approve');
    expect(code).toBe(1);
    expect(text).toContain('not JSON: correct the file or remove it');
    expect(workspace.readState()).toEqual(state);
  });

  it('holds an object in the region of its resource, where import finds it', async () => {
    const elsewhere = { resource: { aws_vpc: { far: { cidr_block: '10.0.0.0/16', region: 'eu-west-1' } } } };
    workspace.configure(elsewhere);
    await workspace.initAndApply();
    const id = String((await workspace.attributes('aws_vpc.far')).id);
    await workspace.expectSuccess('state', 'rm', 'aws_vpc.far');
    expect((await workspace.terraform('import', 'aws_vpc.far', id)).text).toContain(
      'Cannot import non-existent remote object',
    );
    await workspace.expectSuccess('import', 'aws_vpc.far', `${id}@eu-west-1`);
    expect(await workspace.planExitCode()).toBe(0);
  });

  it('gives types of which only the schema is known an id, a name and an ARN of a general shape', async () => {
    workspace.configure({
      resource: {
        aws_evidently_project: { named: { name: 'flags' } },
        aws_placement_group: { prefixed: { name: 'p', strategy: 'cluster' } },
        aws_route53recoveryreadiness_cell: { global: { cell_name: 'c' } },
      },
    });
    await workspace.initAndApply();
    expect(await workspace.attributes('aws_evidently_project.named')).toMatchObject({
      id: 'flags',
      arn: 'arn:aws:evidently:ap-northeast-1:111122223333:project/flags',
    });
    expect((await workspace.attributes('aws_route53recoveryreadiness_cell.global')).arn).toMatch(
      /^arn:aws:route53recoveryreadiness::111122223333:cell\/cell-[0-9a-f]{17}$/,
    );
    expect(await workspace.planExitCode()).toBe(0);
  });

  it('hides what is known to be sensitive', async () => {
    workspace.configure({
      resource: { aws_ssm_parameter: { secret: { name: '/secret', type: 'SecureString', value: 'hunter2-hunter2' } } },
      output: { value: { value: '${aws_ssm_parameter.secret.value}' } },
    });
    await workspace.expectSuccess('init');
    const { code, text } = await workspace.terraform('plan');
    expect(code).toBe(1);
    expect(text).toContain('Output refers to sensitive values');
    expect(text).not.toContain('+ value = "hunter2-hunter2"');
  });
});
