import { type FieldResolution } from '../../modules/appsync/resolvers';

export type MeshDataSource = 'table' | 'function' | 'none';

/** Data source of each pipeline function in `services/mesh/functions`. */
export const meshFunctions = {
  findLiveGroup: 'table',
  putGroup: 'table',
  requireLiveGroup: 'table',
  putMembership: 'table',
  renewGroup: 'table',
  renewMembership: 'table',
  putStatus: 'table',
  broadcastEvents: 'none',
  findMembership: 'table',
  getStatus: 'table',
  listEvents: 'table',
  listStatuses: 'table',
} as const satisfies Record<string, MeshDataSource>;

type MeshField = FieldResolution<MeshDataSource, keyof typeof meshFunctions>;

const unit: MeshField = { kind: 'unit', dataSource: 'table' };
const lambda: MeshField = { kind: 'lambda', dataSource: 'function' };
const pipeline = (...functions: (keyof typeof meshFunctions)[]): MeshField => ({ kind: 'pipeline', functions });

/** How each field of the schema is resolved. `Subscription.onMessageInGroup` has no resolver. */
export const meshFields = {
  'Query.listGroupsByDomain': unit,
  'Query.listGroupStatuses': unit,
  'Query.listNodesInGroup': unit,
  'Query.getEventsSince': unit,
  'Query.searchGroupsByNamePrefix': unit,
  'Query.getNodeStatus': pipeline('findMembership', 'getStatus'),
  'Query.pollGroupData': pipeline('listEvents', 'listStatuses'),
  'Mutation.createGroup': pipeline('findLiveGroup', 'putGroup'),
  'Mutation.joinGroup': pipeline('requireLiveGroup', 'putMembership'),
  'Mutation.renewHeartbeat': pipeline('requireLiveGroup', 'renewGroup'),
  'Mutation.sendMemberHeartbeat': pipeline('requireLiveGroup', 'renewMembership'),
  'Mutation.reportDataByNode': pipeline('requireLiveGroup', 'putStatus'),
  'Mutation.fireEventsByNode': pipeline('requireLiveGroup', 'broadcastEvents'),
  'Mutation.createDomain': lambda,
  'Mutation.leaveGroup': lambda,
  'Mutation.dissolveGroup': lambda,
  'Mutation.recordEventsByNode': lambda,
} as const satisfies Record<string, MeshField>;
