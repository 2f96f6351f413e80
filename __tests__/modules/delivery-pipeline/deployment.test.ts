import { imageDefinitionsStep } from '../../../modules/delivery-pipeline/image-definitions-deployment';
import { Migration } from '../../../modules/delivery-pipeline/migration';
import { type PipelineStep } from '../../../modules/delivery-pipeline/pipeline-step';
import { RevisionDeployment } from '../../../modules/delivery-pipeline/revision-deployment';
import { someProjectProps, someTarget } from '../../support/some-delivery';
import { SynthesizedScope } from '../../support/synth-scope';

const ecs = (rest: string) => `arn:aws:ecs:eu-west-1:111122223333:${rest}`;
const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const parameter = (name: string) => `arn:aws:ssm:eu-west-1:111122223333:parameter${name}`;

/** Actions by resource, with the condition of the statement, for all but what every project has. */
function rights(statements: unknown): readonly string[] {
  const all = statements as readonly { Sid?: string; Action: unknown; Resource: unknown; Condition?: unknown }[]; // as synthesized
  return all
    .filter(({ Sid }) => Sid === undefined)
    .map(({ Action, Resource, Condition }) => {
      const condition = Condition === undefined ? '' : ` if ${JSON.stringify(Condition)}`;
      return `${[Action].flat().join(' ')} on ${[Resource].flat().join(' ')}${condition}`;
    });
}

const describeRights = (name: string) => [
  `ssm:GetParameter on ${parameter(`/tristage/stg/release/${name}`)}`,
  `ssm:GetParametersByPath on ${parameter('/tristage/stg/release')}`,
  'ecs:DescribeTaskDefinition on *',
  `ecr:DescribeImages on \${aws_ecr_repository.${name}Repository_HASH.arn}`,
];
const registerRights = (name: string) => [
  'ecs:RegisterTaskDefinition on *',
  `ecs:TagResource on ${ecs(`task-definition/${name}-stg:*`)} if {"StringEquals":{"ecs:CreateAction":"RegisterTaskDefinition"}}`,
  `iam:PassRole on ${role(`${name}-execution`)} ${role(`${name}-task`)} if {"StringEquals":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}}`,
];
const deployRights = (name: string) => [
  `ecs:DescribeServices ecs:UpdateService on ${ecs(`service/shop-stg/${name}-stg`)}`,
  `ecs:DescribeTasks on ${ecs('task/shop-stg/*')}`,
  `ecs:ListTasks on ${ecs('container-instance/shop-stg/*')}`,
];
const scaleRights = [
  'application-autoscaling:RegisterScalableTarget on arn:aws:application-autoscaling:eu-west-1:111122223333:scalable-target/* if {"StringEquals":{"application-autoscaling:service-namespace":"ecs","application-autoscaling:scalable-dimension":"ecs:service:DesiredCount"}}',
];
const withoutHash = (texts: readonly string[]) =>
  texts.map((text) => text.replace(/Repository_[0-9A-F]{8}/g, 'Repository_HASH'));

/** Runs `build` in a stack of its own and gives what it returns with what was synthesized. */
function synth(build: (...args: Parameters<typeof someTarget>) => PipelineStep) {
  let step: PipelineStep | undefined;
  const scope = new SynthesizedScope((within) => {
    step = build(within);
  });
  if (!step) throw new Error('nothing was built');
  return { scope, step };
}

