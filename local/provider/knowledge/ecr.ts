import { type Attributes, type ResourceKnowledge, isAttributes, isList, type Value } from './knowledge';
import { regionalArn } from './support/arn';
import { text } from './support/attributes';
import { valueFromText } from './support/json';
import { check, lengthBetween, matches, oneOf, refusal, type Rule } from './support/rules';

const repository: ResourceKnowledge = {
  type: 'aws_ecr_repository',
  computed(planned, { identity }) {
    const name = text(planned, 'name') ?? '';
    return {
      id: name,
      arn: regionalArn(identity, 'ecr', `repository/${name}`),
      registry_id: identity.accountId,
      repository_url: `${identity.accountId}.dkr.ecr.${identity.region}.amazonaws.com/${name}`,
    };
  },
  defaults: {
    image_tag_mutability: 'MUTABLE',
    'encryption_configuration.encryption_type': 'AES256',
  },
  forceNew: ['encryption_configuration', 'name'],
  validate: (config) =>
    check(config, {
      image_tag_mutability: oneOf('MUTABLE', 'IMMUTABLE', 'MUTABLE_WITH_EXCLUSION', 'IMMUTABLE_WITH_EXCLUSION'),
      name: [
        lengthBetween(2, 256),
        matches(
          /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/,
          'must be lower-case words joined by ., _, - or /',
        ),
      ],
      'encryption_configuration.encryption_type': oneOf('AES256', 'KMS', 'KMS_DSSE'),
    }),
  uniqueBy: ['name'],
  alreadyExists: (planned) =>
    `creating ECR Repository (${text(planned, 'name') ?? ''}): operation error ECR: CreateRepository, RepositoryAlreadyExistsException: The repository with name '${text(planned, 'name') ?? ''}' already exists in the registry`,
};

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
  if (!['imageCountMoreThan', 'sinceImagePushed'].some((type) => type === countType)) {
    return `rule ${index}: countType must be imageCountMoreThan or sinceImagePushed`;
  }
  if ((countType === 'sinceImagePushed') !== (countUnit === 'days'))
    return `rule ${index}: countUnit days belongs to sinceImagePushed`;
  return typeof countNumber === 'number' && countNumber >= 1
    ? undefined
    : `rule ${index}: countNumber must be at least 1`;
}

function policyProblem(policy: string): string | undefined {
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
  const priorities = rules.filter(isAttributes).map(({ rulePriority }: Attributes) => rulePriority);
  return new Set(priorities).size < priorities.length ? 'rulePriority must be unique' : undefined;
}

const isLifecyclePolicy: Rule = (key, value) => {
  const problem = typeof value === 'string' ? policyProblem(value) : undefined;
  return problem === undefined
    ? undefined
    : `"${key}": InvalidParameterException: Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: ${problem}`;
};

const lifecyclePolicy: ResourceKnowledge = {
  type: 'aws_ecr_lifecycle_policy',
  computed: (planned, { identity }) => ({ id: text(planned, 'repository') ?? '', registry_id: identity.accountId }),
  forceNew: ['repository'],
  validate: (config) => check(config, { policy: isLifecyclePolicy }),
  refuseApply(planned, context) {
    const name = text(planned, 'repository') ?? '';
    return context.find('aws_ecr_repository', { name }).length > 0
      ? []
      : [
          refusal(
            ['repository'],
            `RepositoryNotFoundException: The repository with name '${name}' does not exist in the registry with id '${context.identity.accountId}'`,
          ),
        ];
  },
};

export const resources: readonly ResourceKnowledge[] = [repository, lifecyclePolicy];
