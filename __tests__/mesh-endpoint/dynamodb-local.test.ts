import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { type RunningDynamodbLocal, startDynamodbLocal } from '../support/dynamodb-local';
import { MeshEndpoint, describeEndpoint } from '../support/mesh-endpoint';
import { ManualClock } from '../support/mesh-endpoint-clock';
import { transcribe } from '../support/mesh-endpoint-transcript';
import { describeWith } from '../support/requires';

async function tablesOf(endpoint: string): Promise<readonly string[]> {
  const client = new DynamoDBClient({ endpoint });
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  client.destroy();
  return TableNames;
}

describeEndpoint('the same operations on two tables', () => {
  const startMs = new ManualClock().nowMs();
  const transcript = async (environment: Readonly<Record<string, string>>) => {
    const endpoint = await MeshEndpoint.start({ clock: new ManualClock(startMs), environment });
    try {
      return await transcribe(endpoint);
    } finally {
      await endpoint.close();
    }
  };

  it('are all queries and mutations but createDomain, which uses no table', async () => {
    const { replies } = await transcript({});
    expect([...new Set(replies.map((reply) => reply.split(' ')[0]))].sort()).toEqual([
      ...['createGroup', 'dissolveGroup', 'fireEventsByNode', 'getEventsSince', 'getNodeStatus', 'joinGroup'],
      ...['leaveGroup', 'listGroupStatuses', 'listGroupsByDomain', 'listNodesInGroup', 'pollGroupData'],
      ...['recordEventsByNode', 'renewHeartbeat', 'reportDataByNode', 'searchGroupsByNamePrefix'],
      'sendMemberHeartbeat',
    ]);
  });

  describeWith('dynamodb-local', 'one of them in DynamoDB Local', () => {
    const former = process.env;
    let dynamodb: RunningDynamodbLocal;
    beforeAll(async () => {
      // Region and credentials of a DynamoDB elsewhere are those that the SDK finds.
      const credentials = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
      process.env = { ...former, AWS_REGION: 'ap-northeast-1', ...credentials };
      dynamodb = await startDynamodbLocal();
    });
    afterAll(async () => {
      process.env = former;
      await dynamodb.close();
    });

    it('answer the same and leave the same items', async () => {
      const own = await transcript({});
      const other = await transcript({ AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url });
      expect(await tablesOf(dynamodb.url)).toEqual(['MeshV2Table-stg']);
      expect(other.replies).toEqual(own.replies);
      expect(other.items).toEqual(own.items);
    }, 120_000);
  });
});
