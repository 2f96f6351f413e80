import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository';
import { Construct } from 'constructs';
import { type ServiceKey } from '../kms/service-key';
import { requireMatch } from '../validate';

export interface RepositoryProps {
  /** Repository name: 2 to 256 lower-case letters, digits, `.`, `_`, `-` or `/`. */
  readonly name: string;
  /** Key that encrypts the layers. @default ECR's own (AES256) */
  readonly key?: ServiceKey;
  /** Whether the repository refuses to be destroyed. Otherwise it is destroyed with its images. @default true */
  readonly retainData?: boolean;
}

const expire = (rulePriority: number, description: string, selection: object) => ({
  rulePriority,
  description,
  selection,
  action: { type: 'expire' },
});

/** Images are tagged `build-<commit>` by a build and `release-<n>` by a release, so the one that runs is always kept. */
const lifecycle = {
  rules: [
    expire(1, 'keep the 5 youngest releases', {
      tagStatus: 'tagged',
      tagPrefixList: ['release-'],
      countType: 'imageCountMoreThan',
      countNumber: 5,
    }),
    expire(2, 'keep the 20 youngest builds', {
      tagStatus: 'tagged',
      tagPrefixList: ['build-'],
      countType: 'imageCountMoreThan',
      countNumber: 20,
    }),
    expire(3, 'forget what has no tag after a day', {
      tagStatus: 'untagged',
      countType: 'sinceImagePushed',
      countUnit: 'days',
      countNumber: 1,
    }),
  ],
};

/** An ECR repository: tags never move, images are scanned when pushed, old builds and releases expire. */
export class Repository extends Construct {
  readonly repository: EcrRepository;

  constructor(scope: Construct, id: string, props: RepositoryProps) {
    super(scope, id);
    const { name, key, retainData = true } = props;
    requireMatch(
      this,
      'name',
      name,
      /^(?=.{2,256}$)[a-z0-9]+([._/-][a-z0-9]+)*$/,
      '2 to 256 lower-case letters and digits, single . _ - or / between them',
    );
    this.repository = new EcrRepository(this, 'Resource', {
      name,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [
        key === undefined ? { encryptionType: 'AES256' } : { encryptionType: 'KMS', kmsKey: key.arn },
      ],
      forceDelete: !retainData,
      lifecycle: { preventDestroy: retainData },
    });
    new EcrLifecyclePolicy(this, 'Lifecycle', {
      repository: this.repository.name,
      policy: JSON.stringify(lifecycle),
    });
  }

  get arn(): string {
    return this.repository.arn;
  }

  /** `<account>.dkr.ecr.<region>.amazonaws.com/<name>`. */
  get url(): string {
    return this.repository.repositoryUrl;
  }
}
