import { type Construct } from 'constructs';
import { Repository } from '../../modules/ecr/repository';
import { type FargateContainer, nodeHealthCheck } from '../../modules/ecs/container';
import { type FargateTaskProps } from '../../modules/ecs/fargate-task';
import { accountId } from './constructs';

/** A digest as an image has one. */
export const someDigest = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** Props of a task for tests of what runs it. */
export function someTaskProps(
  scope: Construct,
  containers: FargateTaskProps['containers'] = [someContainer(scope)],
): FargateTaskProps {
  return {
    name: 'shop-cart-stg',
    accountId,
    region: 'eu-west-1',
    containers,
    logRetentionDays: 30,
  };
}

/** The container `cart` with a repository of its own, for tests of what it is in. */
export function someContainer(scope: Construct, props: Partial<FargateContainer> = {}): FargateContainer {
  const name = props.name ?? 'cart';
  return {
    name,
    repository: new Repository(scope, name === 'cart' ? 'Repository' : `Repository-${name}`, {
      name: `shop-${name}-stg`,
    }),
    port: 3000,
    environment: { PORT: '3000', LOG_LEVEL: 'INFO' },
    healthCheck: nodeHealthCheck,
    logGroupName: `/shop/stg/${name}`,
    ...props,
  };
}
