import { type Construct } from 'constructs';
import { approvalStep } from '../../../modules/delivery-pipeline/approval';
import { BuildProject } from '../../../modules/delivery-pipeline/build-project';
import { CodecommitSource } from '../../../modules/delivery-pipeline/codecommit-source';
import { ConnectionSource } from '../../../modules/delivery-pipeline/connection-source';
import { DeliveryPipeline, type DeliveryPipelineProps } from '../../../modules/delivery-pipeline/delivery-pipeline';
import { type PipelineStep } from '../../../modules/delivery-pipeline/pipeline-step';
import { accountId, someTopic } from '../../support/constructs';
import { someProjectProps } from '../../support/some-delivery';
import { SynthesizedScope } from '../../support/synth-scope';

/** A step that is no system's: it reads the artifact of the build. */
const step = (name: string, change: Partial<PipelineStep['action']> = {}): PipelineStep => ({
  action: {
    name,
    category: 'Invoke',
    owner: 'AWS',
    provider: 'Lambda',
    version: '1',
    configuration: { FunctionName: name },
    inputArtifacts: ['BuildOutput'],
    ...change,
  },
  statements: [{ Action: 'lambda:InvokeFunction', Resource: `arn:${name}` }],
});

const codecommit = (scope: Construct, repository = 'shop') =>
  new CodecommitSource(scope, 'Source', {
    name: 'shop-source',
    accountId,
    repository,
    branch: 'main',
  });
const github = (scope: Construct, repository = 'acme/shop', name = 'shop') =>
  new ConnectionSource(scope, 'Source', { name, repository, branch: 'main' });

type Change = Partial<Omit<DeliveryPipelineProps, 'source'>> & {
  readonly source?: (scope: Construct) => DeliveryPipelineProps['source'];
};

const synth = ({ source = codecommit, ...change }: Change = {}) =>
  new SynthesizedScope((scope) => {
    const project = someProjectProps(scope);
    new DeliveryPipeline(scope, 'Pipeline', {
      name: 'shop-stg',
      accountId,
      artifacts: project.artifacts,
      source: source(scope),
      build: new BuildProject(scope, 'Build', { ...project, description: 'd', output: 'artifact' }).step('Build'),
      deploy: [step('Release')],
      topic: someTopic(scope),
      ...change,
    });
  });

/** The stages as `Stage: action run after run`. */
function outline(scope: SynthesizedScope): readonly string[] {
  const stages = scope.only('aws_codepipeline').stage as readonly {
    readonly name: string;
    readonly action: readonly { readonly name: string; readonly run_order: number }[];
  }[]; // as synthesized
  return stages.map(({ name, action }) => `${name}: ${action.map((one) => `${one.run_order} ${one.name}`).join(', ')}`);
}

