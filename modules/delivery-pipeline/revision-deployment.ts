import { Construct } from 'constructs';
import { BuildProject, type BuildProjectProps } from './build-project';
import { distinctStatements } from './distinct-statements';
import { type EcsReleaseTarget } from './ecs-release-target';
import { type PipelineStep } from './pipeline-step';

export interface RevisionDeploymentProps extends Omit<
  BuildProjectProps,
  'output' | 'statements' | 'docker' | 'description'
> {
  /** Services that the buildspec releases to. */
  readonly targets: readonly EcsReleaseTarget[];
}

/**
 * Deploys by a buildspec that registers what Terraform's template became with the new images, updates each service, waits
 * until it is stable, and fails when ECS rolled it back.
 * @throws RangeError at synth without a target.
 */
export class RevisionDeployment extends Construct {
  readonly project: BuildProject;

  constructor(scope: Construct, id: string, props: RevisionDeploymentProps) {
    super(scope, id);
    const { targets } = props;
    if (targets.length === 0)
      throw new RangeError(`${this.node.path}: targets must name one service or more, got none`);
    this.project = new BuildProject(this, 'Project', {
      ...props,
      description: 'Releases to the services and waits until they are stable',
      output: 'none',
      statements: distinctStatements(
        targets.flatMap((target) => [
          ...target.describeStatements,
          ...target.registerStatements,
          ...target.deployStatements,
          ...target.scaleStatements,
        ]),
      ),
    });
  }

  get step(): PipelineStep {
    return this.project.step('Deploy');
  }
}
