import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import { type Group, reportDataByNode } from '../support/mesh-endpoint-operations';
import { describeWith } from '../support/requires';

const run = promisify(execFile);

const createTheGroup = `mutation CreateGroup {
createGroup(
name: "テストグループ1"
hostId: "host-001"
domain: "test-domain"
useWebSocket: true
) {
id
domain
fullId
name
hostId
expiresAt
useWebSocket
}
}`;

const listTheGroups = `query ListGroups {
listGroupsByDomain(domain: "test-domain") {
id
domain
fullId
name
hostId
expiresAt
}
}`;

const introspect = `query IntrospectionQuery {
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
}`;

const listenToTheGroup = (groupId: string) => `subscription OnMessageInGroup {
onMessageInGroup(groupId: "${groupId}", domain: "test-domain") {
groupId
domain
nodeStatus {
nodeId
data {
key
value
}
}
batchEvent {
events {
name
}
}
groupDissolve {
message
}
}
}`;

const roots = {
  data: {
    __schema: {
      queryType: { name: 'Query' },
      mutationType: { name: 'Mutation' },
      subscriptionType: { name: 'Subscription' },
    },
  },
};

/** The checks that the deployment guide of Mesh asks for, in its own words. */
describeEndpoint('the checks of the deployment guide', () => {
  let endpoint: MeshEndpoint;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start();
  });
  afterAll(() => endpoint.close());

  const createdGroup = async () => {
    const { body } = await endpoint.client.send(createTheGroup);
    expect(body.errors).toBeUndefined();
    return body.data?.createGroup as Group;
  };

  it('the introspection query answers Query, Mutation and Subscription', async () => {
    expect((await endpoint.client.send(introspect)).body).toEqual(roots);
  });

  it('CreateGroup and then ListGroups show the group', async () => {
    const { useWebSocket, ...group } = await createdGroup();
    expect(group).toMatchObject({ domain: 'test-domain', name: 'テストグループ1', hostId: 'host-001' });
    expect(group.fullId).toBe(`${group.id}@test-domain`);
    expect(useWebSocket).toBe(true);
    const { body } = await endpoint.client.send(listTheGroups);
    expect(body).toEqual({ data: { listGroupsByDomain: [group] } });
  });

  it('OnMessageInGroup receives what reportDataByNode of another client sends', async () => {
    const group = await createdGroup();
    const subscriber = await endpoint.subscriber();
    const { frame } = await subscriber.start(listenToTheGroup(group.id));
    expect(frame.type).toBe('start_ack');
    const of = { groupId: group.id, domain: 'test-domain' };
    const data = [{ key: 'temperature', value: '25' }];
    await endpoint.client.call(reportDataByNode, { ...of, nodeId: 'node-001', data });
    expect(await subscriber.nextPayload()).toEqual({
      data: {
        onMessageInGroup: { ...of, nodeStatus: { nodeId: 'node-001', data }, batchEvent: null, groupDissolve: null },
      },
    });
  });

  describeWith('curl', 'by curl', () => {
    it('the introspection query answers the three roots', async () => {
      const body = `{
    "query": "query { __schema { queryType { name } mutationType { name } subscriptionType { name } } }"
  }`;
      const { stdout } = await run('curl', [
        ...['-sS', '-X', 'POST', endpoint.url],
        ...['-H', 'Content-Type: application/json'],
        ...['-H', `x-api-key: ${endpoint.client.apiKey}`],
        ...['-d', body],
      ]);
      expect(JSON.parse(stdout)).toEqual(roots);
    });
  });
});
