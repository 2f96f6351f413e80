import { type Locator, type Page } from 'playwright-core';
import { type ConsoleSnapshot, type ConsoleSystem } from '../../../local/console/protocol';
import { createRuntimeEvents, type RuntimeEvents } from '../../../local/runtime/events';
import { accessibilityViolations } from '../../support/accessibility';
import { ConsoleBrowser } from '../../support/console-browser';
import { cluster, InMemoryServices } from '../../support/in-memory-services';
import { describeWith } from '../../support/requires';

const wide = { width: 1280, height: 900 };
const narrow = { width: 390, height: 844 };
const users = 'gateway-users-stg';

const stack = (stackId: string, rest: Partial<ConsoleSystem> = {}): ConsoleSystem => ({
  ...{ system: 'gateway', stage: 'stg', stackId, endpoints: [], apis: [] },
  resources: [{ path: `${stackId}/Role/Resource`, type: 'aws_iam_role', id: `${stackId}-role` }],
  unsupported: [{ type: 'aws_flow_log', count: 1 }],
  ...rest,
});
const gateway: ConsoleSnapshot = {
  startedAtMs: 0,
  systems: [
    stack('gateway-network-stg'),
    stack('gateway-proxy-stg', {
      endpoints: [{ label: 'HTTPS 443', url: 'http://localhost:8000', name: 'gateway-public-stg' }],
    }),
  ],
};

const address = { host: '127.0.0.1', port: 8000 };
const edge = {
  distributions: [
    {
      ...{ stackId: 'web-stg', id: 'E1ABCDEFGHIJKL', aliases: ['stg.example.com', 'www.stg.example.com'], address },
      url: 'http://stg.example.com.localhost:8000',
    },
    { stackId: 'web-stg', id: 'E2ABCDEFGHIJKL', aliases: [], address, url: 'http://d2.cloudfront.net.localhost:8000' },
  ],
};

