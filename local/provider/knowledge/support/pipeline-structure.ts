import { type Attributes, type Refusal } from '../knowledge';
import { blocks, hasUnknown, text, texts } from './attributes';
import { actionProblem } from './pipeline-actions';
import { refusal } from './rules';

function duplicate(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}

function namesOf(all: readonly Attributes[]): readonly string[] {
  return all.flatMap((one) => text(one, 'name') ?? []);
}

const atStage = (index: number) => ['stage', index] as const;

function shapeRefusals(stages: readonly Attributes[]): readonly Refusal[] {
  const isSource = (action: Attributes) => text(action, 'category') === 'Source';
  const [first] = stages;
  const twice = duplicate(namesOf(stages));
  const refuse = (words: string, at: readonly (string | number)[] = ['stage']) => [
    refusal(at, `InvalidStructureException: ${words}`),
  ];
  return [
    ...(stages.length < 2
      ? refuse(`Pipeline has ${stages.length} stage(s). There should be a minimum of 2 stages in a pipeline`)
      : []),
    ...(first !== undefined && !blocks(first, 'action').every(isSource)
      ? refuse('Pipeline should start with a stage that only contains source actions', atStage(0))
      : []),
    ...stages.flatMap((stage, index) =>
      index > 0 && blocks(stage, 'action').some(isSource)
        ? refuse(
            `Source actions may only occur in first stage, stage ${text(stage, 'name') ?? ''} has one`,
            atStage(index),
          )
        : [],
    ),
    ...(twice === undefined ? [] : refuse(`Stage name '${twice}' is not unique within the pipeline`)),
    ...stages.flatMap((stage, index) => {
      const same = duplicate(namesOf(blocks(stage, 'action')));
      return same === undefined
        ? []
        : refuse(`Action name '${same}' is not unique within stage '${text(stage, 'name') ?? ''}'`, atStage(index));
    }),
  ];
}

/** Actions in the order in which they run: by stage, within it by run order; those of one order run side by side. */
function inOrder(stages: readonly Attributes[]): readonly (readonly { action: Attributes; stage: number }[])[] {
  return stages.flatMap((stage, index) => {
    const actions = blocks(stage, 'action').map((action) => ({ action, stage: index }));
    const orderOf = (action: Attributes) => (typeof action.run_order === 'number' ? action.run_order : 1);
    const orders = [...new Set(actions.map(({ action }) => orderOf(action)))].sort((left, right) => left - right);
    return orders.map((order) => actions.filter(({ action }) => orderOf(action) === order));
  });
}

/** What an action takes must have been made by one that ran before it. */
function artifactRefusals(stages: readonly Attributes[]): readonly Refusal[] {
  const made = new Set<string>();
  const refusals: Refusal[] = [];
  for (const group of inOrder(stages)) {
    for (const { action, stage } of group) {
      const absent = texts(action, 'input_artifacts').find((name) => !made.has(name));
      if (absent !== undefined) {
        refusals.push(
          refusal(
            atStage(stage),
            `InvalidStructureException: Input Artifact Bundle ${absent} in action ${text(action, 'name') ?? ''} is not declared as Output Artifact Bundle in any of the preceding actions`,
          ),
        );
      }
    }
    for (const { action, stage } of group) {
      for (const name of texts(action, 'output_artifacts')) {
        if (made.has(name)) {
          refusals.push(
            refusal(
              atStage(stage),
              `InvalidStructureException: Output Artifact Bundle name must be unique within the pipeline. ${name} has been used more than once.`,
            ),
          );
        }
        made.add(name);
      }
    }
  }
  return refusals;
}

/** What CodePipeline finds wrong with the stages of a pipeline. @param region of the pipeline, when known */
export function structureRefusals(config: Attributes, region: string | undefined): readonly Refusal[] {
  const stages = blocks(config, 'stage');
  const actions = stages.flatMap((stage) => blocks(stage, 'action'));
  const isOpen =
    hasUnknown(config, 'stage') ||
    stages.some((stage) => hasUnknown(stage, 'action', 'name')) ||
    actions.some((action) =>
      hasUnknown(action, 'name', 'category', 'run_order', 'input_artifacts', 'output_artifacts'),
    );
  return [
    ...(isOpen ? [] : [...shapeRefusals(stages), ...artifactRefusals(stages)]),
    ...stages.flatMap((stage, index) =>
      blocks(stage, 'action').flatMap((action, position) => {
        const problem = actionProblem(action, region);
        return problem === undefined ? [] : [refusal([...atStage(index), 'action', position], problem)];
      }),
    ),
  ];
}
