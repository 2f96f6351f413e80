import { type Codepipeline, type CodepipelineStageAction } from '@cdktf/provider-aws/lib/codepipeline';
import { type PolicyStatement } from '../iam/policy';

/** Something that a stage of a pipeline does. */
export interface PipelineStep {
  readonly action: CodepipelineStageAction;
  /** What the pipeline's role must be allowed for it. */
  readonly statements: readonly PolicyStatement[];
}

/** Where a pipeline gets its source from; its action puts out one artifact. */
export interface PipelineSource extends PipelineStep {
  /** Makes what starts the pipeline when something is pushed, for a source that does not start it by itself. */
  readonly watch?: (pipeline: Codepipeline) => void;
}

/** Artifact of the source, which the build reads. */
export const sourceArtifact = 'SourceOutput';

/** Artifact of the build, which everything after it reads. */
export const buildArtifact = 'BuildOutput';
