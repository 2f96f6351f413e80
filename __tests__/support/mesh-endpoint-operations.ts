/** An operation of Mesh with every field selected. The type says what `data[field]` is. */
export interface Operation<Answer> {
  readonly kind: 'query' | 'mutation';
  readonly field: string;
  readonly document: string;
  /** Never set: it ties `Answer` to the operation. */
  readonly answer?: Answer;
}

export interface Group {
  readonly id: string;
  readonly domain: string;
  readonly fullId: string;
  readonly name: string;
  readonly hostId: string;
  readonly expiresAt: string;
  readonly heartbeatIntervalSeconds: number | null;
  readonly useWebSocket: boolean;
  readonly pollingIntervalSeconds: number | null;
}

export interface Node {
  readonly id: string;
  readonly name: string;
  readonly groupId: string | null;
  readonly domain: string | null;
  readonly expiresAt: string | null;
  readonly heartbeatIntervalSeconds: number | null;
  readonly useWebSocket: boolean | null;
  readonly pollingIntervalSeconds: number | null;
}

export interface SensorData {
  readonly key: string;
  readonly value: string;
}

export interface NodeStatus {
  readonly nodeId: string;
  readonly groupId: string;
  readonly domain: string;
  readonly data: readonly SensorData[];
  readonly timestamp: string;
}

export interface MeshEvent {
  readonly name: string;
  readonly firedByNodeId: string;
  readonly groupId: string;
  readonly domain: string;
  readonly payload: string | null;
  readonly timestamp: string;
  readonly cursor: string | null;
  readonly orderKey: string | null;
}

export interface MeshMessage {
  readonly groupId: string;
  readonly domain: string;
  readonly nodeStatus: NodeStatus | null;
  readonly batchEvent: {
    readonly events: readonly MeshEvent[];
    readonly firedByNodeId: string;
    readonly groupId: string;
    readonly domain: string;
    readonly timestamp: string;
  } | null;
  readonly groupDissolve: { readonly groupId: string; readonly domain: string; readonly message: string } | null;
}

export interface Heartbeat {
  readonly nodeId?: string;
  readonly groupId: string;
  readonly domain: string;
  readonly expiresAt: string;
  readonly heartbeatIntervalSeconds: number | null;
}

const sensorData = 'data { key value }';
const nodeStatus = `nodeId groupId domain ${sensorData} timestamp`;
const event = 'name firedByNodeId groupId domain payload timestamp cursor orderKey';
const group = 'id domain fullId name hostId expiresAt heartbeatIntervalSeconds useWebSocket pollingIntervalSeconds';
const node = 'id name groupId domain expiresAt heartbeatIntervalSeconds useWebSocket pollingIntervalSeconds';
const heartbeat = 'groupId domain expiresAt heartbeatIntervalSeconds';

/** Every field of a MeshMessage. */
export const wholeMessage = `groupId domain nodeStatus { ${nodeStatus} }
  batchEvent { events { ${event} } firedByNodeId groupId domain timestamp }
  groupDissolve { groupId domain message }`;

const inGroup = { groupId: 'ID!', domain: 'String!' } as const;
const ofNode = { ...inGroup, nodeId: 'ID!' } as const;
const ofHost = { ...inGroup, hostId: 'ID!' } as const;

function operation<Answer>(
  kind: 'query' | 'mutation',
  field: string,
  parameters: Readonly<Record<string, string>>,
  selection: string,
): Operation<Answer> {
  const names = Object.keys(parameters);
  const variables = names.map((name) => `$${name}: ${parameters[name]}`).join(', ');
  const given = names.map((name) => `${name}: $${name}`).join(', ');
  const brackets = (text: string) => (text === '' ? '' : `(${text})`);
  const fields = selection === '' ? '' : ` { ${selection} }`;
  return { kind, field, document: `${kind} Op${brackets(variables)} { ${field}${brackets(given)}${fields} }` };
}

/** `operation` with another selection. */
export function selecting<Answer>(given: Operation<unknown>, selection: string): Operation<Answer> {
  const { kind, field, document } = given;
  const head = /^[^{]*\{ \w+(\([^)]*\))?/.exec(document)?.[0] ?? document;
  return { kind, field, document: `${head} { ${selection} } }` };
}

export const createDomain = operation<string>('mutation', 'createDomain', {}, '');
export const createGroup = operation<Group>(
  'mutation',
  'createGroup',
  {
    name: 'String!',
    hostId: 'ID!',
    domain: 'String!',
    maxConnectionTimeSeconds: 'Int',
    useWebSocket: 'Boolean!',
  },
  group,
);
export const joinGroup = operation<Node>('mutation', 'joinGroup', { ...ofNode, useWebSocket: 'Boolean' }, node);
export const leaveGroup = operation<{
  readonly peerId: string;
  readonly groupId: string;
  readonly domain: string;
  readonly message: string;
}>('mutation', 'leaveGroup', ofNode, 'peerId groupId domain message');
export const dissolveGroup = operation<MeshMessage>('mutation', 'dissolveGroup', ofHost, wholeMessage);
export const renewHeartbeat = operation<Heartbeat>('mutation', 'renewHeartbeat', ofHost, heartbeat);
export const sendMemberHeartbeat = operation<Heartbeat>(
  'mutation',
  'sendMemberHeartbeat',
  ofNode,
  `nodeId ${heartbeat}`,
);
export const reportDataByNode = operation<MeshMessage>(
  'mutation',
  'reportDataByNode',
  { ...ofNode, data: '[SensorDataInput!]!' },
  wholeMessage,
);
export const fireEventsByNode = operation<MeshMessage>(
  'mutation',
  'fireEventsByNode',
  { ...ofNode, events: '[EventInput!]!' },
  wholeMessage,
);
export const recordEventsByNode = operation<{
  readonly groupId: string;
  readonly domain: string;
  readonly recordedCount: number;
  readonly nextSince: string;
}>('mutation', 'recordEventsByNode', { ...ofNode, events: '[EventInput!]!' }, 'groupId domain recordedCount nextSince');

export const listGroupsByDomain = operation<readonly Group[]>(
  'query',
  'listGroupsByDomain',
  { domain: 'String!' },
  group,
);
export const getNodeStatus = operation<NodeStatus | null>('query', 'getNodeStatus', { nodeId: 'ID!' }, nodeStatus);
export const listGroupStatuses = operation<readonly NodeStatus[]>('query', 'listGroupStatuses', inGroup, nodeStatus);
export const listNodesInGroup = operation<readonly Node[]>('query', 'listNodesInGroup', inGroup, node);
export const getEventsSince = operation<readonly MeshEvent[]>(
  'query',
  'getEventsSince',
  { ...inGroup, since: 'String!' },
  event,
);
export const pollGroupData = operation<{
  readonly events: readonly MeshEvent[];
  readonly nodeStatuses: readonly NodeStatus[];
}>('query', 'pollGroupData', { ...inGroup, since: 'String!' }, `events { ${event} } nodeStatuses { ${nodeStatus} }`);
export const searchGroupsByNamePrefix = operation<readonly Group[]>(
  'query',
  'searchGroupsByNamePrefix',
  { namePrefix: 'String!', limit: 'Int' },
  group,
);

/** A subscription to the messages of one group. */
export function onMessageInGroup(selection = wholeMessage): string {
  return `subscription OnMessage($groupId: ID!, $domain: String!) {
    onMessageInGroup(groupId: $groupId, domain: $domain) { ${selection} }
  }`;
}
