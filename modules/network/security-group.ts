import { SecurityGroup as SecurityGroupResource } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import { requireIntegerBetween, requireMatch } from '../validate';
import { type Network } from './network';

/** A prefix list of AWS as the other side of a rule. */
export interface PrefixList {
  readonly prefixListId: string;
  /** Rules that it counts for in the quota of a group. @default 1 */
  readonly weight?: number;
}

/** Who is on the other side of a rule: a group of the same VPC, a block of addresses or a prefix list of AWS. */
export type Peer = SecurityGroup | { readonly cidr: string } | PrefixList;

/** One TCP port, or all from the first to the last. */
export type Ports = number | { readonly first: number; readonly last: number };

export interface SecurityGroupProps {
  /** Group name, unique in the VPC. */
  readonly name: string;
  readonly network: Network;
  /** What the group is for. It cannot be changed: a new text replaces the group. */
  readonly description: string;
}

/** Rules in one direction that EC2 gives a group without a request for more (VPC guide, "Amazon VPC quotas"). */
const maxRules = 60;

/** Texts that EC2 takes as the description of a group or a rule. */
const descriptionPattern = /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/;
const descriptionAllowed = '1 to 255 letters, digits, spaces or ._-:/()#,@[]+=&;{}!$*';

/**
 * A security group without a rule: nothing goes in or out until a rule allows it. Each rule is a resource of its own, so
 * that groups may name each other without a cycle. TCP only; answers to what is allowed are always allowed.
 * @throws RangeError at synth when a port is outside 1 to 65535, a description holds a character that EC2 refuses, or the
 * rules of one direction weigh more than 60.
 */
export class SecurityGroup extends Construct {
  readonly group: SecurityGroupResource;
  readonly network: Network;
  readonly #weights = { inbound: 0, outbound: 0 };

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
    this.#weigh('inbound', peer);
    return new VpcSecurityGroupIngressRule(this, id, this.#rule(peer, ports, description));
  }

  /** Lets the members of this group connect to `peer`. */
  allowTo(id: string, peer: Peer, ports: Ports, description: string): VpcSecurityGroupEgressRule {
    this.#weigh('outbound', peer);
    return new VpcSecurityGroupEgressRule(this, id, this.#rule(peer, ports, description));
  }

  /** Lets the members of this group connect to those of another: a rule at either end, named by the group at the other. */
  connectTo(target: SecurityGroup, port: number, description: string): void {
    this.allowTo(`${target.node.id}-${port}`, target, port, description);
    target.allowFrom(`${this.node.id}-${port}`, this, port, description);
  }

  #weigh(direction: 'inbound' | 'outbound', peer: Peer): void {
    const weight = peer instanceof SecurityGroup || 'cidr' in peer ? 1 : (peer.weight ?? 1);
    this.#weights[direction] += weight;
    if (this.#weights[direction] <= maxRules) return;
    throw new RangeError(
      `${this.node.path}: ${direction} rules must weigh at most ${maxRules} together, got ${this.#weights[direction]}; a prefix list weighs as much as it may have entries`,
    );
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
