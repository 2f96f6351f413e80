import { type Attributes, type Refusal, type ResourceKnowledge } from './knowledge';
import { regionalArn } from './support/arn';
import { blocks, hasUnknown, isSet, text } from './support/attributes';
import { structureRefusals } from './support/pipeline-structure';
import { between, check, isArn, lengthBetween, matches, oneOf, refusal, type Rule } from './support/rules';
import { isAssumableBy } from './support/trust';

const creating = 'creating CodePipeline Pipeline: operation error CodePipeline: CreatePipeline,';

const name: readonly Rule[] = [
  lengthBetween(1, 100),
  matches(/^[0-9A-Za-z_.@-]+$/, 'must hold letters, digits and the symbols . @ - _'),
];

/** Variables, triggers and execution modes came with the second type of pipeline. */
function typeRefusals(config: Attributes): readonly Refusal[] {
  if (hasUnknown(config, 'pipeline_type') || (text(config, 'pipeline_type') ?? 'V1') !== 'V1') return [];
  const onlyV2 = [
    ...(['trigger', 'variable'] as const).filter((block) => isSet(config[block])),
    ...(['QUEUED', 'PARALLEL'].includes(text(config, 'execution_mode') ?? '') ? ['execution_mode'] : []),
  ];
  return onlyV2.map((attribute) =>
    refusal(
      [attribute],
      `${creating} InvalidStructureException: ${attribute} is supported for pipelines of type V2 only`,
    ),
  );
}

/** A trigger names a source action by connection. */
function triggerRefusals(config: Attributes): readonly Refusal[] {
  const actions = blocks(config, 'stage').flatMap((stage) => blocks(stage, 'action'));
  return blocks(config, 'trigger').flatMap((trigger, index) =>
    blocks(trigger, 'git_configuration').flatMap((git) => {
      const wanted = text(git, 'source_action_name');
      return wanted === undefined ||
        actions.some(
          (action) => text(action, 'name') === wanted && text(action, 'provider') === 'CodeStarSourceConnection',
        )
        ? []
        : [
            refusal(
              ['trigger', index],
              `${creating} InvalidStructureException: trigger names the source action ${wanted}, which is no source action by connection`,
            ),
          ];
    }),
  );
}

const pipeline: ResourceKnowledge = {
  type: 'aws_codepipeline',
  computed(planned, context) {
    const id = text(planned, 'name') ?? '';
    const source = blocks(planned, 'stage')
      .flatMap((stage) => blocks(stage, 'action'))
      .filter((action) => text(action, 'provider') === 'CodeStarSourceConnection');
    return {
      id,
      arn: regionalArn(context.identity, 'codepipeline', id),
      trigger_all:
        text(planned, 'pipeline_type') === 'V2'
          ? source.map((action) => ({
              provider_type: 'CodeStarSourceConnection',
              git_configuration: [{ source_action_name: text(action, 'name') ?? '', pull_request: [], push: [] }],
            }))
          : [],
    };
  },
  defaults: { execution_mode: 'SUPERSEDED', pipeline_type: 'V1', 'stage.action.run_order': 1 },
  forceNew: ['name'],
  validate: (config, { identity }) => [
    ...check(config, {
      name,
      execution_mode: oneOf('PARALLEL', 'QUEUED', 'SUPERSEDED'),
      pipeline_type: oneOf('V1', 'V2'),
      role_arn: isArn('iam'),
      'artifact_store.type': oneOf('S3'),
      'artifact_store.encryption_key.type': oneOf('KMS'),
      'stage.name': name,
      'stage.action.name': name,
      'stage.action.category': oneOf('Approval', 'Build', 'Compute', 'Deploy', 'Invoke', 'Source', 'Test'),
      'stage.action.owner': oneOf('AWS', 'Custom', 'ThirdParty'),
      'stage.action.namespace': matches(/^[A-Za-z0-9@_-]{1,100}$/, 'must hold letters, digits and the symbols @ _ -'),
      'stage.action.role_arn': isArn('iam'),
      'stage.action.run_order': between(1, 999),
      'stage.action.timeout_in_minutes': between(5, 86_400),
      'stage.action.input_artifacts': matches(/^[a-zA-Z0-9_-]{1,100}$/, 'must hold letters, digits, _ and -'),
      'stage.action.output_artifacts': matches(/^[a-zA-Z0-9_-]{1,100}$/, 'must hold letters, digits, _ and -'),
      'trigger.provider_type': oneOf('CodeStarSourceConnection'),
      'variable.name': matches(/^[A-Za-z0-9@_-]{1,128}$/, 'must hold letters, digits and the symbols @ _ -'),
    }),
    ...structureRefusals(config, identity?.region).map((one) => ({ ...one, summary: `${creating} ${one.summary}` })),
    ...typeRefusals(config),
    ...triggerRefusals(config),
  ],
  refuseApply(planned, context) {
    const role = text(planned, 'role_arn') ?? '';
    return isAssumableBy(role, ['codepipeline.amazonaws.com'], context)
      ? []
      : [
          refusal(
            ['role_arn'],
            `${creating} InvalidStructureException: CodePipeline is not authorized to perform AssumeRole on role ${role}`,
          ),
        ];
  },
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `${creating} PipelineNameInUseException: A pipeline with the name '${text(planned, 'name') ?? ''}' already exists in account`,
};

export const resources: readonly ResourceKnowledge[] = [pipeline];
