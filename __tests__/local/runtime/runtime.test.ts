import { createServer } from 'node:net';
import { join } from 'node:path';
import { type Adapter } from '../../../local/runtime/adapters/adapter';
import { ServiceKey } from '../../../local/runtime/adapters/service-registry';
import { type RuntimeOptions, startRuntime } from '../../../local/runtime/runtime';
import { type Deployment } from '../../../local/runtime/state/deployment';
import { TemporaryDirectory } from '../../support/deployed-state';

const directory = new TemporaryDirectory();
afterAll(() => directory.remove());

const deployment: Deployment = {
  stackId: 'shop-stg',
  resources: ['aws_queue', 'aws_worker', 'aws_iam_role', 'aws_mq_broker'].map((type) => ({
    address: `${type}.A`,
    type,
    attributes: { id: type },
    dependsOn: [],
  })),
  outputs: {},
  assetsDirectory: directory.path,
};

function options(adapters: readonly Adapter[], port = 0): RuntimeOptions {
  return {
    deployments: [deployment],
    dataDirectory: join(directory.path, 'data'),
    certificateDirectory: join(directory.path, 'tls'),
    projectDirectory: directory.path,
    port,
    adapters,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('server has no port');
  return address.port;
}

const queueKey = new ServiceKey<string[]>('queue');

describe('startRuntime', () => {
  it('starts what the state names, lets services find each other and tells what is not run', async () => {
    const log: string[] = [];
    const queue: Adapter = {
      name: 'queue',
      types: ['aws_queue'],
      needs: [],
      start: (context) => {
        context.services.provide(
          queueKey,
          context.resources('aws_queue').map(({ resource }) => resource.address),
        );
        context.keep({ close: () => Promise.resolve(void log.push('close queue')) });
        return Promise.resolve();
      },
    };
    const worker: Adapter = {
      name: 'worker',
      types: ['aws_worker'],
      needs: ['queue'],
      start: (context) => {
        const { services, front } = context;
        const text = (services.find(queueKey) ?? []).join();
        front.mount({ paths: ['/work'], http: (_, response) => void response.end(text) });
        const addresses = { graphql: `${front.origin}/work`, realtime: '', apiKeys: [] };
        context.keep({
          summaries: [{ stackId: 'shop-stg', apiId: 'w', name: 'worker', ...addresses }],
          close: () => Promise.resolve(void log.push('close worker')),
        });
        return Promise.resolve();
      },
    };
    const runtime = await startRuntime(options([worker, queue]));
    expect(runtime.services.map(({ name }) => name)).toEqual(['worker']);
    expect(await (await fetch(runtime.services[0]?.graphql ?? '')).text()).toBe('aws_queue.A');
    expect(runtime.unsupported).toEqual([{ type: 'aws_mq_broker', count: 1 }]);
    expect(runtime.inert.map(({ type }) => type)).toEqual(['aws_iam_role']);
    await runtime.close();
    expect(log).toEqual(['close worker', 'close queue']);
    await expect(fetch(`${runtime.front.origin}/work`)).rejects.toThrow();
  });

  it('leaves nothing listening when a service does not start', async () => {
    const port = await freePort();
    const fails: Adapter = {
      name: 'queue',
      types: ['aws_queue'],
      needs: [],
      start: () => Promise.reject(new Error('disk is full')),
    };
    await expect(startRuntime(options([fails], port))).rejects.toThrow('disk is full');
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  it('closes the port even when a service does not end', async () => {
    const stuck: Adapter = {
      name: 'queue',
      types: ['aws_queue'],
      needs: [],
      start: (context) => {
        context.keep({ close: () => Promise.reject(new Error('stuck')) });
        return Promise.resolve();
      },
    };
    const runtime = await startRuntime(options([stuck]));
    await expect(runtime.close()).rejects.toThrow('services did not end cleanly: Error: stuck');
    await expect(fetch(runtime.front.origin)).rejects.toThrow();
  });
});
