import { type Construct } from 'constructs';
import { Repository } from '../../modules/ecr/repository';
import { type FargateTaskProps } from '../../modules/ecs/fargate-task';
import { accountId } from './constructs';

/** A digest as an image has one. */
export const someDigest = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** Props of a task for tests of what runs it. */
export function someTaskProps(scope: Construct): FargateTaskProps {
  return {
    name: 'shop-cart-stg',
    accountId,
    region: 'eu-west-1',
    containerName: 'cart',
    repository: new Repository(scope, 'Repository', { name: 'shop-cart-stg' }),
    port: 3000,
    environment: { PORT: '3000', LOG_LEVEL: 'INFO' },
    logGroupName: '/shop/stg/cart',
    logRetentionDays: 30,
  };
}
