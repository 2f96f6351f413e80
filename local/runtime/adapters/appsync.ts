import { createAppsyncApi } from '../appsync/graphql/appsync-api';
import { createGraphqlHandler } from '../appsync/http/graphql-handler';
import { createRealtime } from '../appsync/realtime/realtime';
import { type Adapter, type AdapterContext, type ServiceSummary } from './adapter';
import { appsyncTypes, type PlacedApi, readApis } from './appsync-definition';
import { dataSourceDriver } from './appsync-drivers';
import { type ApiHandlers, mountApis } from './appsync-mounts';
import { readLocally } from './appsync-parameters';

/** GraphQL APIs with their resolvers, by HTTP and realtime. */
export const appsync: Adapter = {
  name: 'appsync',
  types: appsyncTypes,
  needs: ['dynamodb', 'lambda', 'ssm'],
  start: async (context) => {
    const apis = readApis(context);
    const running = await Promise.all(apis.map(async (api) => ({ api, handlers: await startApi(api, context) })));
    const addresses = mountApis(context.front, running);
    readLocally(apis, addresses, context);
    const summaries = apis.flatMap((api, index): ServiceSummary[] => {
      const address = addresses[index];
      return address === undefined ? [] : [{ ...summaryOf(api, context.clock.nowMs()), ...address }];
    });
    context.keep({ summaries, close: () => Promise.resolve() });
  },
};

async function startApi({ definition }: PlacedApi, context: AdapterContext): Promise<ApiHandlers> {
  const { clock, events, randomBytes } = context;
  const driver = dataSourceDriver(context);
  const api = await createAppsyncApi(definition, { driver, clock, events, randomBytes });
  context.keep(api);
  const realtime = createRealtime(api, { clock, events });
  context.keep(realtime);
  return {
    http: createGraphqlHandler(api, { randomBytes }),
    upgrade: (request, socket, head) => realtime.upgrade(request, socket, head),
  };
}

function summaryOf({ placed, definition }: PlacedApi, nowMs: number) {
  const { stackId, outputs } = placed.deployment;
  const shown = new Set(Object.values(outputs).map(({ value }) => value));
  const valid = definition.apiKeys
    .filter(({ expiresMs }) => expiresMs > nowMs)
    .map(({ id, expiresMs }) => ({ value: id, expiresMs }));
  return {
    stackId,
    apiId: definition.apiId,
    name: definition.name,
    apiKeys: [...valid.filter(({ value }) => shown.has(value)), ...valid.filter(({ value }) => !shown.has(value))],
  };
}
