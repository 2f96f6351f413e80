import { type DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { Construct } from 'constructs';
import { type Distribution } from './distribution';

export interface AliasRecordsProps {
  readonly zone: DataAwsRoute53Zone;
  /** A name of the zone and of the distribution. */
  readonly name: string;
  readonly distribution: Distribution;
}

/**
 * Leads a name to a distribution, over IPv4 and IPv6.
 * @throws RangeError at synth for a name that is no alias of the distribution, which would answer 403 to it.
 */
export class AliasRecords extends Construct {
  constructor(scope: Construct, id: string, { zone, name, distribution }: AliasRecordsProps) {
    super(scope, id);
    if (!distribution.aliases.includes(name)) {
      throw new RangeError(
        `${this.node.path}: name must be an alias of the distribution (${distribution.aliases.join(', ')}), got ${name}`,
      );
    }
    for (const [recordId, type] of [
      ['Ipv4', 'A'],
      ['Ipv6', 'AAAA'],
    ] as const) {
      new Route53Record(this, recordId, {
        zoneId: zone.zoneId,
        name,
        type,
        alias: {
          name: distribution.domainName,
          zoneId: distribution.distribution.hostedZoneId,
          evaluateTargetHealth: false,
        },
      });
    }
  }
}
