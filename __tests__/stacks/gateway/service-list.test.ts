import { Construct } from 'constructs';
import { type GatewayService } from '../../../environments/environment';
import { requireServiceList } from '../../../stacks/gateway/service-list';
import { gatewayEnvironment, refunds, synthesizeGateway } from '../../support/gateway-stacks';
import { SynthesizedScope } from '../../support/synth-scope';

const { services } = gatewayEnvironment('stg').gateway;
const check = (change: Partial<GatewayService>) =>
  new SynthesizedScope((scope) => {
    requireServiceList(new Construct(scope, 'Gateway'), [...services, { ...refunds, ...change }]);
  });

it.each<[Partial<GatewayService>, string]>([
  [{ name: 'users' }, 'name must be different for each service, got users for "users" and "users"'],
  [{ path: '/users' }, 'path must be different for each service, got /users for "users" and "refunds"'],
  [{ port: 3000 }, 'port must be different for each service, got 3000 for "users" and "refunds"'],
  [
    { priority: 100 },
    'priority or healthPriority must be different for each service, got 100 for "users" and "refunds"',
  ],
  [{ healthPriority: 11 }, 'priority or healthPriority must be different for each service, got 11 for "users"'],
  [{ priority: 50 }, 'priority of service "refunds" must be an integer from 51 to 49999, got 50'],
  [{ priority: 50_000 }, 'priority of service "refunds" must be an integer from 51 to 49999, got 50000'],
  [{ healthPriority: 50 }, 'healthPriority of service "refunds" must be an integer from 1 to 49, got 50'],
  [{ port: 80 }, 'port of service "refunds" must be an integer from 1024 to 65535, got 80'],
  [{ name: 'a'.repeat(17) }, 'must be up to 16 lower-case letters, digits or hyphens, got "aaaaaaaaaaaaaaaaa"'],
  [{ name: 'Refunds' }, 'name of service "Refunds" must be up to 16 lower-case letters'],
  [{ name: 'refunds-' }, 'name of service "refunds-" must be a name that ends in a letter or digit'],
  [{ name: 'proxy' }, 'name of service "proxy" must be none of egress-proxy, gateway-proxy, proxy, services-nlb'],
  [{ path: 'refunds' }, 'path of service "refunds" must be one path segment such as /users, got "refunds"'],
  [{ path: '/a/b' }, 'path of service "refunds" must be one path segment such as /users, got "/a/b"'],
  [{ path: '/health' }, 'path of service "refunds" must be a path other than /health and /api, got "/health"'],
])('a list with %p is refused', (change, fault) => {
  expect(() => check(change)).toThrow(RangeError);
  expect(() => check(change)).toThrow(fault);
});

it('a list that tells its services apart is taken', () => {
  expect(() => check({})).not.toThrow();
});

it('the first stack of the gateway asks for such a list', () => {
  expect(() => synthesizeGateway('stg', { services: [...services, { ...refunds, priority: 100 }] })).toThrow(
    'gateway-network-stg: priority or healthPriority must be different for each service, got 100 for "users" and "refunds"',
  );
});
