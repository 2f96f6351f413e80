import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { Eip } from '@cdktf/provider-aws/lib/eip';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Construct } from 'constructs';
import { partOfCidr, requireVpcCidr } from './cidr';
import { FlowLogs } from './flow-logs';

/**
 * What a subnet reaches: `public` the internet through an internet gateway, `private` the internet through NAT, `isolated`
 * nothing but the VPC and its endpoints.
 */
export type Tier = 'public' | 'private' | 'isolated';

/** The quarter of the VPC that a tier takes. It is fixed, so that adding a tier moves no subnet; the fourth is spare. */
const quarters: Readonly<Record<Tier, number>> = { public: 0, private: 1, isolated: 2 };

/** Letters of the zones of a region; each has its eighth of every quarter, so that adding a zone moves no subnet. */
const zoneLetters = 'abcdefgh';

const internet = '0.0.0.0/0';

export interface NetworkProps {
  /** Name of the VPC and beginning of the names of its parts. */
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  /**
   * Addresses of the VPC, /16 to /22. Each tier takes a quarter and each zone an eighth of that: of 10.0.0.0/16 the private
   * subnet of zone c is 10.0.80.0/21. A load balancer needs a subnet of /27 or more, hence /22.
   */
  readonly cidr: string;
  /** Two or more availability zones of the region, such as `ap-northeast-1a`. The first holds a single NAT gateway. */
  readonly zones: readonly string[];
  /** Tiers to make, one subnet per zone each. `private` needs `public`, where its NAT gateways stand. */
  readonly tiers: readonly Tier[];
  /** Whether each zone has a NAT gateway of its own and outlives the loss of another zone. @default false: one for all */
  readonly natPerZone?: boolean;
  /**
   * Whether an internet gateway is attached even without a tier that it is for. No route leads to it: CloudFront's VPC
   * origins ask for one, and take none of its roads. @default false
   */
  readonly attachInternetGateway?: boolean;
  /** Days that flow logs are kept. */
  readonly logRetentionDays: number;
}

/**
 * A VPC with DNS, subnets by tier and zone, a closed default security group and flow logs. A route to the internet exists
 * only with the tier `public`, NAT only with the tier `private`; no subnet gives out public addresses by itself.
 * @throws RangeError at synth when the addresses, zones or tiers do not fit.
 */
export class Network extends Construct {
  readonly vpc: Vpc;
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly cidr: string;
  readonly zones: readonly string[];
  readonly tiers: readonly Tier[];
  readonly #subnets = new Map<Tier, ReadonlyMap<string, Subnet>>();
  readonly #routeTables = new Map<Tier, readonly RouteTable[]>();

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const { name, region, accountId, cidr, zones, tiers, natPerZone = false, logRetentionDays } = props;
    const { attachInternetGateway = false } = props;
    requireVpcCidr(this, 'cidr', cidr, 22);
    this.#requireZones(region, zones);
    this.#requireTiers(tiers);
    this.name = name;
    this.region = region;
    this.accountId = accountId;
    this.cidr = cidr;
    this.zones = zones;
    this.tiers = tiers;