describe('DeliveryPipeline', () => {
  it('queues its executions and encrypts what it hands on', () => {
    expect(synth().only('aws_codepipeline')).toMatchObject({
      name: 'shop-stg',
      pipeline_type: 'V2',
      execution_mode: 'QUEUED',
      artifact_store: [{ type: 'S3', encryption_key: { type: 'KMS', id: expect.stringContaining('aws_kms_key') } }],
      depends_on: [expect.stringContaining('aws_iam_role_policy')],
    });
  });

  it('is source, build and deployment when nothing else is asked for', () => {
    expect(outline(synth())).toEqual(['Source: 1 Source', 'Build: 1 Build', 'Deploy: 1 Release']);
  });

  it('asks a person, then migrates, then deploys one after the other', () => {
    const scope = synth({
      approval: approvalStep('look at the tests'),
      migrate: step('Migrate'),
      deploy: [step('First'), step('Second')],
    });
    expect(outline(scope)).toEqual([
      'Source: 1 Source',
      'Build: 1 Build',
      'Approval: 1 Approve',
      'Migrate: 1 Migrate',
      'Deploy: 1 First, 2 Second',
    ]);
    expect(scope.only('aws_codepipeline')).toMatchObject({
      stage: expect.arrayContaining([
        {
          name: 'Approval',
          action: [
            expect.objectContaining({
              category: 'Approval',
              provider: 'Manual',
              configuration: { CustomData: 'look at the tests' },
            }),
          ],
        },
      ]),
    });
  });

  it('goes back to the last successful execution when the deployment fails, and only then', () => {
    const stages = synth({ migrate: step('Migrate') }).only('aws_codepipeline').stage as readonly {
      readonly name: string;
      readonly on_failure?: unknown;
    }[]; // as synthesized
    expect(stages.filter((stage) => stage.on_failure !== undefined)).toEqual([
      expect.objectContaining({ name: 'Deploy', on_failure: { result: 'ROLLBACK' } }),
    ]);
  });

  it('may do what its actions need, each once', () => {
    const scope = synth({ deploy: [step('First'), { ...step('Second'), statements: step('First').statements }] });
    expect(scope.statements('Pipeline_Role')).toEqual([
      expect.objectContaining({ Sid: 'ArtifactBucket' }),
      expect.objectContaining({ Sid: 'Artifacts' }),
      expect.objectContaining({ Sid: 'ArtifactKey' }),
      {
        Sid: 'Source',
        Effect: 'Allow',
        Action: [
          'codecommit:CancelUploadArchive',
          'codecommit:GetBranch',
          'codecommit:GetCommit',
          'codecommit:GetUploadArchiveStatus',
          'codecommit:UploadArchive',
        ],
        Resource: expect.stringMatching(/^\$\{data\.aws_codecommit_repository\.\w+\.arn\}$/),
      },
      {
        Effect: 'Allow',
        Action: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild'],
        Resource: expect.stringMatching(/^\$\{aws_codebuild_project\.\w+\.arn\}$/),
      },
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: 'arn:First' },
    ]);
  });

  it('refuses two actions of one name', () => {
    expect(() => synth({ deploy: [step('Build')] })).toThrow(
      'stack/Pipeline: actions must have different names, got Build twice',
    );
  });

  it('refuses an action that reads what no earlier one puts out', () => {
    expect(() => synth({ deploy: [step('Release', { inputArtifacts: ['Other'] })] })).toThrow(
      'stack/Pipeline: action Release must read what an earlier one puts out (SourceOutput, BuildOutput), got Other',
    );
  });

  it.each(['', 'shop stg', 's'.repeat(56)])('refuses the name "%s"', (name) => {
    expect(() => synth({ name })).toThrow(
      `stack/Pipeline: name must be 1 to 55 letters, digits, ., @, _ or -, got "${name}"`,
    );
  });
});

describe('CodecommitSource', () => {
  it('is started by a push to its branch, not by asking', () => {
    const scope = synth();
    expect(scope.only('aws_codepipeline')).toMatchObject({
      stage: expect.arrayContaining([
        {
          name: 'Source',
          action: [
            expect.objectContaining({
              provider: 'CodeCommit',
              configuration: { RepositoryName: 'shop', BranchName: 'main', PollForSourceChanges: 'false' },
              output_artifacts: ['SourceOutput'],
            }),
          ],
        },
      ]),
    });
    expect(JSON.parse(String(scope.only('aws_cloudwatch_event_rule').event_pattern))).toEqual({
      source: ['aws.codecommit'],
      'detail-type': ['CodeCommit Repository State Change'],
      resources: [expect.stringMatching(/^\$\{data\.aws_codecommit_repository\.\w+\.arn\}$/)],
      detail: {
        event: ['referenceCreated', 'referenceUpdated'],
        referenceType: ['branch'],
        referenceName: ['main'],
      },
    });
  });

  it('lets EventBridge start this pipeline and nothing else', () => {
    const scope = synth();
    expect(scope.only('aws_cloudwatch_event_target')).toMatchObject({
      arn: expect.stringContaining('aws_codepipeline'),
      role_arn: expect.stringContaining('Source_Starter'),
    });
    expect(scope.statements('Source_Starter')).toEqual([
      {
        Sid: 'Start',
        Effect: 'Allow',
        Action: 'codepipeline:StartPipelineExecution',
        Resource: expect.stringMatching(/^\$\{aws_codepipeline\.\w+\.arn\}$/),
      },
    ]);
  });

  it('refuses the name of a repository elsewhere', () => {
    expect(() => synth({ source: (scope) => codecommit(scope, 'acme/shop') })).toThrow(
      'stack/Source: repository must be the name of a CodeCommit repository: 1 to 100 letters, digits, ., _ or -, got "acme/shop"',
    );
  });
});

