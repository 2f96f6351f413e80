import { type Attributes } from '../../../../local/provider/codec/value';
import { RehearsedAccount, refusalsOf } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111122223333:${resource}`;
const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const trust = (service: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
  });

const source: Attributes = {
  name: 'Source',
  category: 'Source',
  owner: 'AWS',
  provider: 'CodeCommit',
  version: '1',
  output_artifacts: ['SourceOutput'],
  configuration: { RepositoryName: 'tristage', BranchName: 'main', PollForSourceChanges: 'false' },
};
const build: Attributes = {
  name: 'Build',
  category: 'Build',
  owner: 'AWS',
  provider: 'CodeBuild',
  version: '1',
  input_artifacts: ['SourceOutput'],
  output_artifacts: ['BuildOutput'],
  configuration: { ProjectName: 'web-build-stg' },
};
const approval: Attributes = { name: 'Approve', category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' };
const stage = (name: string, ...action: Attributes[]): Attributes => ({ name, action });
const stages = (...given: Attributes[]) => ({ stage: given });
const built = (change: Attributes) => stages(stage('Source', source), stage('Build', { ...build, ...change }));

describeResource({
  type: 'aws_codepipeline',
  config: {
    name: 'web-stg',
    role_arn: role('web-pipeline-stg'),
    pipeline_type: 'V2',
    artifact_store: [{ location: 'web-artifacts-stg', type: 'S3' }],
    ...stages(stage('Source', source), stage('Build', build), stage('Approve', approval)),
  },
  gives: { id: 'web-stg', arn: arn('codepipeline', 'web-stg'), execution_mode: 'SUPERSEDED' },
  replacedBy: [{ name: 'other' }],
  updatedBy: [{ role_arn: role('other') }],
  collision: 'PipelineNameInUseException',
  refused: [
    ['one stage', stages(stage('Source', source)), 'There should be a minimum of 2 stages in a pipeline'],
    [
      'a first stage of another kind',
      stages(stage('Approve', approval), stage('Build', { ...build, input_artifacts: [] })),
      'Pipeline should start with a stage that only contains source actions',
    ],
    [
      'a source in a later stage',
      stages(stage('Source', source), stage('More', { ...source, output_artifacts: ['b'] })),
      'Source actions may only occur in first stage',
    ],
    [
      'two stages of one name',
      stages(stage('Source', source), stage('Build', build), stage('Build', approval)),
      "Stage name 'Build' is not unique",
    ],
    [
      'two actions of one name',
      stages(stage('Source', source), stage('Build', build, { ...approval, name: 'Build' })),
      "Action name 'Build' is not unique within stage 'Build'",
    ],
    [
      'an artefact that nothing makes',
      built({ input_artifacts: ['Other'] }),
      'Input Artifact Bundle Other in action Build is not declared as Output Artifact Bundle',
    ],
    [
      'an artefact that is made beside it',
      stages(
        stage('Source', source),
        stage('Build', build, { ...build, name: 'Test', input_artifacts: ['BuildOutput'], output_artifacts: [] }),
      ),
      'Input Artifact Bundle BuildOutput in action Test',
    ],
    [
      'an artefact made twice',
      built({ output_artifacts: ['SourceOutput'] }),
      'SourceOutput has been used more than once',
    ],
    [
      'an unknown provider',
      built({ provider: 'Jenkins' }),
      "ActionType (Category: 'Build', Provider: 'Jenkins', Owner: 'AWS', Version: '1') in action 'Build' is not available in region EU_WEST_1",
    ],
    ['an unknown owner', built({ owner: 'Me' }), 'got Me'],
    ['an unknown category', built({ category: 'Ship' }), 'got Ship'],
    ['an unknown version', built({ version: '2' }), "Version: '2'"],
    ['a build without input', built({ input_artifacts: [] }), 'There should be a minimum of 1 input artifacts'],
    [
      'an approval with output',
      stages(stage('Source', source), stage('Approve', { ...approval, output_artifacts: ['a'] })),
      'There should be a maximum of 0 output artifacts',
    ],
    ['a missing setting', built({ configuration: {} }), "missing required configuration 'ProjectName'"],
    [
      'an unknown setting',
      built({ configuration: { ProjectName: 'p', Project: 'p' } }),
      "contains unknown configuration 'Project'",
    ],
    ['variables of the first type of pipeline', { pipeline_type: 'V1', variable: [{ name: 'a' }] }, 'type V2 only'],
    [
      'a trigger of no connection',
      {
        trigger: [{ provider_type: 'CodeStarSourceConnection', git_configuration: [{ source_action_name: 'Source' }] }],
      },
      'trigger names the source action Source',
    ],
    ['an unknown store', { artifact_store: [{ location: 'b', type: 'EFS' }] }, 'got EFS'],
  ],
});

describe('aws_codepipeline', () => {
  it('takes an artefact of an earlier order of the same stage', () => {
    const account = new RehearsedAccount();
    const test = { ...build, name: 'Test', run_order: 2, input_artifacts: ['BuildOutput'], output_artifacts: [] };
    expect(account.refusals('aws_codepipeline', stages(stage('Source', source), stage('Build', build, test)))).toEqual(
      [],
    );
  });

  it('refuses a role that it cannot assume', () => {
    const account = new RehearsedAccount();
    account.create('aws_iam_role', { name: 'wrong', assume_role_policy: trust('codebuild.amazonaws.com') });
    const config = {
      name: 'web-stg',
      role_arn: role('wrong'),
      artifact_store: [{ location: 'b', type: 'S3' }],
      ...stages(stage('Source', source), stage('Build', build)),
    };
    expect(refusalsOf(() => account.create('aws_codepipeline', config))).toEqual([
      expect.stringContaining('CodePipeline is not authorized to perform AssumeRole on role'),
    ]);
    account.create('aws_iam_role', { name: 'right', assume_role_policy: trust('codepipeline.amazonaws.com') });
    expect(refusalsOf(() => account.create('aws_codepipeline', { ...config, role_arn: role('right') }))).toEqual([]);
  });
});

const environment = (given: Attributes = {}) => ({
  environment: [
    {
      compute_type: 'BUILD_GENERAL1_SMALL',
      image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
      type: 'LINUX_CONTAINER',
      ...given,
    },
  ],
});
const project: Attributes = {
  name: 'web-build-stg',
  service_role: role('web-build-stg'),
  artifacts: [{ type: 'CODEPIPELINE' }],
  source: [{ type: 'CODEPIPELINE', buildspec: 'services/web/delivery/build.buildspec.yml' }],
  ...environment({ privileged_mode: true, environment_variable: [{ name: 'STAGE', value: 'stg' }] }),
};
describeResource({
  type: 'aws_codebuild_project',
  config: project,
  gives: {
    id: arn('codebuild', 'project/web-build-stg'),
    arn: arn('codebuild', 'project/web-build-stg'),
    build_timeout: 60,
    queued_timeout: 480,
    encryption_key: arn('kms', 'alias/aws/s3'),
  },
  replacedBy: [{ name: 'other' }],
  updatedBy: [{ build_timeout: 30 }],
  collision: 'ResourceAlreadyExistsException',
  refused: [
    ['an unknown size', environment({ compute_type: 'BUILD_GENERAL1_TINY' }), 'got BUILD_GENERAL1_TINY'],
    ['an unknown kind of environment', environment({ type: 'LINUX' }), 'got LINUX'],
    ['an image that is none', environment({ image: 'Node 20' }), 'must be an image with a tag or digest'],
    [
      "Lambda's size of a container",
      environment({ compute_type: 'BUILD_LAMBDA_1GB' }),
      'not supported for environment type',
    ],
    [
      'a variable given twice',
      environment({
        environment_variable: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      }),
      'Environment variable A is given more than once',
    ],
    ['a build of 4 minutes', { build_timeout: 4 }, '(5 - 2160), got 4'],
    ['a build of more than 36 hours', { build_timeout: 2161 }, '(5 - 2160), got 2161'],
    ['a queue of 4 minutes', { queued_timeout: 4 }, '(5 - 480), got 4'],
    [
      'no source and no buildspec',
      { source: [{ type: 'NO_SOURCE' }], artifacts: [{ type: 'NO_ARTIFACTS' }] },
      "`buildspec` must be set when source's `type` is `NO_SOURCE`",
    ],
    [
      'artifacts of their own with the source of a pipeline',
      { artifacts: [{ type: 'S3' }] },
      'both or none are CODEPIPELINE',
    ],
    [
      'a repository without a place',
      { source: [{ type: 'GITHUB' }], artifacts: [{ type: 'NO_ARTIFACTS' }] },
      'location is required',
    ],
    ['an unknown source', { source: [{ type: 'SVN' }] }, 'got SVN'],
    [
      'a cache in S3 without a place',
      { cache: [{ type: 'S3' }] },
      "cache location is required when cache type is 'S3'",
    ],
  ],
});

describe('aws_codebuild_project', () => {
  it('refuses a role that it cannot assume', () => {
    const account = new RehearsedAccount();
    account.create('aws_iam_role', { name: 'web-build-stg', assume_role_policy: trust('codepipeline.amazonaws.com') });
    expect(refusalsOf(() => account.create('aws_codebuild_project', project))).toEqual([
      expect.stringContaining('CodeBuild is not authorized to perform: sts:AssumeRole'),
    ]);
  });
});

for (const [type, service] of [
  ['aws_codestarconnections_connection', 'codestar-connections'],
  ['aws_codeconnections_connection', 'codeconnections'],
] as const) {
  describeResource({
    type,
    config: { name: 'tristage-stg', provider_type: 'GitHub' },
    gives: {
      arn: expect.stringMatching(`^${arn(service, 'connection/')}[0-9a-f-]{36}$`),
      connection_status: 'PENDING',
    },
    replacedBy: [{ name: 'other' }],
    collision: 'ResourceAlreadyExistsException',
    refused: [
      ['an unknown provider', { provider_type: 'CVS' }, 'got CVS'],
      ['a name of 33 characters', { name: 'a'.repeat(33) }, '(1 - 32)'],
    ],
  });
}

it('aws_codestarconnections_connection as a data source', () => {
  const account = new RehearsedAccount();
  const made = account.create('aws_codestarconnections_connection', { name: 'a', provider_type: 'GitHub' });
  expect(account.read('aws_codestarconnections_connection', { name: 'a' })).toMatchObject({ arn: made.arn });
  expect(() => account.read('aws_codestarconnections_connection', { name: 'b' })).toThrow("couldn't find resource");
});

describeResource({
  type: 'aws_codestarnotifications_notification_rule',
  config: {
    name: 'web-stg',
    detail_type: 'FULL',
    resource: arn('codepipeline', 'web-stg'),
    event_type_ids: ['codepipeline-pipeline-pipeline-execution-failed', 'codepipeline-pipeline-manual-approval-needed'],
    target: [{ address: arn('sns', 'web-alarms-stg') }],
  },
  gives: {
    arn: expect.stringMatching(`^${arn('codestar-notifications', 'notificationrule/')}[0-9a-f]{32}$`),
    status: 'ENABLED',
  },
  replacedBy: [{ resource: arn('codepipeline', 'other') }],
  updatedBy: [{ status: 'DISABLED' }],
  collision: 'ResourceAlreadyExistsException',
  refused: [
    [
      'an unknown event',
      { event_type_ids: ['codepipeline-pipeline-broken'] },
      'Invalid event type ids for a resource of codepipeline: codepipeline-pipeline-broken',
    ],
    [
      'an event of another service',
      { event_type_ids: ['codebuild-project-build-state-failed'] },
      'Invalid event type ids',
    ],
    [
      'a resource that has no rules',
      { resource: arn('ecs', 'cluster/a') },
      'notification rules of ecs are not supported',
    ],
    ['an unknown detail', { detail_type: 'SHORT' }, 'got SHORT'],
  ],
});

describeResource({
  type: 'aws_codecommit_repository',
  config: { repository_name: 'tristage' },
  gives: {
    id: 'tristage',
    arn: arn('codecommit', 'tristage'),
    clone_url_http: 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/tristage',
  },
  updatedBy: [{ description: 'a' }],
  collision: 'RepositoryNameExistsException',
  refused: [['a name that ends in .git', { repository_name: 'a.git' }, 'must not end with .git']],
});

it('aws_codecommit_repository as a data source, also of a repository that a rehearsal has not', () => {
  const account = new RehearsedAccount();
  const type = 'aws_codecommit_repository';
  expect(account.read(type, { repository_name: 'by-hand' })).toMatchObject({ arn: arn('codecommit', 'by-hand') });
  const made = account.create(type, { repository_name: 'made' });
  expect(account.read(type, { repository_name: 'made' })).toMatchObject({ repository_id: made.repository_id });
  expect(() => account.read(type, { repository_name: 'a/b' })).toThrow('invalid value for repository_name');
});