    this.vpc = new Vpc(this, 'Resource', {
      cidrBlock: cidr,
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { Name: name },
    });
    // Taken over without a rule: what is started without a group of its own reaches nothing.
    new DefaultSecurityGroup(this, 'DefaultSecurityGroup', { vpcId: this.vpc.id, tags: { Name: `${name}-default` } });
    new FlowLogs(this, 'FlowLogs', { name, vpc: this.vpc, accountId, region, retentionDays: logRetentionDays });
    for (const tier of tiers) this.#addSubnets(tier);
    if (tiers.includes('public')) this.#addInternet(natPerZone);
    else if (attachInternetGateway) this.#attachInternetGateway();
    if (tiers.includes('isolated')) this.#addRouteTable('isolated', 'Isolated', zones);
  }

  get vpcId(): string {
    return this.vpc.id;
  }

  /** Subnets of a tier in the order of `zones`. @throws RangeError when the network has no such tier. */
  subnets(tier: Tier): readonly Subnet[] {
    return [...this.#of(this.#subnets, tier).values()];
  }

  subnetIds(tier: Tier): string[] {
    return this.subnets(tier).map(({ id }) => id);
  }

  /** Addresses of a tier's subnets by zone, known at synth. @throws RangeError when the network has no such tier. */
  subnetCidrs(tier: Tier): ReadonlyMap<string, string> {
    return new Map([...this.#of(this.#subnets, tier).keys()].map((zone) => [zone, this.#subnetCidr(tier, zone)]));
  }

  /** Ids of the route tables that the subnets of a tier use. @throws RangeError when the network has no such tier. */
  routeTableIds(tier: Tier): string[] {
    return this.#of(this.#routeTables, tier).map(({ id }) => id);
  }

  #of<T>(byTier: ReadonlyMap<Tier, T>, tier: Tier): T {
    const found = byTier.get(tier);
    if (found !== undefined) return found;
    throw new RangeError(`${this.node.path}: tier must be one of ${this.tiers.join(', ')}, got ${tier}`);
  }

  #requireZones(region: string, zones: readonly string[]): void {
    const foreign = zones.find((zone) => !zone.startsWith(region) || !/^[a-h]$/.test(zone.slice(region.length)));
    if (foreign !== undefined) {
      throw new RangeError(
        `${this.node.path}: zones must be zones of ${region} such as ${region}a, the last letter a to h, got ${foreign}`,
      );
    }
    if (zones.length < 2 || new Set(zones).size !== zones.length) {
      throw new RangeError(`${this.node.path}: zones must be two or more different zones, got [${zones.join(', ')}]`);
    }
  }

  #requireTiers(tiers: readonly Tier[]): void {
    if (tiers.length === 0 || new Set(tiers).size !== tiers.length) {
      throw new RangeError(`${this.node.path}: tiers must be one or more different tiers, got [${tiers.join(', ')}]`);
    }
    if (tiers.includes('private') && !tiers.includes('public')) {
      throw new RangeError(
        `${this.node.path}: tiers must hold public beside private, where the NAT gateways stand, got [${tiers.join(', ')}]`,
      );
    }
  }

  #subnetCidr(tier: Tier, zone: string): string {
    return partOfCidr(this, this.cidr, [
      { index: quarters[tier], of: 4 },
      { index: zoneLetters.indexOf(zone.slice(-1)), of: zoneLetters.length },
    ]);
  }

  #addSubnets(tier: Tier): void {
    const subnets = this.zones.map((zone) => {
      const subnet = new Subnet(this, `${pascal(tier)}Subnet-${zone}`, {
        vpcId: this.vpc.id,
        availabilityZone: zone,
        cidrBlock: this.#subnetCidr(tier, zone),
        mapPublicIpOnLaunch: false,
        tags: { Name: `${this.name}-${tier}-${zone}` },
      });
      return [zone, subnet] as const;
    });
    this.#subnets.set(tier, new Map(subnets));
  }

  /** A route table for the subnets of a tier in some zones. Its local route is AWS's own. */
  #addRouteTable(tier: Tier, id: string, zones: readonly string[]): RouteTable {
    const suffix = zones.length === 1 ? `-${zones.join()}` : '';
    const table = new RouteTable(this, `${id}RouteTable${suffix}`, {
      vpcId: this.vpc.id,
      tags: { Name: `${this.name}-${tier}${suffix}` },
    });
    const subnets = this.#of(this.#subnets, tier);
    for (const zone of zones) {
      const subnet = subnets.get(zone);
      if (subnet === undefined) continue;
      new RouteTableAssociation(this, `${id}Association-${zone}`, { subnetId: subnet.id, routeTableId: table.id });
    }
    this.#routeTables.set(tier, [...(this.#routeTables.get(tier) ?? []), table]);
    return table;
  }

  #attachInternetGateway(): InternetGateway {
    return new InternetGateway(this, 'InternetGateway', { vpcId: this.vpc.id, tags: { Name: this.name } });
  }

  #addInternet(natPerZone: boolean): void {
    const gateway = this.#attachInternetGateway();
    const table = this.#addRouteTable('public', 'Public', this.zones);
    new Route(this, 'PublicRoute', {
      routeTableId: table.id,
      destinationCidrBlock: internet,
      gatewayId: gateway.id,
    });
    if (this.tiers.includes('private')) this.#addNat(gateway, natPerZone);
  }

  #addNat(gateway: InternetGateway, natPerZone: boolean): void {
    const natZones = natPerZone ? this.zones : this.zones.slice(0, 1);
    const publicSubnets = this.#of(this.#subnets, 'public');
    const nats = natZones.map((zone) => {
      const tags = { Name: `${this.name}-nat-${zone}` };
      // AWS refuses a public address in a VPC whose internet gateway is not attached yet.
      const address = new Eip(this, `NatAddress-${zone}`, { domain: 'vpc', tags, dependsOn: [gateway] });
      return new NatGateway(this, `Nat-${zone}`, {
        allocationId: address.id,
        subnetId: publicSubnets.get(zone)?.id,
        tags,
        dependsOn: [gateway],
      });
    });
    // A table per zone even with one NAT gateway: adding the others later changes a route and moves no subnet.
    for (const [index, zone] of this.zones.entries()) {
      const table = this.#addRouteTable('private', 'Private', [zone]);
      new Route(this, `PrivateRoute-${zone}`, {
        routeTableId: table.id,
        destinationCidrBlock: internet,
        natGatewayId: (nats[index] ?? nats[0])?.id,
      });
    }
  }
}

function pascal(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
