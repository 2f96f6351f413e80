const nodeStatus = 'nodeId data { key value } timestamp';

export const createDomain = 'mutation CreateDomain { createDomain }';

export const listGroups = `query ListGroups($domain: String!) {
  listGroupsByDomain(domain: $domain) { id domain name hostId expiresAt }
}`;

/** Who is in a group, and what each reported last. */
export const readGroup = `query ReadGroup($groupId: ID!, $domain: String!) {
  listNodesInGroup(groupId: $groupId, domain: $domain) { id }
  listGroupStatuses(groupId: $groupId, domain: $domain) { ${nodeStatus} }
}`;

export const watchGroup = `subscription WatchGroup($groupId: ID!, $domain: String!) {
  onMessageInGroup(groupId: $groupId, domain: $domain) {
    nodeStatus { ${nodeStatus} }
    batchEvent { events { name firedByNodeId payload timestamp } timestamp }
    groupDissolve { message }
  }
}`;
