/** Names that examples share, so that what one makes the next one uses. */
export interface ExampleNames {
  readonly groupId: string;
  readonly domain: string;
  readonly hostId: string;
}

export interface Example {
  readonly title: string;
  readonly hint: string;
  readonly query: string;
  readonly variables: (names: ExampleNames) => Readonly<Record<string, unknown>>;
}

export interface ExampleSection {
  readonly title: string;
  readonly examples: readonly Example[];
}

export const defaultNames: ExampleNames = {
  groupId: 'test-group',
  domain: 'test-domain',
  hostId: 'host-001',
};

const nodeId = 'node-001';
const start = 'EVENT#';

const message = `groupId
    domain
    nodeStatus {
      nodeId
      groupId
      domain
      data {
        key
        value
      }
      timestamp
    }
    batchEvent {
      events {
        name
        firedByNodeId
        groupId
        domain
        payload
        timestamp
        orderKey
      }
      firedByNodeId
      groupId
      domain
      timestamp
    }
    groupDissolve {
      groupId
      domain
      message
    }`;

const event = `name
    firedByNodeId
    groupId
    domain
    payload
    timestamp
    cursor`;

const status = `nodeId
    data {
      key
      value
    }
    timestamp`;

const inGroup = ({ groupId, domain }: ExampleNames) => ({ groupId, domain });
const asNode = (names: ExampleNames) => ({ ...inGroup(names), nodeId });
const asHost = ({ groupId, domain, hostId }: ExampleNames) => ({ groupId, domain, hostId });

/** What the editor starts with. */
export const firstExample: Example = {
  title: 'Introspection',
  hint: 'The names of the three root types: a first sign of life',
  query: `query IntrospectionQuery {
  __schema {
    queryType {
      name
    }
    mutationType {
      name
    }
    subscriptionType {
      name
    }
  }
}`,
  variables: () => ({}),
};

const basics: readonly Example[] = [
  firstExample,
  {
    title: 'Derive my domain',
    hint: 'createDomain: the same for everyone behind one address',
    query: `mutation CreateDomain {
  createDomain
}`,
    variables: () => ({}),
  },
];

const groups: readonly Example[] = [
  {
    title: 'Create a group',
    hint: 'createGroup: the other examples use its id',
    query: `mutation CreateGroup($name: String!, $hostId: ID!, $domain: String!) {
  createGroup(name: $name, hostId: $hostId, domain: $domain, useWebSocket: true) {
    id
    domain
    fullId
    name
    hostId
    expiresAt
    heartbeatIntervalSeconds
    useWebSocket
  }
}`,
    variables: ({ domain, hostId }) => ({ name: 'テストグループ1', hostId, domain }),
  },
  {
    title: 'List groups of a domain',
    hint: 'listGroupsByDomain: the groups that are alive',
    query: `query ListGroups($domain: String!) {
  listGroupsByDomain(domain: $domain) {
    id
    domain
    fullId
    name
    hostId
    expiresAt
  }
}`,
    variables: ({ domain }) => ({ domain }),
  },
  {
    title: 'Search groups by name',
    hint: 'searchGroupsByNamePrefix: 1 to 6 characters, all domains',
    query: `query SearchGroups($namePrefix: String!) {
  searchGroupsByNamePrefix(namePrefix: $namePrefix) {
    id
    domain
    name
    hostId
    expiresAt
  }
}`,
    variables: () => ({ namePrefix: 'テスト' }),
  },
  {
    title: 'Renew the host heartbeat',
    hint: 'renewHeartbeat: keeps a group alive, by its host only',
    query: `mutation RenewHeartbeat($groupId: ID!, $domain: String!, $hostId: ID!) {
  renewHeartbeat(groupId: $groupId, domain: $domain, hostId: $hostId) {
    groupId
    domain
    expiresAt
    heartbeatIntervalSeconds
  }
}`,
    variables: asHost,
  },
  {
    title: 'Dissolve a group',
    hint: 'dissolveGroup: by its host only; subscribers are told',
    query: `mutation DissolveGroup($groupId: ID!, $domain: String!, $hostId: ID!) {
  dissolveGroup(groupId: $groupId, domain: $domain, hostId: $hostId) {
    groupId
    domain
    groupDissolve {
      groupId
      domain
      message
    }
  }
}`,
    variables: asHost,
  },
];

const members: readonly Example[] = [
  {
    title: 'Join a group',
    hint: 'joinGroup: again refreshes the membership',
    query: `mutation JoinGroup($groupId: ID!, $domain: String!, $nodeId: ID!) {
  joinGroup(groupId: $groupId, domain: $domain, nodeId: $nodeId) {
    id
    name
    groupId
    domain
    expiresAt
    heartbeatIntervalSeconds
    useWebSocket
  }
}`,
    variables: asNode,
  },
  {
    title: 'List the nodes of a group',
    hint: 'listNodesInGroup',
    query: `query ListNodes($groupId: ID!, $domain: String!) {
  listNodesInGroup(groupId: $groupId, domain: $domain) {
    id
    name
    groupId
    domain
  }
}`,
    variables: inGroup,
  },
  {
    title: 'Send a member heartbeat',
    hint: 'sendMemberHeartbeat: keeps a membership alive',
    query: `mutation SendHeartbeat($groupId: ID!, $domain: String!, $nodeId: ID!) {
  sendMemberHeartbeat(groupId: $groupId, domain: $domain, nodeId: $nodeId) {
    nodeId
    groupId
    domain
    expiresAt
    heartbeatIntervalSeconds
  }
}`,
    variables: asNode,
  },
  {
    title: 'Leave a group',
    hint: 'leaveGroup: always succeeds',
    query: `mutation LeaveGroup($groupId: ID!, $domain: String!, $nodeId: ID!) {
  leaveGroup(groupId: $groupId, domain: $domain, nodeId: $nodeId) {
    peerId
    groupId
    domain
    message
  }
}`,
    variables: asNode,
  },
];

