import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dynamodbDriver } from '../../../../../local/runtime/appsync/data-sources/dynamodb/dynamodb-driver';
import { openDynamodb, type DynamodbEngine } from '../../../../../local/runtime/dynamodb/engine';
import { bundleAppSyncCode } from '../../../../support/appsync-bundle';
import { ManualClock } from '../../../../support/manual-clock';
import { startTestApi, type RunningTestApi } from '../../../../support/running-appsync-api';

const mesh = resolve(__dirname, '../../../../../services/mesh');
const settings = {
  tableName: 'MeshV2Table-stg',
  hostHeartbeatIntervalSeconds: 15,
  hostHeartbeatTtlSeconds: 60,
  memberHeartbeatIntervalSeconds: 15,
  memberHeartbeatTtlSeconds: 60,
  maxConnectionTimeSeconds: 300,
  pollingIntervalSeconds: 2,
};
const pipelines: Readonly<Record<string, readonly string[]>> = {
  'Mutation.createGroup': ['findLiveGroup', 'putGroup'],
  'Mutation.joinGroup': ['requireLiveGroup', 'putMembership'],
  'Mutation.reportDataByNode': ['requireLiveGroup', 'putStatus'],
  'Mutation.sendMemberHeartbeat': ['requireLiveGroup', 'renewMembership'],
  'Query.getNodeStatus': ['findMembership', 'getStatus'],
};
const bundle = (folder: string, name: string) =>
  bundleAppSyncCode(join(mesh, folder, `${name}.ts`), 'MESH_SETTINGS', settings);

describe('the program of Mesh', () => {
  let engine: DynamodbEngine;
  let running: RunningTestApi;
  beforeEach(async () => {
    engine = await openDynamodb({ clock: new ManualClock() });
    const key = (name: string) => ({ name, type: 'S' }) as const;
    await engine.createTable({ name: settings.tableName, partitionKey: key('pk'), sortKey: key('sk') });
    const functions = readdirSync(join(mesh, 'functions')).map((file) => file.replace(/\.ts$/, ''));
    running = await startTestApi({
      schema: readFileSync(join(mesh, 'schema.graphql'), 'utf8'),
      drivers: { Table: dynamodbDriver(settings.tableName, (action, input) => engine.call(action, input)) },
      functions: functions.map((name) => ({
        functionId: name,
        name,
        dataSourceName: 'Table',
        code: bundle('functions', name),
      })),
      resolvers: Object.fromEntries(
        Object.entries(pipelines).map(([field, functionIds]) => [
          field,
          { kind: 'PIPELINE' as const, code: bundle('resolvers', field), functionIds },
        ]),
      ),
    });
  });
  afterEach(async () => {
    await running.api.close();
    await engine.close();
  });

  it('makes a group, joins it and reports, as clients see it', async () => {
    const run = (query: string) => running.api.execute({ query }, running.caller);
    const create = 'mutation { createGroup(name: "n", hostId: "h", domain: "d", useWebSocket: true) { id expiresAt } }';
    const { data } = await run(create);
    const group: unknown = data?.createGroup;
    expect(group).toEqual({ id: '00010203-0405-4607-8809-0a0b0c0d0e0f', expiresAt: '2030-01-01T00:05:00.000Z' });
    expect((await run(create)).data).toEqual({ createGroup: group });

    const place = 'groupId: "00010203-0405-4607-8809-0a0b0c0d0e0f", domain: "d", nodeId: "a"';
    expect(await run(`mutation { sendMemberHeartbeat(${place}) { nodeId } }`)).toMatchObject({
      data: null,
      errors: [{ errorType: 'NodeNotFound', message: 'Node not found' }],
    });
    expect((await run(`mutation { joinGroup(${place}) { name expiresAt useWebSocket } }`)).data).toEqual({
      joinGroup: { name: 'Node a', expiresAt: '2030-01-01T00:05:00.000Z', useWebSocket: true },
    });
    const published: unknown[] = [];
    running.api.onPublish(({ value }) => published.push(value));
    const status = { nodeId: 'a', data: [{ key: 'k', value: 'v' }], timestamp: '2030-01-01T00:00:00.000Z' };
    const selection = '{ groupId nodeStatus { nodeId data { key value } timestamp } }';
    const report = await run(`mutation { reportDataByNode(${place}, data: [{ key: "k", value: "v" }]) ${selection} }`);
    expect(report.data).toMatchObject({ reportDataByNode: { nodeStatus: status } });
    expect(published).toEqual([report.data?.reportDataByNode]);
    expect((await run('{ getNodeStatus(nodeId: "a") { nodeId data { key value } timestamp } }')).data).toEqual({
      getNodeStatus: status,
    });
    expect(
      await run('mutation { reportDataByNode(groupId: "x", domain: "d", nodeId: "a", data: []) { groupId } }'),
    ).toEqual({
      data: { reportDataByNode: null },
      errors: [
        {
          path: ['reportDataByNode'],
          data: null,
          errorType: 'GroupNotFound',
          errorInfo: null,
          locations: [{ line: 1, column: 12, sourceName: null }],
          message: 'Group not found: x@d',
        },
      ],
    });
  });
});
