import { describeWith } from '../../../support/requires';
import { TerraformWorkspace } from '../../../support/terraform-workspace';

describeWith('terraform', 'what Terraform refuses', () => {
  let workspace: TerraformWorkspace;
  beforeAll(async () => {
    workspace = await TerraformWorkspace.start();
  });
  afterAll(() => workspace.close());

  const queue = (attributes: object) => ({ resource: { aws_sqs_queue: { jobs: { name: 'jobs', ...attributes } } } });
  const alias = (attributes: object) => ({ resource: { aws_kms_alias: { jobs: attributes } } });

  it.each([
    [
      'an unknown attribute',
      queue({ visibility: 60 }),
      ['Extraneous JSON object property', 'No argument or block type is named "visibility"'],
    ],
    [
      'a missing required argument',
      alias({ name: 'alias/jobs' }),
      ['Missing required argument', 'The argument "target_key_id" is required, but no definition was found.'],
    ],
    [
      'a value of the wrong type',
      queue({ delay_seconds: 'soon' }),
      ['Incorrect attribute value type', 'Inappropriate value for attribute "delay_seconds": a number is required.'],
    ],
    [
      'a reference to nothing',
      queue({ policy: '${aws_sqs_queue.absent.arn}' }),
      [
        'Reference to undeclared resource',
        'A managed resource "aws_sqs_queue" "absent" has not been declared in the root module.',
      ],
    ],
    [
      'a reference to an attribute that the type lacks',
      queue({ policy: '${aws_sqs_queue.jobs.colour}' }),
      ['Unsupported attribute', 'This object has no argument, nested block, or exported attribute named "colour"'],
    ],
    [
      'a cycle',
      {
        resource: {
          aws_sqs_queue: {
            a: { name: 'a', policy: '${aws_sqs_queue.b.arn}' },
            b: { name: 'b', policy: '${aws_sqs_queue.a.arn}' },
          },
        },
      },
      ['Error: Cycle: aws_sqs_queue.'],
    ],
    [
      'an unknown resource type',
      { resource: { aws_teapot: { jobs: {} } } },
      ['Invalid resource type', 'The provider hashicorp/aws does not support resource type "aws_teapot".'],
    ],
    [
      'an unknown data source',
      { data: { aws_teapot: { jobs: {} } } },
      ['Invalid data source', 'The provider hashicorp/aws does not support data source "aws_teapot".'],
    ],
    [
      'more blocks than the type takes',
      {
        resource: {
          aws_dynamodb_table: {
            t: { name: 't', hash_key: 'k', ttl: [{ attribute_name: 'a' }, { attribute_name: 'b' }] },
          },
        },
      },
      ['Too many ttl blocks', 'No more than 1 "ttl" blocks are allowed'],
    ],
    [
      'a value outside of the range of the service',
      queue({ delay_seconds: 901 }),
      ['expected delay_seconds to be in the range (0 - 900), got 901'],
    ],
    [
      'a tree whose type the provider package does not tell',
      {
        resource: {
          aws_wafv2_rule_group: {
            g: {
              name: 'g',
              scope: 'REGIONAL',
              capacity: 1,
              rule: [{ name: 'r', priority: 1, statement: [{ geo_match_statement: [{}] }], visibility_config: [] }],
            },
          },
        },
      },
      ['attribute "statement": string required'],
    ],
  ])('%s', async (_, configuration, messages) => {
    workspace.configure(configuration);
    await workspace.expectSuccess('init');
    const { code, text } = await workspace.terraform('validate');
    expect(code).toBe(1);
    for (const message of messages) expect(text).toContain(message);
  });

  it.each([
    ['no region', { allowed_account_ids: ['111122223333'] }, 'invalid AWS Region'],
    ['a region that is none', { region: 'tokyo', allowed_account_ids: ['111122223333'] }, 'invalid AWS Region: tokyo'],
    ['no account', { region: 'eu-west-1' }, 'no AWS account is known'],
    [
      'a forbidden account',
      { region: 'eu-west-1', allowed_account_ids: ['111122223333'], forbidden_account_ids: ['111122223333'] },
      'AWS account ID not allowed: 111122223333',
    ],
  ])('a provider block with %s', async (_, provider, message) => {
    workspace.configure({ ...queue({}), provider: { aws: [provider] } });
    await workspace.expectSuccess('init');
    const { code, text } = await workspace.terraform('plan');
    expect(code).toBe(1);
    expect(text).toContain(message);
  });

  it('an account other than the allowed one', async () => {
    const elsewhere = await TerraformWorkspace.start({ accountId: '444455556666' });
    try {
      elsewhere.configure(queue({}));
      await elsewhere.expectSuccess('init');
      const { code, text } = await elsewhere.terraform('plan');
      expect(code).toBe(1);
      expect(text).toContain('AWS account ID not allowed: 444455556666');
    } finally {
      await elsewhere.close();
    }
  });

  it('a destroy that prevent_destroy forbids', async () => {
    const own = await TerraformWorkspace.start();
    try {
      own.configure(queue({ lifecycle: { prevent_destroy: true } }));
      await own.initAndApply();
      const { code, text } = await own.terraform('destroy', '-auto-approve');
      expect(code).toBe(1);
      expect(text).toContain('Instance cannot be destroyed');
      expect(text).toContain('Resource aws_sqs_queue.jobs has lifecycle.prevent_destroy set');
      expect(await own.planExitCode()).toBe(0);
    } finally {
      await own.close();
    }
  });

  it('a name that another object has, in the words of AWS, and keeps what exists', async () => {
    const own = await TerraformWorkspace.start();
    try {
      own.configure({ resource: { aws_sqs_queue: { first: { name: 'jobs' } } } });
      await own.initAndApply();
      own.configure({
        resource: { aws_sqs_queue: { first: { name: 'jobs' }, second: { name: 'jobs', delay_seconds: 1 } } },
      });
      const { code, text } = await own.terraform('apply', '-auto-approve');
      expect(code).toBe(1);
      expect(text).toContain('creating SQS Queue (jobs)');
      expect(text).toContain('QueueAlreadyExists');
      expect((await own.attributes('aws_sqs_queue.first')).delay_seconds).toBe(0);
    } finally {
      await own.close();
    }
  });
});
