import { openAccountObjects } from '../../../../local/provider/objects/account-objects';
import { describeWith } from '../../../support/requires';
import { TerraformWorkspace } from '../../../support/terraform-workspace';

describeWith('terraform', 'what is changed in the account without Terraform', () => {
  let workspace: TerraformWorkspace;
  beforeEach(async () => {
    workspace = await TerraformWorkspace.start();
  });
  afterEach(() => workspace.close());

  const template = (image: string) => ({
    family: 'users',
    network_mode: 'awsvpc',
    requires_compatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    container_definitions: JSON.stringify([{ name: 'users', image }]),
  });
  const system = (lifecycle: object, image = 'users:none') => ({
    resource: {
      aws_ecs_cluster: { gateway: { name: 'gateway' } },
      aws_ecs_task_definition: { users: template(image) },
      aws_ecs_service: {
        users: {
          name: 'users',
          cluster: '${aws_ecs_cluster.gateway.arn}',
          launch_type: 'FARGATE',
          task_definition: '${aws_ecs_task_definition.users.arn}',
          desired_count: 0,
          network_configuration: [{ subnets: ['subnet-1'] }],
          ...lifecycle,
        },
      },
    },
  });
  const ignoring = { lifecycle: { ignore_changes: ['task_definition', 'desired_count'] } };
  const family = 'arn:aws:ecs:ap-northeast-1:111122223333:task-definition/users';

  /** What a release does in AWS: registers a copy of the template with an image, and lets the service run it. */
  const release = () => {
    const account = openAccountObjects(workspace.objectsDirectory);
    const [revision] = account.find('aws_ecs_task_definition', { arn: `${family}:1` });
    if (!revision) throw new Error('expected the template');
    const container_definitions = JSON.stringify([{ name: 'users', image: `users@sha256:${'a'.repeat(64)}` }]);
    account.create({
      ...revision,
      attributes: { ...revision.attributes, container_definitions, arn: `${family}:2`, revision: 2 },
    });
    account.update('aws_ecs_service', { name: 'users' }, { task_definition: `${family}:2`, desired_count: 2 });
  };

  it('is no change where the configuration ignores it', async () => {
    workspace.configure(system(ignoring));
    await workspace.initAndApply();
    release();
    expect(await workspace.planExitCode()).toBe(0);
    await workspace.expectSuccess('apply', '-auto-approve');
    const account = openAccountObjects(workspace.objectsDirectory);
    expect(account.find('aws_ecs_service', { task_definition: `${family}:2`, desired_count: 2 })).toHaveLength(1);
  });

  it('is set right where it does not, with the attributes named', async () => {
    workspace.configure(system({}));
    await workspace.initAndApply();
    release();
    const plan = await workspace.expectSuccess('plan');
    expect(plan).toContain('~ desired_count = 2 -> 0');
    expect(plan).toContain(`~ task_definition = "${family}:2" -> "${family}:1"`);
    expect(plan).toContain('Plan: 0 to add, 1 to change, 0 to destroy.');
  });

  it('lets the next template count on from the revision of the release', async () => {
    workspace.configure(system(ignoring));
    await workspace.initAndApply();
    release();
    workspace.configure(system(ignoring, 'users:next'));
    await workspace.expectSuccess('apply', '-auto-approve');
    expect(await workspace.attributes('aws_ecs_task_definition.users')).toMatchObject({
      arn: `${family}:3`,
      revision: 3,
    });
    expect((await workspace.attributes('aws_ecs_service.users')).task_definition).toBe(`${family}:2`);
    expect(await workspace.planExitCode()).toBe(0);
  });
});
