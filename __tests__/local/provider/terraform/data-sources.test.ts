import { describeWith } from '../../../support/requires';
import { TerraformWorkspace } from '../../../support/terraform-workspace';

describeWith('terraform', 'data sources', () => {
  let workspace: TerraformWorkspace;
  beforeEach(async () => {
    workspace = await TerraformWorkspace.start();
  });
  afterEach(() => workspace.close());

  const vpcs = {
    aws_vpc: {
      public: { cidr_block: '10.0.0.0/16', tags: { Name: 'public' } },
      isolated: { cidr_block: '10.1.0.0/16', tags: { Name: 'isolated' } },
    },
  };

  it('answer with the object that a resource made, by tag, filter or id', async () => {
    workspace.configure({ resource: vpcs });
    await workspace.initAndApply();
    workspace.configure({
      resource: vpcs,
      data: {
        aws_vpc: {
          by_tag: { tags: { Name: 'public' } },
          by_filter: { filter: [{ name: 'tag:Name', values: ['isolated'] }] },
          by_id: { id: '${aws_vpc.public.id}' },
        },
      },
      output: Object.fromEntries(
        ['by_tag', 'by_filter', 'by_id'].map((name) => [name, { value: `\${data.aws_vpc.${name}.cidr_block}` }]),
      ),
    });
    await workspace.expectSuccess('apply', '-auto-approve');
    const outputs = JSON.parse(await workspace.expectSuccess('output', '-json')) as Record<string, { value: string }>;
    const values = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
    expect(values).toEqual({ by_tag: '10.0.0.0/16', by_filter: '10.1.0.0/16', by_id: '10.0.0.0/16' });
    expect(await workspace.planExitCode()).toBe(0);
  });

  it('wait for an object that the same apply creates', async () => {
    workspace.configure({
      resource: { aws_sqs_queue: { jobs: { name: 'jobs' } } },
      data: { aws_sqs_queue: { jobs: { name: 'jobs', depends_on: ['aws_sqs_queue.jobs'] } } },
      output: { arn: { value: '${data.aws_sqs_queue.jobs.arn}' } },
    });
    await workspace.initAndApply();
    expect(await workspace.expectSuccess('output', '-raw', 'arn')).toBe('arn:aws:sqs:ap-northeast-1:111122223333:jobs');
  });

  it.each([
    ['nothing matches', { tags: { Name: 'absent' } }, "reading aws_vpc: couldn't find resource"],
    ['an object lacks the attribute', { state: 'available' }, 'cannot select by state'],
    ['two match', {}, 'multiple aws_vpc matched'],
    [
      'the filter names no attribute',
      { filter: [{ name: 'colour', values: ['red'] }] },
      "The filter 'colour' is invalid",
    ],
  ])('refuse when %s', async (_, data, message) => {
    workspace.configure({ resource: vpcs });
    await workspace.initAndApply();
    workspace.configure({ resource: vpcs, data: { aws_vpc: { it: data } } });
    const { code, text } = await workspace.terraform('plan');
    expect(code).toBe(1);
    expect(text).toContain(message);
  });

  it('refuse when neither knowledge nor objects can answer', async () => {
    workspace.configure({ data: { aws_ip_ranges: { it: { services: ['ec2'] } } } });
    await workspace.expectSuccess('init');
    const { code, text } = await workspace.terraform('plan');
    expect(code).toBe(1);
    expect(text).toContain('reading aws_ip_ranges: not known to the rehearsal');
  });
});
