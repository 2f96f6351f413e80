import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith } from '../../../support/requires';
import { TerraformWorkspace } from '../../../support/terraform-workspace';

describeWith('terraform', 'the provider block', () => {
  let workspace: TerraformWorkspace;
  beforeEach(async () => {
    workspace = await TerraformWorkspace.start();
  });
  afterEach(() => workspace.close());

  const allowed_account_ids = ['111122223333'];

  it('gives each alias its own region and tags', async () => {
    const tags = (Stage: string) => [{ tags: { Project: 'tristage', Stage } }];
    workspace.configure({
      provider: {
        aws: [
          { region: 'ap-northeast-1', allowed_account_ids, default_tags: tags('stg') },
          { alias: 'virginia', region: 'us-east-1', allowed_account_ids, default_tags: tags('edge') },
        ],
      },
      resource: {
        aws_sqs_queue: {
          near: { name: 'jobs', tags: { Stage: 'own' } },
          far: { name: 'jobs', provider: 'aws.virginia' },
          further: { name: 'jobs', region: 'eu-west-1' },
        },
      },
    });
    await workspace.initAndApply();
    const [near, far, further] = await Promise.all(
      ['near', 'far', 'further'].map((name) => workspace.attributes(`aws_sqs_queue.${name}`)),
    );
    expect(near).toMatchObject({ region: 'ap-northeast-1', tags_all: { Project: 'tristage', Stage: 'own' } });
    expect(near?.arn).toBe('arn:aws:sqs:ap-northeast-1:111122223333:jobs');
    expect(far).toMatchObject({ region: 'us-east-1', tags: null, tags_all: { Project: 'tristage', Stage: 'edge' } });
    expect(far?.arn).toBe('arn:aws:sqs:us-east-1:111122223333:jobs');
    expect(further?.arn).toBe('arn:aws:sqs:eu-west-1:111122223333:jobs');
    expect(await workspace.planExitCode()).toBe(0);
  });

  it('changes tags_all of every resource when its default tags change, and replaces resources when its region does', async () => {
    const configure = (region: string, Stage: string) =>
      workspace.configure({
        provider: { aws: [{ region, allowed_account_ids, default_tags: [{ tags: { Stage } }] }] },
        resource: { aws_sqs_queue: { jobs: { name: 'jobs' } } },
      });
    configure('ap-northeast-1', 'stg');
    await workspace.initAndApply();
    configure('ap-northeast-1', 'stg2');
    expect(await workspace.expectSuccess('plan')).toContain('~ "Stage" = "stg" -> "stg2"');
    configure('us-east-1', 'stg');
    expect(await workspace.expectSuccess('plan')).toContain(
      '~ region = "ap-northeast-1" -> "us-east-1" # forces replacement',
    );
  });

  it('keeps the objects of each account and region apart', async () => {
    workspace.configure({
      resource: { aws_sqs_queue: { jobs: { name: 'jobs' } }, aws_iam_group: { team: { name: 'team' } } },
    });
    await workspace.initAndApply();
    expect(readdirSync(workspace.objectsDirectory)).toEqual(['111122223333']);
    expect(readdirSync(join(workspace.objectsDirectory, '111122223333')).sort()).toEqual(['ap-northeast-1', 'global']);
  });
});
