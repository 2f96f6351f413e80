import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery, validateSchema } from 'graphql';
import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';

type Fields = Readonly<Record<string, string>>;

const group: Fields = {
  id: 'ID!',
  domain: 'String!',
  fullId: 'String!',
  name: 'String!',
  hostId: 'ID!',
  expiresAt: 'AWSDateTime!',
  heartbeatIntervalSeconds: 'Int',
  useWebSocket: 'Boolean!',
  pollingIntervalSeconds: 'Int',
};
const inGroup: Fields = { groupId: 'ID!', domain: 'String!' };
const heartbeat: Fields = { ...inGroup, expiresAt: 'AWSDateTime!', heartbeatIntervalSeconds: 'Int' };

const objectTypes: Readonly<Record<string, Fields>> = {
  SensorData: { key: 'String!', value: 'String!' },
  Group: group,
  Node: {
    id: 'ID!',
    name: 'String!',
    groupId: 'ID',
    domain: 'String',
    expiresAt: 'AWSDateTime',
    heartbeatIntervalSeconds: 'Int',
    useWebSocket: 'Boolean',
    pollingIntervalSeconds: 'Int',
  },
  MeshMessage: {
    ...inGroup,
    nodeStatus: 'NodeStatus',
    batchEvent: 'BatchEvent',
    groupDissolve: 'GroupDissolvePayload',
  },
  NodeStatus: { nodeId: 'ID!', ...inGroup, data: '[SensorData!]!', timestamp: 'AWSDateTime!' },
  Event: {
    name: 'String!',
    firedByNodeId: 'ID!',
    ...inGroup,
    payload: 'String',
    timestamp: 'AWSDateTime!',
    cursor: 'String',
    orderKey: 'String',
  },
  BatchEvent: { events: '[Event!]!', firedByNodeId: 'ID!', ...inGroup, timestamp: 'AWSDateTime!' },
  GroupDissolvePayload: { ...inGroup, message: 'String!' },
  HeartbeatPayload: heartbeat,
  MemberHeartbeatPayload: { nodeId: 'ID!', ...heartbeat },
  LeaveGroupPayload: { peerId: 'ID!', ...inGroup, message: 'String!' },
  RecordEventsPayload: { ...inGroup, recordedCount: 'Int!', nextSince: 'String!' },
  PollGroupData: { events: '[Event!]!', nodeStatuses: '[NodeStatus!]!' },
};

const inputTypes: Readonly<Record<string, Fields>> = {
  SensorDataInput: { key: 'String!', value: 'String!' },
  EventInput: { eventName: 'String!', payload: 'String', firedAt: 'AWSDateTime!', orderKey: 'String' },
};

const ofNode: Fields = { ...inGroup, nodeId: 'ID!' };
const ofHost: Fields = { ...inGroup, hostId: 'ID!' };
const since: Fields = { ...inGroup, since: 'String!' };

const operations: Readonly<Record<string, Readonly<Record<string, readonly [arguments: Fields, returns: string]>>>> = {
  Query: {
    listGroupsByDomain: [{ domain: 'String!' }, '[Group!]!'],
    getNodeStatus: [{ nodeId: 'ID!' }, 'NodeStatus'],
    listGroupStatuses: [inGroup, '[NodeStatus!]!'],
    listNodesInGroup: [inGroup, '[Node!]!'],
    getEventsSince: [since, '[Event!]!'],
    pollGroupData: [since, 'PollGroupData!'],
    searchGroupsByNamePrefix: [{ namePrefix: 'String!', limit: 'Int' }, '[Group!]!'],
  },
  Mutation: {
    createDomain: [{}, 'String!'],
    createGroup: [
      {
        name: 'String!',
        hostId: 'ID!',
        domain: 'String!',
        maxConnectionTimeSeconds: 'Int',
        useWebSocket: 'Boolean!',
      },
      'Group!',
    ],
    joinGroup: [{ ...ofNode, useWebSocket: 'Boolean' }, 'Node!'],
    leaveGroup: [ofNode, 'LeaveGroupPayload'],
    dissolveGroup: [ofHost, 'MeshMessage'],
    renewHeartbeat: [ofHost, 'HeartbeatPayload!'],
    sendMemberHeartbeat: [ofNode, 'MemberHeartbeatPayload!'],
    reportDataByNode: [{ ...ofNode, data: '[SensorDataInput!]!' }, 'MeshMessage'],
    fireEventsByNode: [{ ...ofNode, events: '[EventInput!]!' }, 'MeshMessage'],
    recordEventsByNode: [{ ...ofNode, events: '[EventInput!]!' }, 'RecordEventsPayload!'],
  },
  Subscription: { onMessageInGroup: [inGroup, 'MeshMessage'] },
};

