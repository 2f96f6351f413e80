import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startConsole } from '../../../cli/start/console';
import { type ConsoleSnapshot } from '../../../local/console/protocol';
import { type Console } from '../../../local/console/server';
import { type Adapter } from '../../../local/runtime/adapters/adapter';
import { ecsServices } from '../../../local/runtime/adapters/ecs';
import { loadBalancers } from '../../../local/runtime/adapters/load-balancing';
import { type Runtime, startRuntime } from '../../../local/runtime/runtime';
import { type Deployment } from '../../../local/runtime/state/deployment';
import { EventStreamReader } from '../../support/event-stream-reader';
import { InMemoryServices } from '../../support/in-memory-services';

const cacheDirectory = join(__dirname, '../../../dist/console');

const stack = (stackId: string, types: readonly string[]): Deployment => ({
  ...{ stackId, outputs: {}, assetsDirectory: '/' },
  resources: types.map((type) => ({ address: `${type}.It`, type, attributes: { id: `${stackId}-id` }, dependsOn: [] })),
});

/** Stands for the load balancers and services of a deployment. */
const inMemory: Adapter = {
  ...{ name: 'in-memory', types: ['aws_lb', 'aws_ecs_service'], needs: [] },
  start: (context) => {
    const services = new InMemoryServices(context.events);
    context.services.provide(ecsServices, services.ecsServices);
    context.services.provide(loadBalancers, services.loadBalancers);
    const url = 'http://localhost:8000';
    context.keep({
      endpoints: [{ stackId: 'gateway-proxy-stg', name: 'gateway-public-stg', label: 'HTTPS 443', url }],
      close: () => Promise.resolve(),
    });
    return Promise.resolve();
  },
};

describe('startConsole', () => {
  let directory: string;
  let runtime: Runtime;
  let page: Console;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'console-'));
  });
  afterEach(async () => {
    page.close();
    await runtime.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function start(deployments: readonly Deployment[], systems: readonly string[]): Promise<void> {
    runtime = await startRuntime({
      ...{ deployments, adapters: [inMemory], port: 0, keepTables: false },
      ...{ dataDirectory: directory, projectDirectory: directory },
    });
    page = await startConsole({ runtime, deployments, systems, stage: 'stg', cacheDirectory, allowedHosts: [] });
  }
  const get = (path: string): Promise<Response> => fetch(`${runtime.front.origin}/${path}`);
  const readSnapshot = async (): Promise<ConsoleSnapshot> =>
    // The console writes its snapshot by this type.
    (await (await get('api/snapshot')).json()) as ConsoleSnapshot;

  it('shows the services and load balancers that run, and takes what the page asks of them', async () => {
    await start([stack('gateway-services-stg', ['aws_ecs_service'])], ['gateway']);
    expect(await (await get('')).text()).toContain('data-pages="systems services logs"');
    const reader = await EventStreamReader.open(`${runtime.front.origin}/api/events`);
    const { data } = await reader.find(({ event }) => event === 'services');
    reader.close();
    expect(data).toMatchObject({
      services: [{ serviceName: 'gateway-users-stg' }, { serviceName: 'gateway-proxy-stg' }],
      loadBalancers: [{ name: 'gateway-public-stg' }, { name: 'gateway-services-nlb-stg' }],
    });
    const response = await fetch(`${runtime.front.origin}/api/services/stop`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: runtime.front.origin },
      body: JSON.stringify({ cluster: 'gateway-stg', service: 'gateway-users-stg' }),
    });
    expect(await response.json()).toEqual({ desiredCount: 0 });
    expect(runtime.find(ecsServices)?.list()[0]?.desiredCount).toBe(0);
  });

  it('gives each stack its system, its own addresses and what of it does not run', async () => {
    await start(
      [stack('gateway-network-stg', ['aws_no_such']), stack('gateway-proxy-stg', ['aws_lb', 'aws_no_such'])],
      ['gateway'],
    );
    const { systems } = await readSnapshot();
    const unsupported = [{ type: 'aws_no_such', count: 1 }];
    const endpoints = [{ name: 'gateway-public-stg', label: 'HTTPS 443', url: 'http://localhost:8000' }];
    expect(systems).toMatchObject([
      { system: 'gateway', stage: 'stg', stackId: 'gateway-network-stg', endpoints: [], unsupported },
      { system: 'gateway', stage: 'stg', stackId: 'gateway-proxy-stg', endpoints, unsupported },
    ]);
  });

  it('has no page of services where none is deployed', async () => {
    await start([stack('mesh-stg', [])], ['mesh']);
    expect(await (await get('')).text()).toContain('data-pages="systems logs"');
  });
});
