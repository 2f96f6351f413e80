import { type PlacedResource, type StackGraph } from '../../support/stack-graph';

const ends = {
  aws_vpc_security_group_ingress_rule: 'from',
  aws_vpc_security_group_egress_rule: 'to',
} as const;

/** Last part of a group's path: `aws_security_group.Groups_PublicAlb_0A1B2C3D` is PublicAlb. */
function groupName({ address }: PlacedResource): string {
  return /_([A-Za-z0-9]+)_[0-9A-F]{8}$/.exec(address)?.[1] ?? address;
}

/**
 * Who may connect to whom, as `A -> B:port`, sorted. Between two groups both ends have to allow it; a rule with no
 * counterpart is shown as `A -> B:port (one end)`. Peers that are no group are shown by address or prefix list.
 */
export function connectionsOf(graph: StackGraph): readonly string[] {
  const ofGroups = new Map<string, number>();
  const others: string[] = [];
  for (const rule of graph.ofType(...Object.keys(ends))) {
    const { properties, stack, type } = rule;
    const own = graph.resolve(stack, properties.security_group_id)?.resource;
    const peer = graph.resolve(stack, properties.referenced_security_group_id)?.resource;
    const list = graph.resolve(stack, properties.prefix_list_id)?.resource;
    if (!own) throw new Error(`${rule.address} belongs to no group`);
    const ports = [...new Set([properties.from_port, properties.to_port])].join('-');
    const other = peer ? groupName(peer) : list ? groupName(list) : String(properties.cidr_ipv4);
    const isFrom =
      ends[type === 'aws_vpc_security_group_ingress_rule' ? type : 'aws_vpc_security_group_egress_rule'] === 'from';
    const connection = isFrom ? `${other} -> ${groupName(own)}:${ports}` : `${groupName(own)} -> ${other}:${ports}`;
    if (peer) ofGroups.set(connection, (ofGroups.get(connection) ?? 0) + 1);
    else others.push(connection);
  }
  const between = [...ofGroups].map(([connection, count]) => (count === 2 ? connection : `${connection} (one end)`));
  return [...between, ...others].sort();
}
