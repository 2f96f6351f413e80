import { type Browser, type Page } from 'playwright-core';
import { launchChromium } from '../../support/chromium';
import { describeWith } from '../../support/requires';
import { type RunningMeshConsole, startMeshConsole } from '../../support/running-mesh-console';

const waitMs = 30_000;
const wide = { width: 1280, height: 800 };
const narrow = { width: 390, height: 844 };

const createGroup = `mutation ($name: String!, $domain: String!) {
  createGroup(name: $name, hostId: "host-001", domain: $domain, useWebSocket: true) { id domain }
}`;
const joinGroup = `mutation ($groupId: ID!, $domain: String!) {
  joinGroup(groupId: $groupId, domain: $domain, nodeId: "n9") { id }
}`;
const dissolveGroup = `mutation ($groupId: ID!, $domain: String!) {
  dissolveGroup(groupId: $groupId, domain: $domain, hostId: "host-001") { groupId domain groupDissolve { message } }
}`;
const reportData = `mutation ($groupId: ID!, $domain: String!, $data: [SensorDataInput!]!) {
  reportDataByNode(groupId: $groupId, domain: $domain, nodeId: "n1", data: $data) {
    groupId domain nodeStatus { nodeId groupId domain data { key value } timestamp }
  }
}`;
const fireEvents = `mutation ($groupId: ID!, $domain: String!, $events: [EventInput!]!) {
  fireEventsByNode(groupId: $groupId, domain: $domain, nodeId: "n1", events: $events) {
    groupId domain batchEvent { events { name payload } firedByNodeId }
  }
}`;

