import { type Attributes, isAttributes, isList, type Value } from '../knowledge';
import { valueFromText } from './json';

function ruleProblem(rule: Value, index: number): string | undefined {
  if (!isAttributes(rule)) return `rule ${index} must be an object`;
  const { rulePriority, selection, action } = rule;
  if (typeof rulePriority !== 'number' || rulePriority < 1)
    return `rule ${index}: rulePriority must be a number of at least 1`;
  if (selection === undefined || !isAttributes(selection)) return `rule ${index}: selection must be an object`;
  if (action === undefined || !isAttributes(action) || action.type !== 'expire')
    return `rule ${index}: action.type must be expire`;
  const { tagStatus, countType, countUnit, countNumber, tagPrefixList, tagPatternList } = selection;
  if (!['tagged', 'untagged', 'any'].some((status) => status === tagStatus))
    return `rule ${index}: tagStatus must be tagged, untagged or any`;
  if (tagStatus === 'tagged' && (tagPrefixList === undefined) === (tagPatternList === undefined)) {
    return `rule ${index}: tagStatus tagged needs one of tagPrefixList and tagPatternList`;
  }
  if (tagStatus !== 'tagged' && (tagPrefixList !== undefined || tagPatternList !== undefined)) {
    return `rule ${index}: tagPrefixList and tagPatternList belong to tagStatus tagged`;
  }
  if (!['imageCountMoreThan', 'sinceImagePushed'].some((type) => type === countType)) {
    return `rule ${index}: countType must be imageCountMoreThan or sinceImagePushed`;
  }
  if ((countType === 'sinceImagePushed') !== (countUnit === 'days'))
    return `rule ${index}: countUnit days belongs to sinceImagePushed`;
  return typeof countNumber === 'number' && countNumber >= 1
    ? undefined
    : `rule ${index}: countNumber must be at least 1`;
}

/** Untagged images have one rule at most, and so have all; the rule for all must come last. */
function orderProblem(rules: readonly Attributes[]): string | undefined {
  const statusOf = ({ selection }: Attributes) => (isAttributes(selection) ? selection.tagStatus : undefined);
  const twice = ['untagged', 'any'].find((status) => rules.filter((rule) => statusOf(rule) === status).length > 1);
  if (twice !== undefined) return `only one rule may have tagStatus ${twice}`;
  const last = Math.max(...rules.map(({ rulePriority }) => Number(rulePriority)));
  return rules.some((rule) => statusOf(rule) === 'any' && rule.rulePriority !== last)
    ? 'the rule with tagStatus any must have the highest rulePriority'
    : undefined;
}

/** What ECR says to a lifecycle policy that it cannot read; `undefined` when it accepts it. */
export function lifecyclePolicyProblem(policy: string): string | undefined {
  let document: Value;
  try {
    document = valueFromText(policy);
  } catch (error) {
    return `not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  const rules = isAttributes(document) ? (document.rules ?? null) : null;
  if (!isList(rules) || rules.length === 0) return 'rules must be a list of at least one rule';
  const problem = rules.map(ruleProblem).find((one) => one !== undefined);
  if (problem !== undefined) return problem;
  const order = orderProblem(rules.filter(isAttributes));
  if (order !== undefined) return order;
  const priorities = rules.filter(isAttributes).map(({ rulePriority }: Attributes) => rulePriority);
  return new Set(priorities).size < priorities.length ? 'rulePriority must be unique' : undefined;
}
