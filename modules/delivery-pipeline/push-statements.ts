import { type Repository } from '../ecr/repository';
import { oneOrAll, type PolicyStatement } from '../iam/policy';

/** What a build needs to push images, and to read those that are there. */
export function pushStatements(repositories: readonly Repository[]): readonly PolicyStatement[] {
  return [
    // The token is the account's, not a repository's (Service Authorization Reference, "Elastic Container Registry").
    { Action: 'ecr:GetAuthorizationToken', Resource: '*' },
    {
      Action: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:CompleteLayerUpload',
        'ecr:DescribeImages',
        'ecr:GetDownloadUrlForLayer',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      Resource: oneOrAll(repositories.map(({ arn }) => arn)),
    },
  ];
}
