import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  getIntrospectionQuery,
  isInputObjectType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  parse,
  print,
  validate,
  type GraphQLField,
} from 'graphql';
import { buildAppSyncSchema } from '../../support/appsync-schema';
import { fullOperation, selectionDepth } from '../../support/selection-depth';

const source = readFileSync(resolve(__dirname, '../../../services/mesh/schema.graphql'), 'utf8');
const schema = buildAppSyncSchema(source);
const queryDepthLimit = 20;
const resolverCountLimit = 50;

/** Every type as clients know it; arguments follow the field's name. */
const contract: Readonly<Record<string, string>> = {
  SensorData: 'key String!, value String!',
  SensorDataInput: 'key String!, value String!',
  Group:
    'id ID!, domain String!, fullId String!, name String!, hostId ID!, expiresAt AWSDateTime!, heartbeatIntervalSeconds Int, useWebSocket Boolean!, pollingIntervalSeconds Int',
  Node: 'id ID!, name String!, groupId ID, domain String, expiresAt AWSDateTime, heartbeatIntervalSeconds Int, useWebSocket Boolean, pollingIntervalSeconds Int',
  MeshMessage:
    'groupId ID!, domain String!, nodeStatus NodeStatus, batchEvent BatchEvent, groupDissolve GroupDissolvePayload',
  NodeStatus: 'nodeId ID!, groupId ID!, domain String!, data [SensorData!]!, timestamp AWSDateTime!',
  Event:
    'name String!, firedByNodeId ID!, groupId ID!, domain String!, payload String, timestamp AWSDateTime!, cursor String, orderKey String',
  EventInput: 'eventName String!, payload String, firedAt AWSDateTime!, orderKey String',
  BatchEvent: 'events [Event!]!, firedByNodeId ID!, groupId ID!, domain String!, timestamp AWSDateTime!',
  GroupDissolvePayload: 'groupId ID!, domain String!, message String!',
  HeartbeatPayload: 'groupId ID!, domain String!, expiresAt AWSDateTime!, heartbeatIntervalSeconds Int',
  MemberHeartbeatPayload:
    'nodeId ID!, groupId ID!, domain String!, expiresAt AWSDateTime!, heartbeatIntervalSeconds Int',
  LeaveGroupPayload: 'peerId ID!, groupId ID!, domain String!, message String!',
  RecordEventsPayload: 'groupId ID!, domain String!, recordedCount Int!, nextSince String!',
  PollGroupData: 'events [Event!]!, nodeStatuses [NodeStatus!]!',
  Query: [
    'listGroupsByDomain(domain String!) [Group!]!',
    'getNodeStatus(nodeId ID!) NodeStatus',
    'listGroupStatuses(groupId ID!, domain String!) [NodeStatus!]!',
    'listNodesInGroup(groupId ID!, domain String!) [Node!]!',
    'getEventsSince(groupId ID!, domain String!, since String!) [Event!]!',
    'pollGroupData(groupId ID!, domain String!, since String!) PollGroupData!',
    'searchGroupsByNamePrefix(namePrefix String!, limit Int) [Group!]!',
  ].join(', '),
  Mutation: [
    'createDomain String!',
    'createGroup(name String!, hostId ID!, domain String!, maxConnectionTimeSeconds Int, useWebSocket Boolean!) Group!',
    'joinGroup(groupId ID!, domain String!, nodeId ID!, useWebSocket Boolean) Node!',
    'leaveGroup(groupId ID!, domain String!, nodeId ID!) LeaveGroupPayload',
    'dissolveGroup(groupId ID!, domain String!, hostId ID!) MeshMessage',
    'renewHeartbeat(groupId ID!, domain String!, hostId ID!) HeartbeatPayload!',
    'sendMemberHeartbeat(groupId ID!, domain String!, nodeId ID!) MemberHeartbeatPayload!',
    'reportDataByNode(groupId ID!, domain String!, nodeId ID!, data [SensorDataInput!]!) MeshMessage',
    'fireEventsByNode(groupId ID!, domain String!, nodeId ID!, events [EventInput!]!) MeshMessage',
    'recordEventsByNode(groupId ID!, domain String!, nodeId ID!, events [EventInput!]!) RecordEventsPayload!',
  ].join(', '),
  Subscription: 'onMessageInGroup(groupId ID!, domain String!) MeshMessage',
};

function described(fields: object): string {
  return Object.values(fields as Record<string, GraphQLField<unknown, unknown>>)
    .map(({ name, type, args = [] }) => {
      const list = args.map((argument) => `${argument.name} ${argument.type.toString()}`).join(', ');
      return `${name}${list === '' ? '' : `(${list})`} ${type.toString()}`;
    })
    .join(', ');
}

describe('the schema', () => {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
  const objects = types.filter((type) => isObjectType(type) || isInputObjectType(type));

  it.each(Object.entries(contract))('%s has the fields that clients know', (name, fields) => {
    const type = objects.find((candidate) => candidate.name === name);
    expect(described(type?.getFields() ?? {})).toBe(fields);
    expect(isInputObjectType(type)).toBe(name.endsWith('Input'));
  });

  it('has no other type, and no scalar that AppSync would have to be taught', () => {
    expect(objects.map(({ name }) => name).sort()).toEqual(Object.keys(contract).sort());
    const scalars = types.filter((type) => isScalarType(type) && !isSpecifiedScalarType(type));
    expect(scalars.map(({ name }) => name)).toEqual(['AWSDateTime']);
    expect(source).not.toMatch(/^\s*(scalar|directive)\b/m);
  });

  it('names its roots by their default names', () => {
    const names = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    expect(names.map((type) => type?.name)).toEqual(['Query', 'Mutation', 'Subscription']);
    expect(source).toMatch(/^schema \{/m);
  });

  it('delivers the three mutations that speak to a group, in this order', () => {
    const directives = schema.getSubscriptionType()?.getFields().onMessageInGroup?.astNode?.directives ?? [];
    expect(directives.map((directive) => print(directive))).toEqual([
      '@aws_subscribe(mutations: ["reportDataByNode", "fireEventsByNode", "dissolveGroup"])',
    ]);
  });
});

describe('the limits of the API', () => {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  const operations = roots.flatMap(([operation, type]) =>
    Object.values(type?.getFields() ?? {}).map((field) => [field.name, fullOperation(operation, field)] as const),
  );

  it.each(operations)('admit %s with all its fields', (_name, text) => {
    const document = parse(text);
    expect(validate(schema, document)).toEqual([]);
    expect(selectionDepth(document)).toBeLessThanOrEqual(queryDepthLimit);
  });

  it('admit the full introspection query', () => {
    const options = {
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    };
    const depth = selectionDepth(parse(getIntrospectionQuery(options)));
    expect(depth).toBeGreaterThan(10);
    expect(depth).toBeLessThanOrEqual(queryDepthLimit);
  });

  it('admit all queries in one request, each of which runs one resolver', () => {
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {}).length).toBeLessThanOrEqual(resolverCountLimit);
  });
});