describeWith('terraform', 'console of a deployed Mesh', () => {
  describeWith('chromium', 'in a browser', () => {
    let mesh: RunningMeshConsole;
    let browser: Browser;
    let complaints: string[];

    beforeAll(async () => {
      mesh = await startMeshConsole();
      browser = await launchChromium();
    }, 180_000);
    afterAll(async () => {
      await browser.close();
      await mesh.close();
    }, waitMs);

    beforeEach(() => {
      complaints = [];
    });
    afterEach(async () => {
      for (const context of browser.contexts()) await context.close();
      // Errors, violations of the content security policy among them, and requests to anywhere else.
      expect(complaints).toEqual([]);
    });

    const newContext = async (viewport = wide) => {
      const context = await browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] });
      context.setDefaultTimeout(waitMs);
      context.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      context.on('weberror', (error) => complaints.push(error.error().message));
      const { host } = new URL(mesh.url);
      context.on('request', (request) => {
        const { protocol, host: to } = new URL(request.url());
        if (protocol !== 'data:' && to !== host) complaints.push(`request to ${request.url()}`);
      });
      context.on('page', (page) => {
        page.on('websocket', (socket) => {
          if (new URL(socket.url()).host !== host) complaints.push(`socket to ${socket.url()}`);
        });
      });
      return context;
    };
    type Context = Awaited<ReturnType<typeof newContext>>;

    async function open(context: Context, tab: string): Promise<Page> {
      const page = await context.newPage();
      await page.goto(`${mesh.url}#${tab}`);
      await page.locator('.connection-open').waitFor();
      return page;
    }

    async function goTo(page: Page, tab: string): Promise<void> {
      await page.getByRole('navigation').getByRole('link', { name: tab }).click();
      await page.getByRole('heading', { name: tab, level: 1 }).waitFor();
    }

    /** Opens an example and runs it. */
    async function runExample(page: Page, title: string, operation: string): Promise<void> {
      await page.locator('.examples').getByRole('button', { name: title }).click();
      // The editor names its tab when it has read the operation, a moment after it shows it.
      await page.locator('.graphiql-tab-active', { hasText: operation }).waitFor();
      await page.locator('.graphiql-execute-button').click();
    }

    const answer = (page: Page) => page.locator('.result-window');
    const apiKey = (): string => mesh.service.apiKeys[0]?.value ?? '';
    const clipboard = (page: Page): Promise<unknown> => page.evaluate('navigator.clipboard.readText()');

    async function copied(page: Page, what: string): Promise<unknown> {
      const button = page.getByRole('button', { name: `Copy ${what}` });
      // Writing needs the focus, which only one page has.
      await page.bringToFront();
      await button.click();
      await button.getByText('Copied').waitFor();
      return clipboard(page);
    }

    async function call(query: string, variables: object): Promise<Readonly<Record<string, unknown>>> {
      const response = await fetch(mesh.service.graphql, {
        method: 'POST',
        headers: { 'x-api-key': apiKey(), 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      // AppSync's shape, which the tests of the endpoint prove.
      const { data, errors } = (await response.json()) as { data: Record<string, unknown>; errors?: unknown };
      expect(errors).toBeUndefined();
      return data;
    }

    async function newGroup(name: string, domain: string) {
      const { createGroup: created } = await call(createGroup, { name, domain });
      // The fields that the mutation above selects.
      const { id } = created as { readonly id: string };
      return { groupId: id, domain };
    }

    it('brings a report from one tab to another, and shows it in Live and Logs', async () => {
      const context = await newContext();
      const sender = await open(context, 'graphql');
      await sender.getByText('The answer appears here').waitFor();
      await runExample(sender, 'Create a group', 'CreateGroup');
      await answer(sender).getByText('fullId').waitFor();
      const groupId = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(await answer(sender).innerText())?.[0] ?? '';
      expect(groupId).toHaveLength(36);

      const receiver = await open(context, 'graphql');
      // The example names the group of the other tab.
      await runExample(receiver, 'Subscribe to a group', 'OnMessageInGroup');
      await receiver.getByText('Listening. No message yet.').waitFor();
      await receiver.getByText('Listening', { exact: true }).waitFor();

      await sender.bringToFront();
      await runExample(sender, 'Report sensor data', 'ReportData');
      await answer(sender).getByText('23.5').waitFor();
      await receiver.bringToFront();
      await receiver.getByText('1 message received').waitFor();
      await answer(receiver).getByText('23.5').waitFor();
      expect(await answer(receiver).innerText()).toContain(groupId);

      await goTo(receiver, 'Live');
      const card = receiver.getByRole('article', { name: 'Group テストグループ1' });
      await card.locator('.node', { hasText: 'node-001' }).getByText('23.5').waitFor();
      await card.getByText(groupId).waitFor();
      await card.getByText('host-001').waitFor();

      await goTo(sender, 'Logs');
      await sender.locator('.log-line', { hasText: 'createGroup' }).filter({ hasText: groupId }).waitFor();
    }, 180_000);

    it('shows a group in Live from the moment it is made until it is dissolved, whoever calls', async () => {
      const page = await open(await newContext(), 'live');
      const { groupId, domain } = await newGroup('Whoever made it', 'made-elsewhere');
      const card = page.getByRole('article', { name: 'Group Whoever made it' });
      await card.getByText('host-001').waitFor();
      await call(joinGroup, { groupId, domain });
      await card.locator('.node', { hasText: 'n9' }).waitFor();
      await call(dissolveGroup, { groupId, domain });
      await card.getByText('dissolved', { exact: true }).waitFor();
    }, 120_000);

    it('copies what reaches the API, and shows the key only on request', async () => {
      const page = await open(await newContext(), 'systems');
      expect(await copied(page, 'GraphQL address')).toBe(mesh.service.graphql);
      expect(await copied(page, 'Realtime address')).toBe(mesh.service.realtime);
      expect(await copied(page, 'API key')).toBe(apiKey());
      expect(await copied(page, 'curl command')).toContain(`x-api-key: ${apiKey()}`);
      expect(await page.content()).not.toContain(apiKey());
      for (const path of ['', 'api/snapshot']) {
        const response = await fetch(`${mesh.url}${path}`);
        expect(await response.text()).not.toContain(apiKey());
      }
      await page.getByRole('button', { name: 'Show API key' }).click();
      await page.getByText(apiKey()).waitFor();
    }, 120_000);

    it.each([
      ['systems', '.tree', wide],
      ['graphql', '.graphiql-query-editor .CodeMirror-line', wide],
      ['live', '.node', wide],
      ['logs', '.log-line', wide],
      ['systems', '.tree', narrow],
      ['graphql', '.graphiql-query-editor .CodeMirror-line', narrow],
      ['live', '.node', narrow],
      ['logs', '.log-line', narrow],
    ])(
      'moves nothing in %s (%s) at %j while it loads and data comes',
      async (tab, sign, viewport) => {
        const group = await newGroup('Relay race', `${tab}-${viewport.width}`);
        const report = (value: string) => call(reportData, { ...group, data: [{ key: 'lap', value }] });
        const fire = (payload: string) =>
          call(fireEvents, {
            ...group,
            events: [{ eventName: 'lap', payload, firedAt: '2026-01-01T00:00:00.000Z' }],
          });
        await report('before');
        const context = await newContext(viewport);
        // Only text in JavaScript runs in the page; the total is of what no input of the reader caused.
        await context.addInitScript(`
          window.shift = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
          }).observe({ type: 'layout-shift', buffered: true });
        `);
        const page = await open(context, tab);
        await page.locator(sign).first().waitFor();
        for (let lap = 1; lap <= 10; lap++) {
          await report(`v${lap}`);
          await fire(`p${lap}`);
        }
        if (tab === 'live') {
          const card = page.getByRole('article', { name: 'Group Relay race' }).filter({ hasText: group.groupId });
          await card.getByText('v10', { exact: true }).waitFor();
          await page.locator('.feed li', { hasText: 'lap p10' }).filter({ hasText: group.domain }).waitFor();
        }
        // Two frames: a shift is told after the frame in which it happened.
        await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
        expect(await page.evaluate('window.shift')).toBeLessThan(0.02);
      },
      120_000,
    );
  });
});
