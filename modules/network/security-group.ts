import { SecurityGroup as SecurityGroupResource } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import { requireIntegerBetween, requireMatch } from '../validate';
import { type Network } from './network';

/** Who is on the other side of a rule: a group of the same VPC, a block of addresses or a prefix list of AWS. */
export type Peer = SecurityGroup | { readonly cidr: string } | { readonly prefixListId: string };

/** One TCP port, or all from the first to the last. */
export type Ports = number | { readonly first: number; readonly last: number };

export interface SecurityGroupProps {
  /** Group name, unique in the VPC. */
  readonly name: string;
  readonly network: Network;
  /** What the group is for. It cannot be changed: a new text replaces the group. */
  readonly description: string;
}

/** Texts that EC2 takes as the description of a group or a rule. */
const descriptionPattern = /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/;
const descriptionAllowed = '1 to 255 letters, digits, spaces or ._-:/()#,@[]+=&;{}!$*';

/**
 * A security group without a rule: nothing goes in or out until a rule allows it. Each rule is a resource of its own, so
 * that groups may name each other without a cycle. TCP only; answers to what is allowed are always allowed.
 * @throws RangeError at synth when a port is outside 1 to 65535 or a description holds a character that EC2 refuses.
 */
export class SecurityGroup extends Construct {
  readonly group: SecurityGroupResource;
  readonly network: Network;

  constructor(scope: Construct, id: string, props: SecurityGroupProps) {
    super(scope, id);
    const { name, network, description } = props;
    requireMatch(this, 'name', name, /^(?!sg-)[a-z0-9-]{1,255}$/, 'lower-case letters, digits or hyphens, not sg-…');
    requireMatch(this, 'description', description, descriptionPattern, descriptionAllowed);
    this.network = network;
    this.group = new SecurityGroupResource(this, 'Resource', {
      name,
      description,
      vpcId: network.vpcId,
      tags: { Name: name },
    });
  }

  get id(): string {
    return this.group.id;
  }

  /** Lets `peer` connect to the members of this group. */
  allowFrom(id: string, peer: Peer, ports: Ports, description: string): VpcSecurityGroupIngressRule {
    return new VpcSecurityGroupIngressRule(this, id, this.#rule(peer, ports, description));
  }

  /** Lets the members of this group connect to `peer`. */
  allowTo(id: string, peer: Peer, ports: Ports, description: string): VpcSecurityGroupEgressRule {
    return new VpcSecurityGroupEgressRule(this, id, this.#rule(peer, ports, description));
  }

  #rule(peer: Peer, ports: Ports, description: string) {
    requireMatch(this, 'description', description, descriptionPattern, descriptionAllowed);
    const { first, last } = typeof ports === 'number' ? { first: ports, last: ports } : ports;
    requireIntegerBetween(this, 'first port', first, 1, 65_535);
    requireIntegerBetween(this, 'last port', last, first, 65_535);
    return {
      securityGroupId: this.id,
      ipProtocol: 'tcp',
      fromPort: first,
      toPort: last,
      description,
      ...this.#peer(peer),
    };
  }

  #peer(peer: Peer) {
    if (!(peer instanceof SecurityGroup)) {
      return 'cidr' in peer ? { cidrIpv4: peer.cidr } : { prefixListId: peer.prefixListId };
    }
    if (peer.network === this.network) return { referencedSecurityGroupId: peer.id };
    throw new RangeError(
      `${this.node.path}: peer must be a group of the same VPC, got ${peer.node.path}; name its addresses instead`,
    );
  }
}