interface TypeRef {
  readonly kind: string;
  readonly name: string | null;
  readonly ofType?: TypeRef | null;
}

interface Value {
  readonly name: string;
  readonly type: TypeRef;
}

interface Type {
  readonly kind: string;
  readonly name: string;
  readonly fields: readonly (Value & { readonly args: readonly Value[] })[] | null;
  readonly inputFields: readonly Value[] | null;
}

interface Schema {
  readonly queryType: { readonly name: string };
  readonly mutationType: { readonly name: string };
  readonly subscriptionType: { readonly name: string };
  readonly types: readonly Type[];
}

const typeRef = 'kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } }';
const introspection = `{ __schema {
  queryType { name } mutationType { name } subscriptionType { name }
  types {
    kind name
    fields { name args { name type { ${typeRef} } } type { ${typeRef} } }
    inputFields { name type { ${typeRef} } }
  }
} }`;

function written(type: TypeRef | null | undefined): string {
  if (type === null || type === undefined) throw new Error('a type expected');
  if (type.kind === 'NON_NULL') return `${written(type.ofType)}!`;
  if (type.kind === 'LIST') return `[${written(type.ofType)}]`;
  return type.name ?? '';
}

const asFields = (values: readonly Value[] | null): Fields =>
  Object.fromEntries((values ?? []).map(({ name, type }) => [name, written(type)]));

describeEndpoint('the schema that introspection shows', () => {
  let endpoint: MeshEndpoint;
  let schema: Schema;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
    const { body } = await endpoint.client.send(introspection);
    expect(body.errors).toBeUndefined();
    schema = body.data?.__schema as Schema;
  });
  afterAll(() => endpoint.close());

  const typeNamed = (name: string) => schema.types.find((type) => type.name === name);

  it('has Query, Mutation and Subscription as roots', () => {
    expect(schema).toMatchObject({
      queryType: { name: 'Query' },
      mutationType: { name: 'Mutation' },
      subscriptionType: { name: 'Subscription' },
    });
  });

  it('has the object and input types of the contract and no others', () => {
    const own = schema.types.filter(({ kind, name }) => kind !== 'SCALAR' && !name.startsWith('__'));
    const expected = [...Object.keys(objectTypes), ...Object.keys(inputTypes), ...Object.keys(operations)];
    expect(own.map(({ name }) => name).sort()).toEqual(expected.sort());
  });

  it('knows the scalars String, ID, Int, Boolean and AWSDateTime', () => {
    const scalars = schema.types.filter(({ kind }) => kind === 'SCALAR').map(({ name }) => name);
    expect(scalars).toEqual(expect.arrayContaining(['String', 'ID', 'Int', 'Boolean', 'AWSDateTime']));
  });

  it('is whole: tools build a valid schema from the full introspection query', async () => {
    const { body } = await endpoint.client.send(getIntrospectionQuery());
    expect(body.errors).toBeUndefined();
    const built = buildClientSchema(body.data as unknown as IntrospectionQuery);
    expect(validateSchema(built)).toEqual([]);
    expect(
      built
        .getSubscriptionType()
        ?.getFields()
        .onMessageInGroup?.args.map(({ name }) => name),
    ).toEqual(['groupId', 'domain']);
  });

  it.each(Object.entries(objectTypes))('type %s has exactly its fields', (name, fields) => {
    expect(asFields(typeNamed(name)?.fields ?? null)).toEqual(fields);
  });

  it.each(Object.entries(inputTypes))('input %s has exactly its fields', (name, fields) => {
    expect(asFields(typeNamed(name)?.inputFields ?? null)).toEqual(fields);
  });

  it.each(Object.entries(operations))('%s has exactly its operations, each with its arguments', (name, expected) => {
    const fields = typeNamed(name)?.fields ?? [];
    const actual = Object.fromEntries(fields.map((field) => [field.name, [asFields(field.args), written(field.type)]]));
    expect(actual).toEqual(expected);
  });
});
