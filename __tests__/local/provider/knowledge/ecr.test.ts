import { RehearsedAccount } from '../../../support/rehearsed-account';
import { describeResource } from '../../../support/resource-table';

describeResource({
  type: 'aws_ecr_repository',
  config: { name: 'tristage/users' },
  gives: {
    id: 'tristage/users',
    arn: 'arn:aws:ecr:eu-west-1:111122223333:repository/tristage/users',
    registry_id: '111122223333',
    repository_url: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/tristage/users',
    image_tag_mutability: 'MUTABLE',
  },
  replacedBy: [{ name: 'other' }],
  updatedBy: [{ image_tag_mutability: 'IMMUTABLE' }],
  collision: "RepositoryAlreadyExistsException: The repository with name 'tristage/users' already exists",
  refused: [['upper case', { name: 'Users' }, 'must be lower-case words']],
});

const rule = {
  rulePriority: 1,
  selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 1 },
  action: { type: 'expire' },
};
const releases = {
  ...rule,
  rulePriority: 2,
  selection: { tagStatus: 'tagged', tagPrefixList: ['release-'], countType: 'imageCountMoreThan', countNumber: 5 },
};

describe('aws_ecr_lifecycle_policy', () => {
  const refusals = (...rules: readonly unknown[]) =>
    new RehearsedAccount().refusals('aws_ecr_lifecycle_policy', { repository: 'a', policy: JSON.stringify({ rules }) });

  it('accepts rules for untagged and tagged images', () => {
    expect(refusals(rule, releases)).toEqual([]);
  });

  it.each<[string, readonly unknown[], string]>([
    ['no rule', [], 'at least one rule'],
    ['two rules of one priority', [rule, { ...releases, rulePriority: 1 }], 'rulePriority must be unique'],
    ['an unknown action', [{ ...rule, action: { type: 'delete' } }], 'action.type must be expire'],
    [
      'tagged images without prefix',
      [{ ...releases, selection: { ...releases.selection, tagPrefixList: undefined } }],
      'needs one of tagPrefixList and tagPatternList',
    ],
    [
      'days for a count',
      [{ ...releases, selection: { ...releases.selection, countUnit: 'days' } }],
      'countUnit days belongs to sinceImagePushed',
    ],
    [
      'two rules for untagged images',
      [rule, { ...rule, rulePriority: 2 }],
      'only one rule may have tagStatus untagged',
    ],
    [
      'a prefix for untagged images',
      [{ ...rule, selection: { ...rule.selection, tagPrefixList: ['a'] } }],
      'belong to tagStatus tagged',
    ],
    [
      'a rule for all images before another',
      [{ ...rule, selection: { ...rule.selection, tagStatus: 'any' } }, releases],
      'must have the highest rulePriority',
    ],
    [
      'a count of 0',
      [{ ...releases, selection: { ...releases.selection, countNumber: 0 } }],
      'countNumber must be at least 1',
    ],
  ])('refuses %s', (_what, rules, message) => {
    expect(refusals(...rules)).toEqual([expect.stringContaining(message)]);
  });

  it('belongs to a repository that exists', () => {
    const account = new RehearsedAccount();
    const config = { repository: 'a-b', policy: JSON.stringify({ rules: [rule] }) };
    expect(() => account.create('aws_ecr_lifecycle_policy', config)).toThrow('RepositoryNotFoundException');
    account.create('aws_ecr_repository', { name: 'a-b' });
    expect(account.create('aws_ecr_lifecycle_policy', config)).toMatchObject({
      id: 'a-b',
      registry_id: '111122223333',
    });
  });
});

const policy = (statement: object) => ({
  policy: JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: 'ecr:BatchGetImage',
        ...statement,
      },
    ],
  }),
});
describeResource({
  type: 'aws_ecr_repository_policy',
  given: (account) => account.create('aws_ecr_repository', { name: 'users' }),
  config: { repository: 'users', ...policy({}) },
  gives: { id: 'users', registry_id: '111122223333' },
  replacedBy: [{ repository: 'other' }],
  updatedBy: [policy({ Action: 'ecr:GetDownloadUrlForLayer' })],
  refused: [
    ['a resource', policy({ Resource: '*' }), 'Invalid repository policy provided'],
    ['no principal', policy({ Principal: undefined }), 'Missing required field Principal'],
  ],
});

it('a repository policy belongs to a repository that exists', () => {
  const config = { repository: 'users', ...policy({}) };
  expect(() => new RehearsedAccount().create('aws_ecr_repository_policy', config)).toThrow(
    'RepositoryNotFoundException',
  );
});
