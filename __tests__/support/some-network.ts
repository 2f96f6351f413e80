import { type Construct } from 'constructs';
import { Network, type NetworkProps } from '../../modules/network/network';
import { accountId } from './constructs';

/** A network of all tiers for tests of what stands in one. */
export function someNetwork(scope: Construct, props: Partial<NetworkProps> = {}, id = 'Network'): Network {
  return new Network(scope, id, {
    name: 'shop',
    region: 'eu-west-1',
    accountId,
    cidr: '10.0.0.0/16',
    zones: ['eu-west-1a', 'eu-west-1c'],
    tiers: ['public', 'private', 'isolated'],
    logRetentionDays: 30,
    ...props,
  });
}