const messages: readonly Example[] = [
  {
    title: 'Subscribe to a group',
    hint: 'onMessageInGroup: leave it running and publish from another tab',
    query: `subscription OnMessageInGroup($groupId: ID!, $domain: String!) {
  onMessageInGroup(groupId: $groupId, domain: $domain) {
    ${message}
  }
}`,
    variables: inGroup,
  },
  {
    title: 'Report sensor data',
    hint: 'reportDataByNode: replaces the last report, reaches subscribers',
    query: `mutation ReportData($groupId: ID!, $domain: String!, $nodeId: ID!, $data: [SensorDataInput!]!) {
  reportDataByNode(groupId: $groupId, domain: $domain, nodeId: $nodeId, data: $data) {
    ${message}
  }
}`,
    variables: (names) => ({
      ...asNode(names),
      data: [
        { key: 'temperature', value: '23.5' },
        { key: 'score', value: '10' },
      ],
    }),
  },
  {
    title: 'Fire events',
    hint: 'fireEventsByNode: reaches subscribers, the sender among them',
    query: `mutation FireEvents($groupId: ID!, $domain: String!, $nodeId: ID!, $events: [EventInput!]!) {
  fireEventsByNode(groupId: $groupId, domain: $domain, nodeId: $nodeId, events: $events) {
    ${message}
  }
}`,
    variables: (names) => ({
      ...asNode(names),
      events: [{ eventName: 'start', payload: 'level-1', firedAt: '2026-01-01T00:00:00.000Z' }],
    }),
  },
  {
    title: 'Last status of a node',
    hint: 'getNodeStatus: null when it has expired',
    query: `query NodeStatus($nodeId: ID!) {
  getNodeStatus(nodeId: $nodeId) {
    ${status}
  }
}`,
    variables: () => ({ nodeId }),
  },
  {
    title: 'Statuses of a group',
    hint: 'listGroupStatuses',
    query: `query GroupStatuses($groupId: ID!, $domain: String!) {
  listGroupStatuses(groupId: $groupId, domain: $domain) {
    ${status}
  }
}`,
    variables: inGroup,
  },
];

const polling: readonly Example[] = [
  {
    title: 'Record events',
    hint: 'recordEventsByNode: for clients that cannot subscribe',
    query: `mutation RecordEvents($groupId: ID!, $domain: String!, $nodeId: ID!, $events: [EventInput!]!) {
  recordEventsByNode(groupId: $groupId, domain: $domain, nodeId: $nodeId, events: $events) {
    groupId
    domain
    recordedCount
    nextSince
  }
}`,
    variables: (names) => ({
      ...asNode(names),
      events: [
        {
          eventName: 'start',
          payload: 'level-1',
          firedAt: '2026-01-01T00:00:00.000Z',
          orderKey: '20260101000000-0000001',
        },
      ],
    }),
  },
  {
    title: 'Events since a cursor',
    hint: 'getEventsSince: oldest first, at most 100',
    query: `query EventsSince($groupId: ID!, $domain: String!, $since: String!) {
  getEventsSince(groupId: $groupId, domain: $domain, since: $since) {
    ${event}
  }
}`,
    variables: (names) => ({ ...inGroup(names), since: start }),
  },
  {
    title: 'Poll a group',
    hint: 'pollGroupData: events and statuses in one request',
    query: `query PollGroup($groupId: ID!, $domain: String!, $since: String!) {
  pollGroupData(groupId: $groupId, domain: $domain, since: $since) {
    events {
      name
      firedByNodeId
      payload
      timestamp
      cursor
    }
    nodeStatuses {
      nodeId
      data {
        key
        value
      }
    }
  }
}`,
    variables: (names) => ({ ...inGroup(names), since: start }),
  },
];

/** Every operation of Mesh, in the order in which a newcomer would try them. */
export const exampleSections: readonly ExampleSection[] = [
  { title: 'First steps', examples: basics },
  { title: 'Groups', examples: groups },
  { title: 'Members', examples: members },
  { title: 'Messages', examples: messages },
  { title: 'Polling', examples: polling },
];

function isGroup(value: unknown): value is { readonly id: string; readonly domain: string; readonly hostId: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['id', 'domain', 'hostId'].every((name) => name in value && typeof Reflect.get(value, name) === 'string')
  );
}

/** The names of a group that an answer to createGroup tells of, undefined for any other answer. */
export function namesFrom(data: unknown): ExampleNames | undefined {
  if (typeof data !== 'object' || data === null || !('createGroup' in data)) return undefined;
  const { createGroup } = data;
  if (!isGroup(createGroup)) return undefined;
  return { groupId: createGroup.id, domain: createGroup.domain, hostId: createGroup.hostId };
}
