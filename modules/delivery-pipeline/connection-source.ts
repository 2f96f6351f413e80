import { CodeconnectionsConnection } from '@cdktf/provider-aws/lib/codeconnections-connection';
import { Construct } from 'constructs';
import { type PolicyStatement } from '../iam/policy';
import { requireMatch } from '../validate';
import { type PipelineSource, type PipelineStep, sourceArtifact } from './pipeline-step';

export interface ConnectionSourceProps {
  /** Connection name: 1 to 32 characters, unique in the account and region. */
  readonly name: string;
  /** `owner/name` of a repository on GitHub. */
  readonly repository: string;
  readonly branch: string;
}

/**
 * A branch on GitHub through a connection. A new connection is pending until a person has completed it in the console
 * ("Update pending connection"); until then the source action fails. The connection itself tells the pipeline of a push.
 */
export class ConnectionSource extends Construct implements PipelineSource {
  readonly connection: CodeconnectionsConnection;
  readonly action: PipelineStep['action'];
  readonly statements: readonly PolicyStatement[];

  constructor(scope: Construct, id: string, props: ConnectionSourceProps) {
    super(scope, id);
    const { name, repository, branch } = props;
    requireMatch(this, 'name', name, /^[A-Za-z0-9_.-]{1,32}$/, '1 to 32 letters, digits, _, . or -');
    requireMatch(
      this,
      'repository',
      repository,
      /^[A-Za-z0-9._-]{1,100}\/[A-Za-z0-9._-]{1,100}$/,
      'owner/name of a repository on GitHub',
    );
    this.connection = new CodeconnectionsConnection(this, 'Connection', { name, providerType: 'GitHub' });
    this.action = {
      name: 'Source',
      category: 'Source',
      owner: 'AWS',
      // CodePipeline kept the former name of CodeConnections for its action.
      provider: 'CodeStarSourceConnection',
      version: '1',
      configuration: {
        ConnectionArn: this.connection.arn,
        FullRepositoryId: repository,
        BranchName: branch,
        DetectChanges: 'true',
        OutputArtifactFormat: 'CODE_ZIP',
      },
      outputArtifacts: [sourceArtifact],
    };
    this.statements = [{ Sid: 'Source', Action: 'codeconnections:UseConnection', Resource: this.connection.arn }];
  }
}
