import { type StoreContext } from '../knowledge';
import { derived } from './deterministic';
import { integer } from './attributes';

/** How many rules of a security group, or routes, a reference to a list of AWS's counts for; AWS publishes these weights. */
const weights: readonly (readonly [name: RegExp, weight: number])[] = [
  [/^com\.amazonaws\.global\.cloudfront\.origin-facing$/, 55],
  [/^com\.amazonaws\.global\.groundstation$/, 5],
  [/^com\.amazonaws\.[a-z0-9-]+\.route53-healthchecks$/, 25],
  [/^com\.amazonaws\.[a-z0-9-]+\.vpc-lattice$/, 10],
  [/^com\.amazonaws\.[a-z0-9-]+\.(dynamodb|ec2-instance-connect|s3)$/, 1],
];

/** A prefix list that AWS keeps in a region. */
export interface AwsPrefixList {
  readonly id: string;
  readonly name: string;
  readonly weight: number;
}

/** Its id is other than in AWS, where it is one of AWS's own; it follows from name and region. */
function listNamed(name: string, region: string): AwsPrefixList | undefined {
  const weight = weights.find(([pattern]) => pattern.test(name))?.[1];
  return weight === undefined ? undefined : { id: `pl-${derived(`${region} ${name}`, 8)}`, name, weight };
}

/** AWS's lists in a region. */
export function awsPrefixLists(region: string): readonly AwsPrefixList[] {
  return [
    'com.amazonaws.global.cloudfront.origin-facing',
    'com.amazonaws.global.groundstation',
    ...['dynamodb', 'ec2-instance-connect', 'route53-healthchecks', 's3', 'vpc-lattice'].map(
      (service) => `com.amazonaws.${region}.${service}`,
    ),
  ].flatMap((name) => listNamed(name, region) ?? []);
}

/** For how many rules a reference to the list counts; 1 for a list that is not known. */
export function prefixListWeight(id: string, context: StoreContext): number {
  const own = context.find('aws_ec2_managed_prefix_list', { id })[0];
  const listed = awsPrefixLists(context.identity.region).find((list) => list.id === id);
  return listed?.weight ?? (own && integer(own, 'max_entries')) ?? 1;
}

/** The id of AWS's list of that name; empty when AWS has none. */
export function prefixListIdOf(name: string, region: string): string {
  return listNamed(name, region)?.id ?? '';
}
