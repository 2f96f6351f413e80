import { CodebuildProject } from '@cdktf/provider-aws/lib/codebuild-project';
import { Construct } from 'constructs';
import { type PolicyStatement } from '../iam/policy';
import { ServiceRole } from '../iam/service-role';
import { LogGroup } from '../logs/log-group';
import { requireIntegerBetween, requireMatch } from '../validate';
import { type ArtifactBucket } from './artifact-bucket';
import { type Buildspec } from './buildspec';
import { buildArtifact, type PipelineStep, sourceArtifact } from './pipeline-step';

/** Amazon Linux 2023 on arm64, as the tasks and functions are: what is built here runs there without emulation. */
const image = 'aws/codebuild/amazonlinux-aarch64-standard:3.0';

export interface BuildProjectProps {
  /** Name of the project and of its role: 2 to 64 letters, digits, `_` or `-`. */
  readonly name: string;
  readonly description: string;
  readonly accountId: string;
  /** Where its input comes from, and its output goes. */
  readonly artifacts: ArtifactBucket;
  /** What it runs; it comes with the source. */
  readonly buildspec: Buildspec;
  /** Whether the project puts out an artifact, or only reads. */
  readonly output: 'artifact' | 'none';
  /** Plain variables of the commands: no secret. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the commands may do besides logging and handing artifacts on. @default nothing */
  readonly statements?: readonly PolicyStatement[];
  /** Whether the commands run a Docker daemon, for which the container is privileged. @default false */
  readonly docker?: boolean;
  /** Minutes until a build is stopped, 5 to 2160. @default 30 */
  readonly timeoutMinutes?: number;
  readonly logRetentionDays: number;
}

/** A CodeBuild project that works for a pipeline, on an arm64 container. */
export class BuildProject extends Construct {
  readonly project: CodebuildProject;
  readonly role: ServiceRole;
  readonly #hasOutput: boolean;

  constructor(scope: Construct, id: string, props: BuildProjectProps) {
    super(scope, id);
    const { name, description, accountId, artifacts, buildspec, output, environment } = props;
    const { statements = [], docker = false, timeoutMinutes = 30, logRetentionDays } = props;
    requireMatch(this, 'name', name, /^[A-Za-z0-9][A-Za-z0-9_-]{1,63}$/, '2 to 64 letters, digits, _ or -');
    requireIntegerBetween(this, 'timeoutMinutes', timeoutMinutes, 5, 2160);
    this.#hasOutput = output === 'artifact';

    const logGroup = new LogGroup(this, 'LogGroup', {
      name: `/aws/codebuild/${name}`,
      retentionDays: logRetentionDays,
    });
    this.role = new ServiceRole(this, 'Role', { name, service: 'codebuild.amazonaws.com', sourceAccountId: accountId });
    const rights = this.role.allow('Policy', [
      { Sid: 'Log', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: logGroup.streamsArn },
      ...(this.#hasOutput ? artifacts.writeStatements : artifacts.readStatements),
      ...statements,
    ]);
    this.project = new CodebuildProject(this, 'Resource', {
      name,
      description,
      serviceRole: this.role.arn,
      buildTimeout: timeoutMinutes,
      encryptionKey: artifacts.key.arn,
      source: { type: 'CODEPIPELINE', buildspec: buildspec.path },
      artifacts: { type: 'CODEPIPELINE' },
      // Packages of npm, and image layers where there are images: kept on the host for as long as it happens to live.
      cache: { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE', ...(docker ? ['LOCAL_DOCKER_LAYER_CACHE'] : [])] },
      environment: {
        type: 'ARM_CONTAINER',
        image,
        imagePullCredentialsType: 'CODEBUILD',
        computeType: docker ? 'BUILD_GENERAL1_MEDIUM' : 'BUILD_GENERAL1_SMALL',
        privilegedMode: docker,
        environmentVariable: Object.entries(environment).map(([key, value]) => ({
          name: key,
          type: 'PLAINTEXT',
          value,
        })),
      },
      logsConfig: { cloudwatchLogs: { status: 'ENABLED', groupName: logGroup.group.name } },
      dependsOn: [rights, logGroup.group],
    });
  }

  /**
   * Runs the project on the source, and on the artifact of the build unless it makes that itself. The commands find the
   * build's artifact in `$CODEBUILD_SRC_DIR_BuildOutput`.
   * @param name of the action: 1 to 100 letters, digits, `.`, `@`, `_` or `-`
   */
  step(name: string): PipelineStep {
    return {
      action: {
        name,
        category: 'Build',
        owner: 'AWS',
        provider: 'CodeBuild',
        version: '1',
        configuration: {
          ProjectName: this.project.name,
          ...(!this.#hasOutput && { PrimarySource: sourceArtifact }),
        },
        inputArtifacts: this.#hasOutput ? [sourceArtifact] : [sourceArtifact, buildArtifact],
        ...(this.#hasOutput && { outputArtifacts: [buildArtifact] }),
      },
      statements: [{ Action: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild'], Resource: this.project.arn }],
    };
  }
}
