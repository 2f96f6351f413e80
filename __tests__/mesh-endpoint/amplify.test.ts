import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import { AmplifyClient } from '../support/mesh-endpoint-amplify-client';
import {
  createGroup,
  type Group,
  joinGroup,
  onMessageInGroup,
  reportDataByNode,
} from '../support/mesh-endpoint-operations';

describeEndpoint('Amplify as the client', () => {
  let endpoint: MeshEndpoint;
  let amplify: AmplifyClient;
  beforeAll(async () => {
    endpoint = await MeshEndpoint.start({ keepTables: true });
    const { apiKey } = endpoint.client;
    amplify = new AmplifyClient({ url: endpoint.url, apiKey, caFile: endpoint.runtime.front.caFile });
  });
  afterAll(async () => {
    await amplify.close();
    await endpoint.close();
  });

  const of = ({ id, domain }: Group) => ({ groupId: id, domain });
  const report = (group: Group, value: string) =>
    endpoint.client.call(reportDataByNode, { ...of(group), nodeId: 'n', data: [{ key: 'k', value }] });

  it('runs a mutation and a query with the API key', async () => {
    const { data } = await amplify.graphql(createGroup.document, endpoint.groupVariables({ name: 'amplified' }));
    expect(data?.createGroup).toMatchObject({ name: 'amplified', hostId: 'host' });
    const query = await amplify.graphql('{ getNodeStatus(nodeId: "nobody") { nodeId } }', {});
    expect(query.data).toEqual({ getNodeStatus: null });
  });

  it('reads errorType and message of a refusal', async () => {
    const variables = { groupId: 'none', domain: 'void', nodeId: 'n' };
    await expect(amplify.graphql(joinGroup.document, variables)).rejects.toThrow(
      /"errorType":"GroupNotFound".*"message":"Group not found: none@void"/,
    );
  });

  it('is refused with a wrong key', async () => {
    const { caFile } = endpoint.runtime.front;
    const stranger = new AmplifyClient({ url: endpoint.url, apiKey: 'da2-aaaaaaaaaaaaaaaaaaaaaaaaaa', caFile });
    await expect(stranger.graphql('{ __typename }', {})).rejects.toThrow(/Unauthorized/);
    await stranger.close();
  });

  it('gets messages, and gets them again after the server was restarted', async () => {
    const group = await endpoint.group();
    const id = amplify.subscribe(onMessageInGroup(), of(group));
    await amplify.state('Connected');
    const before = await report(group, 'before');
    expect(await amplify.nextMessage(id)).toEqual({ data: { onMessageInGroup: before } });

    await endpoint.stop();
    await amplify.state('ConnectionDisrupted');
    await endpoint.resume();
    await amplify.state('Connected');
    const after = await report(group, 'after');
    expect(await amplify.nextMessage(id)).toEqual({ data: { onMessageInGroup: after } });

    amplify.unsubscribe(id);
    await amplify.state('Disconnected');
  });
});