describe('RevisionDeployment', () => {
  const deployment = (names: readonly string[]) =>
    synth(
      (scope) =>
        new RevisionDeployment(scope, 'Deploy', {
          ...someProjectProps(scope),
          targets: names.map((name) => someTarget(scope, name)),
        }).step,
    );

  it('reads the source and the artifact of the build', () => {
    expect(deployment(['cart']).step.action).toMatchObject({
      name: 'Deploy',
      provider: 'CodeBuild',
      inputArtifacts: ['SourceOutput', 'BuildOutput'],
      configuration: { PrimarySource: 'SourceOutput' },
    });
  });

  it('may register, update, watch and scale its services, and hand ECS their roles alone', () => {
    const { scope } = deployment(['cart', 'till']);
    const expected = ['cart', 'till'].flatMap((name) => [
      ...describeRights(name),
      ...registerRights(name),
      ...deployRights(name),
      ...scaleRights,
    ]);
    expect(withoutHash(rights(scope.statements('Deploy')))).toEqual([...new Set(expected)]);
  });

  it('may start no task and read no log', () => {
    const all = rights(deployment(['cart']).scope.statements('Deploy')).join('\n');
    expect(all).not.toMatch(/RunTask|StopTask|logs:Get/);
  });

  it('refuses to deploy nothing', () => {
    expect(() => deployment([])).toThrow('stack/Deploy: targets must name one service or more, got none');
  });
});

describe('Migration', () => {
  const migration = (command: readonly string[]) =>
    synth(
      (scope) =>
        new Migration(scope, 'Migrate', {
          ...someProjectProps(scope),
          region: 'eu-west-1',
          target: someTarget(scope),
          command,
          logGroupName: '/shop/stg/cart',
        }).step,
    );

  it('hands the command to the buildspec', () => {
    const { scope, step } = migration(['node', 'migrate.mjs', 'up "all"']);
    expect(scope.only('aws_codebuild_project').environment).toMatchObject({
      environment_variable: [
        { name: 'STAGE', value: 'stg' },
        { name: 'MIGRATION_COMMAND', value: '["node","migrate.mjs","up \\"all\\""]' },
      ],
    });
    expect(step.action).toMatchObject({ name: 'Migrate', inputArtifacts: ['SourceOutput', 'BuildOutput'] });
  });

  it('may run a task of the service in its cluster, and change no service', () => {
    const all = withoutHash(rights(migration(['up']).scope.statements('Migrate')));
    expect(all).toEqual([
      ...describeRights('cart'),
      ...registerRights('cart'),
      `ecs:DescribeServices on ${ecs('service/shop-stg/cart-stg')}`,
      `ecs:RunTask on ${ecs('task-definition/cart-stg:*')} if {"ArnEquals":{"ecs:cluster":"${ecs('cluster/shop-stg')}"}}`,
      `ecs:DescribeTasks ecs:StopTask on ${ecs('task/shop-stg/*')}`,
      'logs:GetLogEvents on arn:aws:logs:eu-west-1:111122223333:log-group:/shop/stg/cart:*',
    ]);
  });

  it.each([[[]], [['node', '']]])('refuses the command %j', (command) => {
    expect(() => migration(command)).toThrow(
      `stack/Migrate: command must be one word or more, none of them empty, got ${JSON.stringify(command)}`,
    );
  });
});

describe('imageDefinitionsStep', () => {
  const stock = (change: { file?: string; timeoutMinutes?: number } = {}) =>
    synth((scope) =>
      imageDefinitionsStep({
        name: 'DeployCart',
        target: someTarget(scope),
        file: 'imagedefinitions.json',
        timeoutMinutes: 20,
        ...change,
      }),
    ).step;

  it("is CodePipeline's own ECS action", () => {
    expect(stock().action).toEqual({
      name: 'DeployCart',
      category: 'Deploy',
      owner: 'AWS',
      provider: 'ECS',
      version: '1',
      inputArtifacts: ['BuildOutput'],
      configuration: {
        ClusterName: 'shop-stg',
        ServiceName: 'cart-stg',
        FileName: 'imagedefinitions.json',
        DeploymentTimeout: '20',
      },
    });
  });

  it('lets the pipeline register and update', () => {
    expect(rights(stock().statements)).toEqual([
      'ecs:DescribeTaskDefinition on *',
      ...registerRights('cart'),
      ...deployRights('cart'),
    ]);
  });

  it.each([{ file: 'web/imagedefinitions.json' }, { timeoutMinutes: 0 }, { timeoutMinutes: 61 }])(
    'refuses %j',
    (change) => {
      expect(() => stock(change)).toThrow(
        'DeployCart: file must be at the top of the artifact and timeoutMinutes from 1 to 60, got ',
      );
    },
  );
});
