import { type PolicyStatement } from '../iam/policy';
import { type EcsReleaseTarget } from './ecs-release-target';
import { buildArtifact, type PipelineStep } from './pipeline-step';

export interface ImageDefinitionsDeployment {
  /** Name of the action, unique in the pipeline. */
  readonly name: string;
  readonly target: EcsReleaseTarget;
  /** File at the top of the build's artifact: a JSON list of `{name, imageUri}`, one for each container. */
  readonly file: string;
  /** Minutes that the service may take to become stable, 1 to 60. */
  readonly timeoutMinutes: number;
}

/**
 * Deploys with CodePipeline's own action. It copies the revision that the service runs, so a setting that Terraform changed
 * never arrives; it leaves the number of tasks alone, so a service that waits for its first image needs another way; and it
 * knows rolling updates only.
 */
export function imageDefinitionsStep(deployment: ImageDefinitionsDeployment): PipelineStep {
  const { name, target, file, timeoutMinutes } = deployment;
  if (file.includes('/') || !(timeoutMinutes >= 1 && timeoutMinutes <= 60)) {
    throw new RangeError(
      `${name}: file must be at the top of the artifact and timeoutMinutes from 1 to 60, got ${file} and ${timeoutMinutes}`,
    );
  }
  return {
    action: {
      name,
      category: 'Deploy',
      owner: 'AWS',
      provider: 'ECS',
      version: '1',
      configuration: {
        ClusterName: target.clusterName,
        ServiceName: target.serviceName,
        FileName: file,
        DeploymentTimeout: String(timeoutMinutes),
      },
      inputArtifacts: [buildArtifact],
    },
    statements: statementsOf(target),
  };
}

function statementsOf(target: EcsReleaseTarget): readonly PolicyStatement[] {
  return [
    // As for registering: a task definition is described by any of its names.
    { Action: 'ecs:DescribeTaskDefinition', Resource: '*' },
    ...target.registerStatements,
    ...target.deployStatements,
  ];
}
