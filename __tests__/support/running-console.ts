import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import path from 'node:path';
import { buildConsole } from '../../local/console/build-console';
import { type ConsoleResource, type ConsoleSnapshot } from '../../local/console/protocol';
import { type ConsoleOptions, createConsole } from '../../local/console/server';
import { systemClock } from '../../local/runtime/clock';
import { createRuntimeEvents, type RuntimeEvents } from '../../local/runtime/events';
import { SmallMeshApi } from './small-mesh-api';

const cacheDirectory = path.join(__dirname, '..', '..', 'dist', 'console');

const resources: readonly ConsoleResource[] = [
  { path: 'mesh-stg/Api/Resource', type: 'aws_appsync_graphql_api', id: 'smallmeshapi' },
  { path: 'mesh-stg/Api/LogGroup', type: 'aws_cloudwatch_log_group', id: '/aws/appsync/apis/smallmeshapi' },
  { path: 'mesh-stg/ApiKeys/a', type: 'aws_appsync_api_key', id: 'smallmeshapi:a' },
  { path: 'mesh-stg/Table/Resource', type: 'aws_dynamodb_table', id: 'MeshV2Table-stg' },
  { path: 'mesh-stg/Resolvers/Query.listGroupsByDomain', type: 'aws_appsync_resolver', id: 'smallmeshapi-Query-1' },
  { path: 'mesh-stg/Resolvers/Mutation.createGroup', type: 'aws_appsync_resolver', id: 'smallmeshapi-Mutation-2' },
  { path: 'mesh-stg/Resolvers/Mutation.reportDataByNode', type: 'aws_appsync_resolver', id: 'smallmeshapi-Mutation-3' },
  { path: 'mesh-stg/Function/Resource', type: 'aws_lambda_function', id: 'MeshV2-GraphQL-stg' },
  {
    path: 'mesh-stg/Function/Role/Resource',
    type: 'aws_iam_role',
    id: 'MeshV2-GraphQL-stg-a-role-with-a-name-that-is-as-long-as-iam-allows',
  },
  { path: 'mesh-stg/Budget', type: 'aws_budgets_budget', id: '111122223333:MeshV2-stg' },
];

export interface RunningConsole {
  /** Address of the page, with a slash at its end. */
  readonly url: string;
  readonly api: SmallMeshApi;
  readonly events: RuntimeEvents;
  readonly snapshot: ConsoleSnapshot;
  /** Ends the server at once, with all that is connected to it. */
  close(): Promise<void>;
}

/**
 * The console on a port of its own, with one API beside it.
 * @param port 0 for a free one
 */
export async function startConsole(options: Partial<ConsoleOptions> = {}, port = 0): Promise<RunningConsole> {
  const bundle = await buildConsole({ cacheDirectory });
  const events = options.events ?? createRuntimeEvents();
  const api = new SmallMeshApi(events);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  // A TCP server's address is an AddressInfo.
  const origin = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const graphqlUrl = `http://${origin}/graphql`;
  const snapshot: ConsoleSnapshot = {
    startedAtMs: Date.now(),
    systems: [
      {
        ...{ system: 'mesh', stage: 'stg', stackId: 'mesh-stg', resources },
        apis: [{ apiId: api.apiId, name: 'MeshV2Api-stg', graphqlUrl, realtimeUrl: `ws://${origin}/graphql/realtime` }],
        endpoints: [{ label: 'AWS', url: `http://${origin}` }],
        unsupported: [{ type: 'aws_budgets_budget', count: 1 }],
      },
    ],
  };
  const page = createConsole({
    bundle,
    snapshot: () => snapshot,
    apiKeys: (apiId) => (apiId === api.apiId ? [{ value: api.key, expiresMs: 1_800_000_000_000 }] : []),
    ...{ events, clock: systemClock },
    ...options,
  });
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/graphql')) void api.handle(request, response);
    else page.handler(request, response);
  });
  server.on('upgrade', (request, socket, head) => api.upgrade(request, socket, head));
  return {
    ...{ url: `http://${origin}/`, api, events, snapshot },
    close: async () => {
      page.close();
      await api.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
