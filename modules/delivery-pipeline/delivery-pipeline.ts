import { Codepipeline, type CodepipelineStage } from '@cdktf/provider-aws/lib/codepipeline';
import { Construct } from 'constructs';
import { type AlarmTopic } from '../alarms/alarm-topic';
import { ServiceRole } from '../iam/service-role';
import { requireMatch } from '../validate';
import { type ArtifactBucket } from './artifact-bucket';
import { distinctStatements } from './distinct-statements';
import { PipelineNotifications } from './notifications';
import { type PipelineSource, type PipelineStep } from './pipeline-step';

export interface DeliveryPipelineProps {
  /** Pipeline name: 1 to 55 letters, digits, `.`, `@`, `_` or `-`; its role is `<name>-pipeline`. */
  readonly name: string;
  readonly accountId: string;
  readonly artifacts: ArtifactBucket;
  readonly source: PipelineSource;
  /** Tests, builds and puts out what the later stages read. */
  readonly build: PipelineStep;
  /** Asks a person before anything changes. @default nobody is asked */
  readonly approval?: PipelineStep;
  /** Runs once before the deployment, which its failure prevents. @default nothing */
  readonly migrate?: PipelineStep;
  /** Deploys, one after the other. When one fails the stage goes back to its last successful execution. */
  readonly deploy: readonly [PipelineStep, ...PipelineStep[]];
  /** Told of what happens. */
  readonly topic: AlarmTopic;
}

/**
 * Source, build, approval, migration, deployment: executions queue, so that one release is deployed before the next begins.
 * @throws RangeError at synth for two actions of one name, or an action that reads what no earlier one puts out.
 */
export class DeliveryPipeline extends Construct {
  readonly pipeline: Codepipeline;
  readonly role: ServiceRole;

  constructor(scope: Construct, id: string, props: DeliveryPipelineProps) {
    super(scope, id);
    const { name, accountId, artifacts, source, topic } = props;
    requireMatch(this, 'name', name, /^[A-Za-z0-9.@_-]{1,55}$/, '1 to 55 letters, digits, ., @, _ or -');
    const stages = stagesOf(props);
    const steps = stages.flatMap(([, ofStage]) => ofStage);
    this.#requireFlow(steps);

    this.role = new ServiceRole(this, 'Role', {
      name: `${name}-pipeline`,
      service: 'codepipeline.amazonaws.com',
      sourceAccountId: accountId,
    });
    const rights = this.role.allow('Policy', [
      ...artifacts.writeStatements,
      ...distinctStatements(steps.flatMap(({ statements }) => statements)),
    ]);
    this.pipeline = new Codepipeline(this, 'Resource', {
      name,
      pipelineType: 'V2',
      executionMode: 'QUEUED',
      roleArn: this.role.arn,
      artifactStore: [{ type: 'S3', location: artifacts.name, encryptionKey: { type: 'KMS', id: artifacts.key.arn } }],
      stage: stages.map(([stageName, ofStage]) => stageOf(stageName, ofStage)),
      dependsOn: [rights],
    });
    source.watch?.(this.pipeline);
    new PipelineNotifications(this, 'Notifications', { name, pipeline: this.pipeline, topic });
  }

  #requireFlow(steps: readonly PipelineStep[]): void {
    const names = new Set<string>();
    const artifacts = new Set<string>();
    for (const { action } of steps) {
      if (names.has(action.name)) {
        throw new RangeError(`${this.node.path}: actions must have different names, got ${action.name} twice`);
      }
      const missing = action.inputArtifacts?.find((artifact) => !artifacts.has(artifact));
      if (missing !== undefined) {
        const known = [...artifacts].join(', ') || 'none';
        throw new RangeError(
          `${this.node.path}: action ${action.name} must read what an earlier one puts out (${known}), got ${missing}`,
        );
      }
      names.add(action.name);
      for (const artifact of action.outputArtifacts ?? []) artifacts.add(artifact);
    }
  }
}

type NamedSteps = readonly [stage: string, steps: readonly PipelineStep[]];

function stagesOf({ source, build, approval, migrate, deploy }: DeliveryPipelineProps): readonly NamedSteps[] {
  return [
    ['Source', [source]],
    ['Build', [build]],
    ...(approval ? [['Approval', [approval]] as const] : []),
    ...(migrate ? [['Migrate', [migrate]] as const] : []),
    ['Deploy', deploy],
  ];
}

function stageOf(name: string, steps: readonly PipelineStep[]): CodepipelineStage {
  return {
    name,
    action: steps.map(({ action }, index) => ({ ...action, runOrder: index + 1 })),
    // What was deployed before the failure goes back too, so that the services stay of one release.
    ...(name === 'Deploy' && { onFailure: { result: 'ROLLBACK' } }),
  };
}