describeWith('chromium', 'Services page', () => {
  const browser = new ConsoleBrowser();
  let events: RuntimeEvents;
  let services: InMemoryServices;

  beforeEach(async () => {
    events = createRuntimeEvents();
    services = new InMemoryServices(events, () => Date.now() - 125_000);
    const { ecsServices, loadBalancers } = services;
    await browser.start({ events, ecsServices, loadBalancers, edge, snapshot: () => gateway });
  });
  afterEach(async () => expect(await browser.stop()).toEqual([]));
  afterAll(() => browser.close());

  const clipboardAllowed = { permissions: ['clipboard-read', 'clipboard-write'] };
  const clipboard = (page: Page): Promise<unknown> => page.evaluate('navigator.clipboard.readText()');
  const focused = (page: Page): Promise<unknown> =>
    page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.tagName');
  const card = (page: Page, name = users): Locator => page.getByRole('article', { name, exact: true });
  const balanced = (status: number, at = Date.now()): void =>
    events.emit({
      ...{ kind: 'balanced', at, loadBalancer: 'gateway-public-stg', targetGroup: users },
      ...{ status, durationMs: 12, targetMs: 8 },
    });
  /** Height of the whole page: what appears without a place kept for it changes this. */
  const heightOf = (page: Page): Promise<number> => page.evaluate('document.querySelector("main").scrollHeight');

  it('shows counts, image, tasks with their state, and targets with the reason', async () => {
    services.setHealth(users, 1, 'unhealthy', 'Request timed out');
    const page = await browser.open('services');
    await card(page).getByText('2 of 2 running').waitFor();
    await card(page).getByText('gateway-services-stg').waitFor();
    await card(page).getByText('sha256:ab12ab12ab12…').waitFor();
    const task = card(page)
      .getByRole('list', { name: `Tasks of ${users}` })
      .getByRole('listitem')
      .first();
    for (const text of ['00000001', '127.64.0.1:8080', 'running', 'healthy', 'pid 40001', 'up 2 min']) {
      await task.getByText(text, { exact: true }).waitFor();
    }
    const target = card(page).locator('.target', { hasText: '127.64.0.2:8080' });
    await target.getByText('unhealthy').waitFor();
    await target.getByText('Request timed out').waitFor();
    await card(page, 'gateway-proxy-stg').getByText('no image released').waitFor();
  });

  it('stops a service and starts it again, says so, and moves nothing', async () => {
    const page = await browser.open('services');
    await card(page).getByText('2 of 2 running').waitFor();
    const height = await heightOf(page);
    await page.getByRole('button', { name: `Stop ${users}` }).click();
    await card(page).getByText('0 of 0 running').waitFor();
    await page.getByRole('status').getByText(`${users}: desired count is 0, calls are answered 503`).waitFor();
    await card(page).getByText('no target: calls are answered 503').waitFor();
    expect(services.ecsServices.list()[0]?.desiredCount).toBe(0);
    expect(await heightOf(page)).toBe(height);
    await page.getByRole('button', { name: `Start ${users}` }).click();
    await card(page).getByText('2 of 2 running').waitFor();
    await page.getByRole('status').getByText(`${users}: desired count is 2`).waitFor();
    expect(await heightOf(page)).toBe(height);
  });

  it('is worked by keyboard, and keeps the focus when the row that had it goes', async () => {
    const page = await browser.open('services');
    await page.getByRole('button', { name: `Stop ${users}` }).focus();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Stop task 00000001');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.keyboard.press('Enter');
    await card(page).locator('.task-id', { hasText: '00000003' }).waitFor();
    await page.getByText(`Task 00000001 of ${users} has stopped; the service replaces it`).waitFor();
    await card(page).getByText('1 stopped task').waitFor();
    expect(await focused(page)).toBe(`Stop ${users}`);
    await page.keyboard.press('Space');
    await card(page).getByText('0 of 0 running').waitFor();
    expect(await focused(page)).toBe(`Start ${users}`);
    await page.keyboard.press('Enter');
    await card(page).getByText('2 of 2 running').waitFor();
  });

  it('shows a task that drains as what it is, and does not stop it twice', async () => {
    let drain = (): void => undefined;
    services.drained = new Promise((resolve) => (drain = resolve));
    const page = await browser.open('services');
    const stopTask = page.getByRole('button', { name: 'Stop task 00000001' });
    await stopTask.click();
    await card(page).getByText('deactivating').waitFor();
    await page.getByRole('status').getByText(`Stopping task 00000001 of ${users}…`).waitFor();
    expect(await stopTask.getAttribute('aria-disabled')).toBe('true');
    drain();
    await stopTask.waitFor({ state: 'detached' });
  });

  it('tells why a task stopped', async () => {
    services.fail(users, 0, 'Essential container in task exited');
    const page = await browser.open('services');
    await card(page).getByText('1 stopped task').click();
    await card(page).getByText('Essential container in task exited').waitFor();
  });

  it("shows the server's words when it refuses", async () => {
    const page = await browser.open('services');
    await page.getByRole('button', { name: 'Start gateway-proxy-stg' }).click();
    await page.getByRole('status').getByText('its repository has no image to start; release one first').waitFor();
    expect(await page.locator('.announcement-failed').count()).toBe(1);
    await expect(browser.stop()).resolves.toEqual([expect.stringContaining('409 (Conflict)')]);
    await browser.start();
  });

  it('shows the rates of target groups and load balancers as they come', async () => {
    const page = await browser.open('services');
    const rates = page.getByLabel(`Requests of target group ${users} in the last minute`);
    await rates.waitFor();
    const height = await heightOf(page);
    const width = (await rates.boundingBox())?.width;
    for (let index = 0; index < 20_000; index++) balanced(index % 10 === 0 ? 503 : 200, Date.now() - 2000);
    await rates.getByText('2,000', { exact: true }).nth(1).waitFor();
    await rates.getByText('18,000', { exact: true }).waitFor();
    const whole = page.getByLabel('Requests of gateway-public-stg in the last minute');
    await whole.getByText('18,000', { exact: true }).waitFor();
    expect(await heightOf(page)).toBe(height);
    expect((await rates.boundingBox())?.width).toBe(width);
  });

  it.each(['light', 'dark'] as const)('breaks no rule of accessibility in %s', async (colorScheme) => {
    const page = await browser.open('services', await browser.newContext(wide, { colorScheme }));
    await card(page, 'stg.example.com').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  it('shows distributions with their names, and rates and cache hits as they come', async () => {
    const page = await browser.open('services', await browser.newContext(wide, clipboardAllowed));
    const front = card(page, 'stg.example.com');
    await front.getByText('E1ABCDEFGHIJKL').waitFor();
    await front.getByText('www.stg.example.com').waitFor();
    expect(await front.getByRole('link').getAttribute('href')).toBe('http://stg.example.com.localhost:8000');
    await page.getByRole('button', { name: 'Copy address of stg.example.com', exact: true }).click();
    await front.getByText('Copied').waitFor();
    expect(await clipboard(page)).toBe('http://stg.example.com.localhost:8000');
    await card(page, 'E2ABCDEFGHIJKL').getByRole('link', { name: 'http://d2.cloudfront.net.localhost:8000' }).waitFor();
    const rates = page.getByLabel('Requests of stg.example.com in the last minute');
    const height = await heightOf(page);
    const answered = (result: 'Hit' | 'Miss' | 'Error', status: number): void =>
      events.emit({
        ...{ kind: 'edge', at: Date.now() - 2000, distribution: 'E1ABCDEFGHIJKL' },
        ...{ result, status, durationMs: 1 },
      });
    for (let index = 0; index < 1000; index++) answered(index % 40 === 0 ? 'Miss' : 'Hit', 200);
    for (let index = 0; index < 7; index++) answered('Error', 502);
    await rates.getByText('97.5 %', { exact: true }).waitFor();
    await rates.getByText('1,000', { exact: true }).waitFor();
    await rates.locator('.problem').getByText('7', { exact: true }).waitFor();
    expect(await heightOf(page)).toBe(height);
  });

  it('shows listeners with what leads to them here, and copies that and the image', async () => {
    const page = await browser.open('services', await browser.newContext(wide, clipboardAllowed));
    const balancer = card(page, 'gateway-public-stg');
    await balancer.getByText('internet-facing').waitFor();
    expect(await balancer.getByRole('link').allTextContents()).toEqual([
      'http://localhost:8001',
      'http://localhost:8000',
    ]);
    await page.getByRole('button', { name: 'Copy address of gateway-public-stg, HTTPS 443' }).click();
    await balancer.getByText('Copied').waitFor();
    expect(await clipboard(page)).toBe('http://localhost:8000');
    const network = card(page, 'gateway-services-nlb-stg');
    await network.getByText('internal').waitFor();
    await network.getByText('127.0.0.1:43210').waitFor();
    await page.getByRole('button', { name: 'Copy image ab12ab12ab12' }).click();
    await card(page).getByText('Copied').waitFor();
    expect(await clipboard(page)).toBe(services.ecsServices.list()[0]?.image);
  });

  it.each([
    ['light', wide],
    ['dark', wide],
    ['light', narrow],
    ['dark', narrow],
  ] as const)('is %s and within the width at %j', async (colorScheme, viewport) => {
    services.fail(users, 0, 'x'.repeat(300));
    services.setHealth(users, 0, 'unhealthy', 'y'.repeat(300));
    services.ecsServices.updateService(cluster, 'gateway-proxy-stg', { desiredCount: 30 });
    const page = await browser.open('services', await browser.newContext(viewport, { colorScheme }));
    await card(page).getByText('1 stopped task').click();
    for (const tab of ['services', 'systems']) {
      await page.goto(`${browser.console.url}#${tab}`);
      await page
        .locator(tab === 'services' ? '.task' : '.system')
        .first()
        .waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(
        0,
      );
    }
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(background).toBe(colorScheme === 'dark' ? 'rgb(20, 23, 26)' : 'rgb(246, 247, 248)');
  });

  it('is named by the navigation where services run, and pages of APIs are not where none does', async () => {
    const page = await browser.open('systems');
    const links = page.getByRole('navigation').getByRole('link');
    expect(await links.allTextContents()).toEqual(['Systems', 'Services', 'Logs']);
  });

  it('is not named where no service runs, and says so to whoever comes by its address', async () => {
    await browser.stop();
    await browser.start();
    const page = await browser.open('services');
    const links = page.getByRole('navigation').getByRole('link');
    expect(await links.allTextContents()).toEqual(['Systems', 'GraphQL', 'Live', 'Logs']);
    await page.getByText('No services are running').waitFor();
  });

  it('groups the stacks of a system, with the addresses of its load balancers', async () => {
    const page = await browser.open('systems', await browser.newContext(wide, clipboardAllowed));
    const system = card(page, 'gateway');
    await system.getByText('2 stacks, 2 resources').waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
    await system.getByText('gateway-public-stg', { exact: true }).waitFor();
    await system.getByRole('button', { name: 'Copy address of gateway-public-stg, HTTPS 443' }).click();
    await system.getByText('Copied').waitFor();
    expect(await clipboard(page)).toBe('http://localhost:8000');
    await system.getByText('gateway-network-stg').first().waitFor();
    await system.getByText('nothing to run on this machine: 2').click();
    expect(await system.locator('.unsupported li').allTextContents()).toEqual(['aws_flow_log × 2']);
  });
});
