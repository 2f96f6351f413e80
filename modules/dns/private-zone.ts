import { Route53Zone } from '@cdktf/provider-aws/lib/route53-zone';
import { Construct } from 'constructs';
import { type Network } from '../network/network';
import { requireMatch } from '../validate';

export interface PrivateZoneProps {
  /** Name of the zone: lower-case labels separated by dots. */
  readonly name: string;
  /** The network in which the zone answers. */
  readonly network: Network;
  /** Whether Terraform refuses to destroy the zone. @default true */
  readonly retainData?: boolean;
}

/** A DNS zone that answers in one VPC only, where it hides the public names at and below its own. */
export class PrivateZone extends Construct {
  readonly zone: Route53Zone;
  /** Name of the zone, known at synth. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: PrivateZoneProps) {
    super(scope, id);
    const { name, network, retainData = true } = props;
    requireMatch(
      this,
      'name',
      name,
      /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/,
      'a lower-case domain name such as services.stg.example.com',
    );
    this.name = name;
    this.zone = new Route53Zone(this, 'Resource', {
      name,
      vpc: [{ vpcId: network.vpcId, vpcRegion: network.region }],
      comment: `Answers in ${network.name} only`,
      lifecycle: { preventDestroy: retainData },
    });
  }

  get zoneId(): string {
    return this.zone.zoneId;
  }
}
