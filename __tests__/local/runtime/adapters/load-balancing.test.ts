import { join } from 'node:path';
import { loadBalancers, loadBalancing } from '../../../../local/runtime/adapters/load-balancing';
import { startRuntime } from '../../../../local/runtime/runtime';
import { readDeployment } from '../../../../local/runtime/state/read-deployment';
import { resource, stateJson, TemporaryDirectory } from '../../../support/deployed-state';
import { action, arnOf, deployed, send } from '../../../support/load-balancing';

const directory = new TemporaryDirectory();
afterAll(() => directory.remove());

/** A stack as Terraform's state has it. */
async function stack(stackId: string, resources: readonly ReturnType<typeof deployed.application>[]) {
  const text = stateJson(
    resources.map(({ type, address, attributes }) => resource(type, address.split('.')[1] ?? '', attributes)),
  );
  const file = directory.write(`${stackId}.tfstate`, text);
  return readDeployment({ stackDirectory: directory.path, stackId, state: { file } });
}

function start(deployments: readonly Awaited<ReturnType<typeof stack>>[]) {
  return startRuntime({
    deployments,
    dataDirectory: join(directory.path, 'data'),
    projectDirectory: directory.path,
    port: 0,
    loadBalancerPort: 0,
    adapters: [loadBalancing],
  });
}

describe('the adapter of load balancers', () => {
  it('runs what the states of several stacks say, and shows what faces the internet', async () => {
    const runtime = await start([
      // The listener refers to a load balancer of the other stack.
      await stack('web-stg', [
        deployed.listener('web', arnOf.application('web'), 80, action.fixed(200, 'hello', 'text/plain')),
        deployed.application('inner'),
        deployed.listener('inner', arnOf.application('inner'), 80, action.forward('web')),
        deployed.group('web'),
      ]),
      await stack('network-stg', [deployed.application('web', { internal: false })]),
    ]);
    const [endpoint, ...others] = runtime.endpoints;
    expect(endpoint).toMatchObject({ stackId: 'network-stg', name: 'web', label: 'HTTP 80' });
    expect(others).toEqual([]);
    const running = runtime.find(loadBalancers);
    expect(running?.listeners.map(({ loadBalancerName }) => loadBalancerName).sort()).toEqual(['inner', 'web']);
    expect(running?.caFile).toBe(runtime.front.caFile);
    const port = Number(new URL(endpoint?.url ?? '').port);
    expect(await send({ host: '127.0.0.1', port })).toMatchObject({ status: 200, body: 'hello' });
    await runtime.close();
    await expect(send({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('names the resource whose attributes are not as the provider writes them', async () => {
    const broken = await stack('web-stg', [deployed.application('web', { dns_name: null })]);
    await expect(start([broken])).rejects.toThrow('aws_lb.web: state is not as the AWS provider writes it');
  });

  it('tells why the network around them needs nothing', async () => {
    const vpc = { address: 'aws_vpc.V', type: 'aws_vpc', attributes: { id: 'vpc-1' }, dependsOn: [] };
    const runtime = await start([await stack('network-stg', [vpc, deployed.certificate('a.example')])]);
    expect(runtime.unsupported).toEqual([]);
    expect(runtime.inert.map(({ type }) => type)).toEqual(['aws_acm_certificate', 'aws_vpc']);
    expect(runtime.find(loadBalancers)).toBeUndefined();
    await runtime.close();
  });
});
