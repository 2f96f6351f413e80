import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { type TargetAddress } from '../../../../local/runtime/load-balancing/load-balancers';
import { TemporaryDirectory } from '../../../support/deployed-state';
import {
  action,
  arnOf,
  deployed,
  deployment,
  send,
  startTestLoadBalancers,
  type TestLoadBalancers,
  until,
} from '../../../support/load-balancing';

const serviceName = 'services.stg.example.com';
const directory = new TemporaryDirectory();
let target: Server;
let targetAddress: TargetAddress;
let running: TestLoadBalancers;

/** Endpoint in one VPC -> network load balancer -> application load balancer -> target in another, in two stacks. */
const services = deployment('gateway-services-stg', [
  deployed.application('services'),
  deployed.listener('services', arnOf.application('services'), 443, action.fixed(404, '{"error":"not found"}'), {
    protocol: 'HTTPS',
    certificate_arn: arnOf.certificate(serviceName),
  }),
  deployed.rule(arnOf.listener('services', 443), 50, action.fixed(200, '{"status":"healthy"}'), {
    path_pattern: [{ values: ['/health', '/health/*'] }],
  }),
  deployed.rule(arnOf.listener('services', 443), 100, action.forward('users'), {
    path_pattern: [{ values: ['/users*'] }],
  }),
  deployed.group('users'),
  deployed.network('services-nlb'),
  deployed.listener('nlb', arnOf.network('services-nlb'), 443, action.forward('alb'), { protocol: 'TCP' }),
  deployed.group('alb', {
    port: 443,
    protocol: 'TCP',
    target_type: 'alb',
    health_check: [{ enabled: true, protocol: 'HTTPS', port: 'traffic-port', path: '/health', matcher: '200-399' }],
  }),
  deployed.attachment('alb', arnOf.application('services'), 443),
  deployed.endpointService('services', 'services-nlb'),
  deployed.certificate(serviceName),
]);
const link = deployment('gateway-link-stg', [
  deployed.endpoint('vpce-1', 'services', 'vpc-public'),
  deployed.accepter('vpce-1', 'services'),
  deployed.endpoint('vpce-2', 'services', 'vpc-other'),
  deployed.zone(serviceName, 'vpc-public'),
  deployed.alias(serviceName, `Z-${serviceName}`, 'vpce-1-x.vpce-svc-services.eu-west-1.vpce.amazonaws.com'),
]);

beforeAll(async () => {
  target = createServer((request, response) => {
    if (request.url === '/health') response.end('ok');
    else response.end(JSON.stringify({ url: request.url, headers: request.headers }));
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  const address = target.address();
  if (address === null || typeof address === 'string') throw new Error('target has no port');
  targetAddress = { host: '127.0.0.1', port: address.port };
  running = await startTestLoadBalancers(directory.path, [services, link]);
  running.registerTarget(arnOf.group('users'), targetAddress);
  const healthy = (arn: string) => running.targetHealth(arn).some(({ state }) => state === 'healthy');
  await until(() => healthy(arnOf.group('users')) && healthy(arnOf.group('alb')), 'targets are healthy');
});
afterAll(async () => {
  await running.close();
  target.close();
  directory.remove();
});

function serviceAddress(): TargetAddress {
  const address = running.namesIn('vpc-public')[serviceName]?.[443];
  if (address === undefined) throw new Error('the name does not resolve');
  return address;
}

describe('a request from one VPC to another', () => {
  it('goes by name and TLS, which a client verifies with the CA, to the target', async () => {
    const ca = readFileSync(running.caFile);
    const answer = await send(serviceAddress(), {
      ca,
      servername: serviceName,
      path: '/users/42?x=1',
      headers: { host: serviceName },
    });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      url: '/users/42?x=1',
      headers: { host: serviceName, 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' },
    });
  });

  it('has the deployed answers of the rules', async () => {
    const ca = readFileSync(running.caFile);
    const get = (path: string) =>
      send(serviceAddress(), { ca, servername: serviceName, path, headers: { host: serviceName } });
    expect(await get('/health')).toMatchObject({ status: 200, body: '{"status":"healthy"}' });
    expect(await get('/Users')).toMatchObject({ status: 404, body: '{"error":"not found"}' });
  });

  it('fails by another name than that of the deployed certificate', async () => {
    const ca = readFileSync(running.caFile);
    const servername = 'internal-services-1.eu-west-1.elb.amazonaws.com';
    await expect(send(serviceAddress(), { ca, servername })).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });
});

describe('an endpoint that is not accepted', () => {
  it('refuses connections, and the log says why', async () => {
    const name = 'vpce-2-x.vpce-svc-services.eu-west-1.vpce.amazonaws.com';
    const address = running.namesIn('vpc-other')[name]?.[443];
    if (address === undefined) throw new Error('the name does not resolve');
    const code = await new Promise<unknown>((resolve) => {
      const socket = connect(address.port, address.host);
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
      socket.on('end', () => resolve('end'));
      socket.resume();
    });
    expect(code).toBe('ECONNRESET');
    expect(running.events).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        message: 'endpoint vpce-2 refused a connection: the endpoint service has not accepted it',
      }),
    );
  });
});
