import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { type Codepipeline } from '@cdktf/provider-aws/lib/codepipeline';
import { DataAwsCodecommitRepository } from '@cdktf/provider-aws/lib/data-aws-codecommit-repository';
import { Construct } from 'constructs';
import { type PolicyStatement } from '../iam/policy';
import { ServiceRole } from '../iam/service-role';
import { requireMatch } from '../validate';
import { type PipelineSource, type PipelineStep, sourceArtifact } from './pipeline-step';

export interface CodecommitSourceProps {
  /** Names the rule and its role: at most 64 characters, unique in the account. */
  readonly name: string;
  readonly accountId: string;
  /** Name of an existing repository in the account and region of the stack; a plan fails when there is none. */
  readonly repository: string;
  readonly branch: string;
}

/** A branch in CodeCommit. EventBridge starts the pipeline when it changes, so that nobody has to ask again and again. */
export class CodecommitSource extends Construct implements PipelineSource {
  readonly action: PipelineStep['action'];
  readonly statements: readonly PolicyStatement[];
  readonly #props: CodecommitSourceProps;
  readonly #repository: DataAwsCodecommitRepository;

  constructor(scope: Construct, id: string, props: CodecommitSourceProps) {
    super(scope, id);
    const { repository, branch } = props;
    requireMatch(
      this,
      'repository',
      repository,
      /^[A-Za-z0-9._-]{1,100}$/,
      'the name of a CodeCommit repository: 1 to 100 letters, digits, ., _ or -',
    );
    this.#props = props;
    this.#repository = new DataAwsCodecommitRepository(this, 'Repository', { repositoryName: repository });
    this.action = {
      name: 'Source',
      category: 'Source',
      owner: 'AWS',
      provider: 'CodeCommit',
      version: '1',
      configuration: { RepositoryName: repository, BranchName: branch, PollForSourceChanges: 'false' },
      outputArtifacts: [sourceArtifact],
    };
    this.statements = [
      {
        Sid: 'Source',
        Action: [
          'codecommit:CancelUploadArchive',
          'codecommit:GetBranch',
          'codecommit:GetCommit',
          'codecommit:GetUploadArchiveStatus',
          'codecommit:UploadArchive',
        ],
        Resource: this.#repository.arn,
      },
    ];
  }

  watch(pipeline: Codepipeline): void {
    const { name, accountId, repository, branch } = this.#props;
    const role = new ServiceRole(this, 'Starter', {
      name,
      service: 'events.amazonaws.com',
      sourceAccountId: accountId,
      statements: [{ Sid: 'Start', Action: 'codepipeline:StartPipelineExecution', Resource: pipeline.arn }],
    });
    const rule = new CloudwatchEventRule(this, 'Pushed', {
      name,
      description: `Branch ${branch} of ${repository} starts the pipeline`,
      eventPattern: JSON.stringify({
        source: ['aws.codecommit'],
        'detail-type': ['CodeCommit Repository State Change'],
        resources: [this.#repository.arn],
        detail: {
          event: ['referenceCreated', 'referenceUpdated'],
          referenceType: ['branch'],
          referenceName: [branch],
        },
      }),
    });
    new CloudwatchEventTarget(this, 'Start', { rule: rule.name, arn: pipeline.arn, roleArn: role.arn });
  }
}
