import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ProjectCopy } from '../support/project-copy';
import { describeWith } from '../support/requires';
import { StartedProject } from '../support/started-project';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Repeats `attempt` until `done` accepts what it gives; fails with the last one. */
async function until<T>(attempt: () => Promise<T>, done: (value: T) => boolean, timeoutMs = 60_000): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await attempt();
    if (done(value)) return value;
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms; last: ${JSON.stringify(value)}`);
    await delay(100);
  }
}

describeWith('terraform', 'the gateway on this machine', () => {
  let project: ProjectCopy;
  let started: StartedProject | undefined;
  beforeAll(async () => {
    project = new ProjectCopy();
    started = await StartedProject.start(project, ['gateway']);
  }, 240_000);
  afterAll(async () => {
    await started?.stop();
    project.remove();
  });

  const call = async (path: string, init?: RequestInit): Promise<Answer> => {
    const response = await fetch(`${started?.url('gateway') ?? ''}${path}`, init);
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  };
  const send = (method: string, path: string, value?: unknown) =>
    call(path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(value === undefined ? {} : { body: JSON.stringify(value) }),
    });

  it('lists its services, each healthy', async () => {
    expect(await call('/')).toMatchObject({
      status: 200,
      body: {
        message: 'Microservice Proxy Gateway',
        vpc_endpoint: 'services.stg.example.com',
        available_services: 3,
        services: {
          users: { name: 'User Service', path: '/users', port: 3000, status: 'healthy' },
          orders: { port: 3001, status: 'healthy' },
          payments: { port: 3002, status: 'healthy' },
        },
        endpoints: ['/api/users', '/api/orders', '/api/payments'],
      },
    });
    expect(await call('/health')).toMatchObject({
      status: 200,
      body: { status: 'healthy', services: { total: 3, healthy: 3, unhealthy: 0 } },
    });
  });

  it('serves users: list, create, read, change and delete', async () => {
    expect(await call('/api/users')).toMatchObject({
      status: 200,
      body: [
        { id: 1, name: '田中太郎', email: 'tanaka@example.com' },
        { id: 2, name: '山田花子', email: 'yamada@example.com' },
      ],
    });
    const created = await send('POST', '/api/users', { name: '新規ユーザー', email: 'new@example.com' });
    expect(created).toMatchObject({ status: 201, body: { id: 3, name: '新規ユーザー', email: 'new@example.com' } });
    const changed = { name: 'Changed', email: 'changed@example.com' };
    expect(await send('PUT', '/api/users/3', changed)).toMatchObject({ status: 200, body: { id: 3, ...changed } });
    expect(await call('/api/users/3')).toMatchObject({ status: 200, body: { id: 3, ...changed } });
    expect(await send('DELETE', '/api/users/3')).toEqual({
      status: 200,
      body: { message: 'User deleted successfully' },
    });
    expect(await call('/api/users/3')).toEqual({ status: 404, body: { detail: 'User not found' } });
  });

  it('keeps the services apart', async () => {
    const order = { user_id: 1, item: 'book', quantity: 2, status: 'placed' };
    expect(await send('POST', '/api/orders', order)).toMatchObject({ status: 201, body: { id: 1, ...order } });
    expect(await call('/api/payments')).toEqual({ status: 200, body: [] });
    expect(await send('POST', '/api/users', { name: 'no address' })).toMatchObject({ status: 422 });
  });

  it('answers 404 for a service that is not on the list', async () => {
    expect(await call('/api/nix')).toEqual({ status: 404, body: { detail: "Service 'nix' not found" } });
  });

  it('answers 503 for a service that a person stops in the console, and 200 once it is started again', async () => {
    const control = async (action: string) => {
      const page = started?.ready.console ?? '';
      const response = await fetch(`${page}api/services/${action}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: new URL(page).origin },
        body: JSON.stringify({ cluster: 'gateway-stg', service: 'gateway-payments-stg' }),
      });
      return { status: response.status, body: await response.json() } as const;
    };
    const status = async () => (await fetch(`${started?.url('gateway') ?? ''}/api/payments`)).status;
    expect(await control('stop')).toEqual({ status: 200, body: { desiredCount: 0 } });
    await until(status, (code) => code === 503);
    expect(await call('/api/orders')).toMatchObject({ status: 200 });
    expect(await control('start')).toEqual({ status: 200, body: { desiredCount: 2 } });
    await until(status, (code) => code === 200);
  }, 90_000);

  it('leaves nothing to plan in any stack, although the releases went past Terraform', () => {
    for (const part of ['network', 'services', 'egress', 'link', 'proxy']) {
      const plan = `terraform -chdir=cdktf.out/stacks/gateway-${part}-stg plan -input=false -detailed-exitcode -no-color`;
      const { code, stdout } = project.rehearse(plan);
      expect([part, code, code === 0 ? '' : stdout]).toEqual([part, 0, '']);
    }
  }, 120_000);

  it('comes back as it was, with one more service, after one entry was added to the list', async () => {
    await started?.stop();
    const file = project.path('environments/.env.stg');
    const carts =
      '{"name": "carts", "title": "Cart Service", "path": "/carts", "port": 3003, "priority": 400, "healthPriority": 14, ' +
      '"version": "v1", "fields": {"user_id": "integer", "open": "boolean"}},';
    writeFileSync(file, readFileSync(file, 'utf8').replace("GATEWAY_SERVICES='[", `GATEWAY_SERVICES='[\n  ${carts}`));
    started = await StartedProject.start(project, ['gateway']);
    const index = await until(
      () => call('/'),
      ({ body }) => (body as { available_services?: number }).available_services === 4,
    );
    expect(index).toMatchObject({ body: { services: { carts: { name: 'Cart Service', port: 3003 } } } });
    expect(await send('POST', '/api/carts', { user_id: 1, open: true })).toMatchObject({
      status: 201,
      body: { id: 1, user_id: 1, open: true },
    });
    expect(await call('/api/users/1')).toMatchObject({ status: 200 });
  }, 240_000);
});
