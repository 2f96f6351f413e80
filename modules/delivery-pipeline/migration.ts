import { Construct } from 'constructs';
import { BuildProject, type BuildProjectProps } from './build-project';
import { type EcsReleaseTarget } from './ecs-release-target';
import { type PipelineStep } from './pipeline-step';

export interface MigrationProps extends Omit<BuildProjectProps, 'output' | 'statements' | 'docker' | 'description'> {
  /** Service whose release is migrated for: the task runs in its cluster and network, with its roles. */
  readonly target: EcsReleaseTarget;
  /** Words of the command that runs in the container; `MIGRATION_COMMAND` for the buildspec, as a JSON list. */
  readonly command: readonly string[];
  readonly region: string;
  /** Where the container writes, of which the last lines are shown when it fails. */
  readonly logGroupName: string;
}

/**
 * Runs a command once, in a task of the images that were built and approved, before they are deployed. The buildspec starts
 * the task, waits for its end and fails when its exit code is not 0, which stops the pipeline.
 * @throws RangeError at synth without a word of the command.
 */
export class Migration extends Construct {
  readonly project: BuildProject;

  constructor(scope: Construct, id: string, props: MigrationProps) {
    super(scope, id);
    const { target, command, accountId, region, logGroupName, environment } = props;
    if (command.length === 0 || command.includes('')) {
      throw new RangeError(
        `${this.node.path}: command must be one word or more, none of them empty, got ${JSON.stringify(command)}`,
      );
    }
    this.project = new BuildProject(this, 'Project', {
      ...props,
      description: 'Runs the migration of a release and waits for its end',
      output: 'none',
      environment: { ...environment, MIGRATION_COMMAND: JSON.stringify(command) },
      statements: [
        ...target.describeStatements,
        ...target.registerStatements,
        ...target.runTaskStatements,
        {
          Action: 'logs:GetLogEvents',
          Resource: `arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}:*`,
        },
      ],
    });
  }

  get step(): PipelineStep {
    return this.project.step('Migrate');
  }
}
