import { readServices } from '../../../local/console/service-state';
import { createRuntimeEvents } from '../../../local/runtime/events';
import { groupArnOf, InMemoryServices } from '../../support/in-memory-services';

describe('readServices', () => {
  const start = (): InMemoryServices => new InMemoryServices(createRuntimeEvents(), () => 1_800_000_000_000);
  const read = (services: InMemoryServices) => readServices(services, () => 2);

  it('is empty where nothing of the kind is deployed', () => {
    expect(readServices({}, () => 1)).toEqual({ services: [], loadBalancers: [], distributions: [] });
  });

  it('tells of a distribution its names and where it is', () => {
    const distribution = { stackId: 'web-stg', id: 'E1', aliases: ['stg.example.com'], url: 'http://a.localhost:8000' };
    const edge = { distributions: [{ ...distribution, address: { host: '127.0.0.1', port: 8000 } }] };
    expect(readServices({ edge }, () => 1).distributions).toEqual([distribution]);
  });

  it('tells of a service its counts, image, tasks and targets', () => {
    const services = start();
    services.setHealth('gateway-users-stg', 1, 'unhealthy', 'Request timed out');
    expect(read(services).services[0]).toEqual({
      ...{ stackId: 'gateway-services-stg', cluster: 'gateway-stg', serviceName: 'gateway-users-stg' },
      ...{ desiredCount: 2, runningCount: 2, startCount: 2, rolloutState: 'COMPLETED' },
      taskDefinition: 'gateway-users-stg:7',
      image: expect.stringMatching(/gateway-microservice-stg@sha256:[0-9a-f]{64}$/) as string,
      tasks: [1, 2].map((number) => ({
        ...{ taskId: expect.any(String) as string, address: `127.64.0.${number}:8080`, pid: 40_000 + number },
        ...{ lastStatus: 'RUNNING', healthStatus: 'HEALTHY', startedAtMs: 1_800_000_000_000 + number },
        taskDefinition: 'gateway-users-stg:7',
      })),
      stoppedTasks: [],
      targetGroups: [
        {
          ...{ arn: groupArnOf('gateway-users-stg'), name: 'gateway-users-stg' },
          targets: [
            { address: '127.64.0.1:8080', state: 'healthy' },
            { address: '127.64.0.2:8080', state: 'unhealthy', reason: 'Request timed out' },
          ],
        },
      ],
    });
  });

  it('keeps the last three stopped tasks apart, the newest first, with the reason', () => {
    const services = start();
    for (const reason of ['first', 'second', 'third', 'fourth']) services.fail('gateway-users-stg', 0, reason);
    const [service] = read(services).services;
    expect(service?.tasks).toHaveLength(2);
    expect(service?.stoppedTasks.map(({ stoppedReason }) => stoppedReason)).toEqual(['fourth', 'third', 'second']);
  });

  it('says of a target group that is not there why it has no targets, and shows the rest', () => {
    const services = start();
    services.forget('gateway-users-stg');
    const [users, proxy] = read(services).services;
    expect(users?.targetGroups[0]?.problem).toContain('there is no target group');
    expect(proxy?.targetGroups[0]).not.toHaveProperty('problem');
  });

  it('gathers the listeners of a load balancer by port', () => {
    expect(read(start()).loadBalancers).toMatchObject([
      {
        ...{ name: 'gateway-public-stg', type: 'application', internal: false },
        listeners: [
          { protocol: 'HTTP', port: 80, address: '127.0.0.1:8001', url: 'http://localhost:8001' },
          { protocol: 'HTTPS', port: 443, address: '127.0.0.1:8000', url: 'http://localhost:8000' },
        ],
      },
      {
        ...{ name: 'gateway-services-nlb-stg', type: 'network', internal: true },
        listeners: [{ protocol: 'TCP', port: 443, address: '127.0.0.1:43210' }],
      },
    ]);
  });

  it('writes an IPv6 address in brackets', () => {
    const services = start();
    services.loadBalancers.registerTarget(groupArnOf('gateway-proxy-stg'), { host: '::1', port: 8000 });
    expect(read(services).services[1]?.targetGroups[0]?.targets[0]?.address).toBe('[::1]:8000');
  });
});
