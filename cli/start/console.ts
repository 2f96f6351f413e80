import { buildConsole } from '../../local/console/build-console';
import { type ConsoleSystem } from '../../local/console/protocol';
import { type Console, createConsole } from '../../local/console/server';
import { ecsServices } from '../../local/runtime/adapters/ecs';
import { loadBalancers } from '../../local/runtime/adapters/load-balancing';
import { edges } from '../../local/runtime/cloudfront/edge';
import { systemClock } from '../../local/runtime/clock';
import { type Runtime } from '../../local/runtime/runtime';
import { type Deployment } from '../../local/runtime/state/deployment';
import { systemOf } from './systems';

export interface StartConsoleOptions {
  readonly runtime: Runtime;
  readonly deployments: readonly Deployment[];
  /** The systems that were asked for. */
  readonly systems: readonly string[];
  readonly stage: string;
  /** Where the built page is kept. */
  readonly cacheDirectory: string;
  readonly allowedHosts: readonly string[];
}

/** Serves the web page of what runs, on the port of the runtime. */
export async function startConsole(options: StartConsoleOptions): Promise<Console> {
  const { runtime, deployments, systems, stage, cacheDirectory, allowedHosts } = options;
  const bundle = await buildConsole({ cacheDirectory });
  const snapshot = {
    systems: deployments.map((deployment) =>
      consoleSystem(deployment, systemOf(deployment.stackId, systems), stage, runtime),
    ),
    startedAtMs: systemClock.nowMs(),
  };
  const services = runtime.find(ecsServices);
  const balancers = runtime.find(loadBalancers);
  const edge = runtime.find(edges);
  const console = createConsole({
    bundle,
    ...(services === undefined ? {} : { ecsServices: services }),
    ...(balancers === undefined ? {} : { loadBalancers: balancers }),
    ...(edge === undefined ? {} : { edge }),
    snapshot: () => snapshot,
    apiKeys: (id) => runtime.services.find(({ apiId }) => apiId === id)?.apiKeys ?? [],
    events: runtime.events,
    clock: systemClock,
    allowedHosts,
  });
  runtime.front.mount({ paths: ['/*'], http: (request, response) => console.handler(request, response) });
  return console;
}

function consoleSystem(
  { stackId, resources }: Deployment,
  system: string,
  stage: string,
  runtime: Runtime,
): ConsoleSystem {
  const services = runtime.services.filter((service) => service.stackId === stackId);
  const types = new Set(runtime.unsupported.map(({ type }) => type));
  const unsupported = new Map<string, number>();
  for (const { type } of resources) if (types.has(type)) unsupported.set(type, (unsupported.get(type) ?? 0) + 1);
  return {
    system,
    stage,
    stackId,
    resources: resources.map(({ constructPath, address, type, attributes: { id } }) => ({
      path: constructPath ?? address,
      type,
      id: typeof id === 'string' ? id : '',
    })),
    endpoints: runtime.endpoints
      .filter((endpoint) => endpoint.stackId === stackId)
      .map(({ name, label, url }) => ({ name, label, url })),
    apis: services.map(({ apiId, name, graphql, realtime }) => ({
      apiId,
      name,
      graphqlUrl: graphql,
      realtimeUrl: realtime,
    })),
    unsupported: [...unsupported].map(([type, count]) => ({ type, count })),
  };
}
