import { Repository, type RepositoryProps } from '../../../modules/ecr/repository';
import { ServiceKey } from '../../../modules/kms/service-key';
import { accountId } from '../../support/constructs';
import { SynthesizedScope } from '../../support/synth-scope';

const synth = (props: Partial<RepositoryProps> = {}) =>
  new SynthesizedScope((scope) => void new Repository(scope, 'Repository', { name: 'shop-stg', ...props }));

describe('Repository', () => {
  it('scans what is pushed, moves no tag, and is kept unless told otherwise', () => {
    expect(synth().only('aws_ecr_repository')).toMatchObject({
      name: 'shop-stg',
      image_tag_mutability: 'IMMUTABLE',
      image_scanning_configuration: { scan_on_push: true },
      encryption_configuration: [{ encryption_type: 'AES256' }],
      force_delete: false,
      lifecycle: { prevent_destroy: true },
    });
    expect(synth({ retainData: false }).only('aws_ecr_repository')).toMatchObject({
      force_delete: true,
      lifecycle: { prevent_destroy: false },
    });
  });

  it('is encrypted with a key where one is given', () => {
    const scope = new SynthesizedScope((stack) => {
      const key = new ServiceKey(stack, 'Key', { alias: 'images', description: 'Images', accountId });
      new Repository(stack, 'Repository', { name: 'shop-stg', key });
    });
    expect(scope.only('aws_ecr_repository').encryption_configuration).toEqual([
      { encryption_type: 'KMS', kms_key: expect.stringMatching(/aws_kms_key\.\w+\.arn/) },
    ]);
  });

  it('keeps 5 releases before it counts builds, keeps 20 builds, and forgets what has no tag after a day', () => {
    const { rules } = JSON.parse(String(synth().only('aws_ecr_lifecycle_policy').policy)) as {
      rules: { rulePriority: number; selection: object; action: object }[];
    };
    // An image with tags of both kinds is only counted by the rule that comes first.
    expect(rules.map(({ rulePriority, selection, action }) => ({ rulePriority, ...selection, ...action }))).toEqual([
      {
        rulePriority: 1,
        tagStatus: 'tagged',
        tagPrefixList: ['release-'],
        countType: 'imageCountMoreThan',
        countNumber: 5,
        type: 'expire',
      },
      {
        rulePriority: 2,
        tagStatus: 'tagged',
        tagPrefixList: ['build-'],
        countType: 'imageCountMoreThan',
        countNumber: 20,
        type: 'expire',
      },
      {
        rulePriority: 3,
        tagStatus: 'untagged',
        countType: 'sinceImagePushed',
        countUnit: 'days',
        countNumber: 1,
        type: 'expire',
      },
    ]);
  });

  it.each(['a', 'Shop', 'shop--stg', '-shop', 'a'.repeat(257)])('refuses the name %p', (name) => {
    expect(() => synth({ name })).toThrow(`Repository: name must be 2 to 256 lower-case`);
  });
});