describe('ConnectionSource', () => {
  it('reads a branch on GitHub through a connection that tells of changes by itself', () => {
    const scope = synth({ source: github });
    expect(scope.only('aws_codeconnections_connection')).toMatchObject({ name: 'shop', provider_type: 'GitHub' });
    expect(scope.only('aws_codepipeline')).toMatchObject({
      stage: expect.arrayContaining([
        {
          name: 'Source',
          action: [
            expect.objectContaining({
              provider: 'CodeStarSourceConnection',
              configuration: {
                ConnectionArn: expect.stringContaining('aws_codeconnections_connection'),
                FullRepositoryId: 'acme/shop',
                BranchName: 'main',
                DetectChanges: 'true',
                OutputArtifactFormat: 'CODE_ZIP',
              },
            }),
          ],
        },
      ]),
    });
    expect(scope.all('aws_cloudwatch_event_rule')).toEqual([]);
    expect(scope.statements('Pipeline_Role')).toContainEqual({
      Sid: 'Source',
      Effect: 'Allow',
      Action: 'codeconnections:UseConnection',
      Resource: expect.stringMatching(/^\$\{aws_codeconnections_connection\.\w+\.arn\}$/),
    });
  });

  it('refuses a repository without an owner', () => {
    expect(() => synth({ source: (scope) => github(scope, 'shop') })).toThrow(
      'stack/Source: repository must be owner/name of a repository on GitHub, got "shop"',
    );
  });

  it('refuses a name that CodeConnections refuses', () => {
    expect(() => synth({ source: (scope) => github(scope, 'acme/shop', 's'.repeat(33)) })).toThrow(
      'stack/Source: name must be 1 to 32 letters, digits, _, . or -',
    );
  });
});

describe('PipelineNotifications', () => {
  it('tells of what succeeded, failed or waits for a person', () => {
    expect(synth().only('aws_codestarnotifications_notification_rule')).toMatchObject({
      name: 'shop-stg',
      detail_type: 'FULL',
      resource: expect.stringContaining('aws_codepipeline'),
      event_type_ids: [
        'codepipeline-pipeline-manual-approval-needed',
        'codepipeline-pipeline-pipeline-execution-failed',
        'codepipeline-pipeline-pipeline-execution-succeeded',
      ],
      target: [{ type: 'SNS', address: expect.stringContaining('aws_sns_topic') }],
    });
  });

  it('rings after a failed execution', () => {
    expect(synth().only('aws_cloudwatch_metric_alarm')).toMatchObject({
      alarm_name: 'shop-stg-pipeline-failed',
      namespace: 'AWS/CodePipeline',
      metric_name: 'FailedPipelineExecutions',
      dimensions: { PipelineName: expect.stringContaining('aws_codepipeline') },
      statistic: 'Sum',
      comparison_operator: 'GreaterThanThreshold',
      threshold: 0,
    });
  });

  it('has the topic and its key admit the notification rules, once', () => {
    const scope = synth();
    const service = { Service: 'codestar-notifications.amazonaws.com' };
    const admitted = (policy: unknown) =>
      (JSON.parse(String(policy)) as { Statement: readonly { Sid?: string }[] }).Statement.filter(
        ({ Sid }) => Sid === 'NotificationRules',
      );
    expect(admitted(scope.only('aws_sns_topic_policy').policy)).toEqual([
      {
        Sid: 'NotificationRules',
        Effect: 'Allow',
        Principal: service,
        Action: 'sns:Publish',
        Resource: expect.stringContaining('aws_sns_topic'),
        Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
      },
    ]);
    expect(admitted(scope.only('aws_kms_key', 'Topic').policy)).toEqual([
      {
        Sid: 'NotificationRules',
        Effect: 'Allow',
        Principal: service,
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
        Condition: { StringLike: { 'kms:ViaService': 'sns.*.amazonaws.com' } },
      },
    ]);
  });
});
