import { type Construct } from 'constructs';
import { ArtifactBucket } from '../../modules/delivery-pipeline/artifact-bucket';
import { type BuildProjectProps } from '../../modules/delivery-pipeline/build-project';
import { type Buildspec } from '../../modules/delivery-pipeline/buildspec';
import { EcsReleaseTarget } from '../../modules/delivery-pipeline/ecs-release-target';
import { Repository } from '../../modules/ecr/repository';
import { accountId } from './constructs';

const buildspec: Buildspec = { path: 'shop/build.yml' };

/** A bucket for tests of what hands artifacts on. */
export function someArtifacts(scope: Construct): ArtifactBucket {
  return new ArtifactBucket(scope, 'Artifacts', { name: 'shop-artifacts-stg', keyAlias: 'shop-artifacts', accountId });
}

/** Props that the projects of a pipeline have in common. */
export function someProjectProps(scope: Construct) {
  return {
    name: 'shop-build-stg',
    accountId,
    artifacts: someArtifacts(scope),
    buildspec,
    environment: { STAGE: 'stg' },
    logRetentionDays: 30,
  } satisfies Partial<BuildProjectProps>;
}

/** A service for tests of what releases to one. */
export function someTarget(scope: Construct, name = 'cart'): EcsReleaseTarget {
  return new EcsReleaseTarget({
    accountId,
    region: 'eu-west-1',
    clusterName: 'shop-stg',
    serviceName: `${name}-stg`,
    family: `${name}-stg`,
    roleArns: [`arn:aws:iam::${accountId}:role/${name}-execution`, `arn:aws:iam::${accountId}:role/${name}-task`],
    repositories: [new Repository(scope, `${name}Repository`, { name: `${name}-stg` })],
    releaseParameter: `/tristage/stg/release/${name}`,
  });
}
