import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { type Construct } from 'constructs';
import { DnsCertificate } from '../../modules/certificates/dns-certificate';
import { type Network } from '../../modules/network/network';
import { SecurityGroup } from '../../modules/network/security-group';
import { LogBucket } from '../../modules/storage/log-bucket';
import { accountId } from './constructs';
import { someNetwork } from './some-network';

/** A security group in a network of all tiers, for tests of what is in one. */
export function someSecurityGroup(scope: Construct, network: Network = someNetwork(scope)): SecurityGroup {
  return new SecurityGroup(scope, 'SecurityGroup', { name: 'shop', network, description: 'Shop' });
}

export function someCertificate(scope: Construct): DnsCertificate {
  const zone = new DataAwsRoute53Zone(scope, 'Zone', { name: 'example.com', privateZone: false });
  return new DnsCertificate(scope, 'Certificate', { domainName: 'shop.example.com', zone });
}

export function someLogBucket(scope: Construct): LogBucket {
  return new LogBucket(scope, 'LogBucket', { name: 'shop-logs', accountId, prefixes: ['shop'], retentionDays: 30 });
}
