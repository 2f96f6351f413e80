import { type LoadBalancerDefinition, type NameRecord, type Topology } from './definition/definitions';
import { type LocalNames } from './load-balancers';
import { type LocalPorts } from './local-ports';

/** Longest chain of aliases that is followed. */
const maxAliases = 8;

/**
 * The names that resolve within a VPC. A private zone of the VPC hides public records of its name and below; of several
 * zones the most specific one answers.
 */
export function namesIn(vpcId: string, topology: Topology, localPorts: LocalPorts): LocalNames {
  const names = new Map<string, LocalNames[string]>();
  for (const { arn, internal, vpcId: own, dnsName } of topology.loadBalancers) {
    if (!internal || own === vpcId) names.set(dnsName, localPorts.all(arn));
  }
  for (const endpoint of topology.endpoints) {
    if (endpoint.vpcId !== vpcId) continue;
    for (const name of endpoint.dnsNames) names.set(name, localPorts.all(endpoint.id));
  }
  const records = visibleRecords(vpcId, topology);
  for (const { name } of records) {
    const target = follow(name, records);
    const ports = names.get(target);
    if (target !== name && ports !== undefined) names.set(name, ports);
  }
  return Object.fromEntries(names);
}

/** The names under which clients come to a load balancer: its own and, by any way, those that lead to it. */
export function namesOf(loadBalancer: LoadBalancerDefinition, topology: Topology): readonly string[] {
  const { dnsName } = loadBalancer;
  const inFront = loadBalancersInFrontOf(loadBalancer, topology);
  const arns = [loadBalancer, ...inFront].map(({ arn }) => arn);
  const own = new Set([dnsName, ...inFront.map((other) => other.dnsName)]);
  for (const { loadBalancerArns, dnsNames } of topology.endpoints) {
    if (loadBalancerArns.some((arn) => arns.includes(arn))) for (const name of dnsNames) own.add(name);
  }
  const aliases = topology.records.filter(({ name }) => own.has(follow(name, topology.records)));
  return [...new Set([...own, ...aliases.map(({ name }) => name)])];
}

/** The network load balancers that have `behind` as a target. */
function loadBalancersInFrontOf(
  behind: LoadBalancerDefinition,
  { attachments, loadBalancers }: Topology,
): readonly LoadBalancerDefinition[] {
  const groups = attachments
    .filter(({ target }) => 'loadBalancerArn' in target && target.loadBalancerArn === behind.arn)
    .map(({ targetGroupArn }) => targetGroupArn);
  return loadBalancers.filter(({ listeners }) =>
    listeners.some(({ rules }) =>
      rules.some(({ action }) => action.kind === 'forward' && action.groups.some(({ arn }) => groups.includes(arn))),
    ),
  );
}

function visibleRecords(vpcId: string, { zones, records }: Topology): readonly NameRecord[] {
  const associated = zones.filter(({ vpcIds }) => vpcIds.includes(vpcId));
  return records.filter(({ name, privateZoneId }) => {
    const covering = associated.filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`));
    const [closest] = covering.sort((a, b) => b.name.length - a.name.length);
    return closest?.id === privateZoneId;
  });
}

function follow(name: string, records: readonly NameRecord[]): string {
  let current = name;
  for (let step = 0; step < maxAliases; step++) {
    const record = records.find((entry) => entry.name === current);
    if (record === undefined) return current;
    current = record.target;
  }
  return current;
}
