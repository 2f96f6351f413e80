import { type Refusal, type ResourceKnowledge, type StoreContext } from './knowledge';
import { regionalArn } from './support/arn';
import { text } from './support/attributes';
import { lifecyclePolicyProblem } from './support/ecr-lifecycle';
import { policyProblem } from './support/policy';
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
    force_delete: false,
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

function unknownRepository(name: string, context: StoreContext): readonly Refusal[] {
  return context.find('aws_ecr_repository', { name }).length > 0
    ? []
    : [
        refusal(
          ['repository'],
          `RepositoryNotFoundException: The repository with name '${name}' does not exist in the registry with id '${context.identity.accountId}'`,
        ),
      ];
}

const isLifecyclePolicy: Rule = (key, value) => {
  const problem = typeof value === 'string' ? lifecyclePolicyProblem(value) : undefined;
  return problem === undefined
    ? undefined
    : `"${key}": InvalidParameterException: Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: ${problem}`;
};

const lifecyclePolicy: ResourceKnowledge = {
  type: 'aws_ecr_lifecycle_policy',
  computed: (planned, { identity }) => ({ id: text(planned, 'repository') ?? '', registry_id: identity.accountId }),
  forceNew: ['repository'],
  validate: (config) => check(config, { policy: isLifecyclePolicy }),
  refuseApply: (planned, context) => unknownRepository(text(planned, 'repository') ?? '', context),
};

/** A repository's policy is about the repository: its statements name no resource. */
const isRepositoryPolicy: Rule = (key, value) => {
  if (typeof value !== 'string') return undefined;
  const problem = policyProblem(value, 'repository');
  return problem === undefined
    ? undefined
    : `"${key}": InvalidParameterException: Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided' (${problem})`;
};

const repositoryPolicy: ResourceKnowledge = {
  type: 'aws_ecr_repository_policy',
  computed: (planned, { identity }) => ({ id: text(planned, 'repository') ?? '', registry_id: identity.accountId }),
  forceNew: ['repository'],
  validate: (config) => check(config, { policy: isRepositoryPolicy }),
  refuseApply: (planned, context) => unknownRepository(text(planned, 'repository') ?? '', context),
};

export const resources: readonly ResourceKnowledge[] = [repository, lifecyclePolicy, repositoryPolicy];
