import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { launchChromium } from '../../support/chromium';
import { describeWith } from '../../support/requires';
import { type RunningConsole, startConsole } from '../../support/running-console';

const tabs = ['systems', 'graphql', 'live', 'logs'] as const;
const wide = { width: 1280, height: 800 };
const narrow = { width: 390, height: 844 };

describeWith('chromium', 'console page', () => {
  let browser: Browser;
  let console: RunningConsole;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    console = await startConsole();
    complaints = [];
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await console.close();
    // Errors, violations of the content security policy among them, and requests to anywhere else.
    expect(complaints).toEqual([]);
  });

  async function open(tab: (typeof tabs)[number], options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: wide,
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options,
    });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(console.url) && !request.url().startsWith('data:')) complaints.push(request.url());
    });
    await page.goto(`${console.url}#${tab}`);
    await page.locator('.connection-open').waitFor();
    return page;
  }
  const clipboard = (page: Page): Promise<unknown> => page.evaluate('navigator.clipboard.readText()');
  const openExample = async (page: Page, title: string, operation: string): Promise<void> => {
    await page.locator('.examples').getByRole('button', { name: title }).click();
    // The editor names its tab when it has read the operation, a moment after it shows it.
    await page.locator('.graphiql-tab-active', { hasText: operation }).waitFor();
  };
  const run = (page: Page): Promise<void> => page.locator('.graphiql-execute-button').click();
  const log = (message: string, level: 'info' | 'error' = 'info', source = '/aws/lambda/a'): void =>
    console.events.emit({ kind: 'log', at: Date.now(), source, level, message });
  const report = (nodeId: string, value: string): void =>
    console.events.emit({
      ...{ kind: 'publish', at: Date.now(), apiId: console.api.apiId, field: 'reportDataByNode', deliveries: 1 },
      value: { groupId: 'g1', domain: 'd1', nodeStatus: { nodeId, data: [{ key: 'temperature', value }] } },
    });

  describe.each([
    ['light', wide],
    ['dark', wide],
    ['light', narrow],
    ['dark', narrow],
  ] as const)('%s at %j', (colorScheme, viewport) => {
    it.each(tabs)('draws %s within the width', async (tab) => {
      report('a-node-with-a-name-that-is-rather-long-and-has-no-break', 'x'.repeat(300));
      log('y'.repeat(500));
      const page = await open(tab, { colorScheme, viewport });
      const sign = { systems: '.tree', graphql: '.graphiql-container', live: '.node', logs: '.log-line' }[tab];
      await page.locator(sign).first().waitFor();
      expect(
        await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
      ).toBeLessThanOrEqual(0);
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(background).toBe(colorScheme === 'dark' ? 'rgb(20, 23, 26)' : 'rgb(246, 247, 248)');
    });
  });

  it('lets the reader choose the theme, and remembers it', async () => {
    const page = await open('systems', { colorScheme: 'light' });
    const background = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.getByRole('button', { name: 'Theme: Auto' }).click();
    await page.getByRole('button', { name: 'Theme: Light' }).click();
    expect(await background()).toBe('rgb(20, 23, 26)');
    await page.reload();
    expect(await background()).toBe('rgb(20, 23, 26)');
    await page.getByRole('button', { name: 'Theme: Dark' }).click();
    expect(await background()).toBe('rgb(246, 247, 248)');
  });

  it('is walked through by keyboard, with a visible focus', async () => {
    const page = await open('systems');
    await page.locator('.tree').waitFor();
    const focused = (): Promise<unknown> => page.evaluate('document.activeElement.textContent.trim()');
    const seen: unknown[] = [];
    for (let index = 0; index < 7; index++) {
      await page.keyboard.press('Tab');
      seen.push(await focused());
      const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
      expect(outline).not.toBe('none');
    }
    expect(seen).toEqual(['Skip to content', 'Systems', 'GraphQL', 'Live', 'Logs', 'Auto', 'Copy']);
    await page.getByRole('link', { name: 'Logs' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Logs' }).waitFor();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');
  });

  it('takes the reader past the header', async () => {
    const page = await open('systems');
    await page.locator('.tree').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Copy GraphQL address');
  });

  it('copies addresses, and shows and copies the key only when asked', async () => {
    const page = await open('systems');
    await page.getByRole('button', { name: 'Copy GraphQL address' }).click();
    await page.getByText('Copied').waitFor();
    expect(await clipboard(page)).toBe(`${console.url}graphql`);
    expect(await page.content()).not.toContain(console.api.key);
    await page.getByRole('button', { name: 'Show API key' }).click();
    await page.getByText(console.api.key).waitFor();
    await page.getByRole('button', { name: 'Hide API key' }).click();
    expect(await page.content()).not.toContain(console.api.key);
    await page.getByRole('button', { name: 'Copy API key' }).click();
    await page.getByRole('button', { name: 'Copy API key' }).getByText('Copied').waitFor();
    expect(await clipboard(page)).toBe(console.api.key);
  });

  it('finds resources by path, type and id, and opens the way to them', async () => {
    const page = await open('systems');
    await page.getByRole('searchbox').fill('createGroup');
    await page.getByText('Mutation.createGroup').waitFor();
    expect(await page.locator('.leaf').count()).toBe(1);
    await page.getByRole('searchbox').fill('no such thing');
    await page.getByText('No resource matches').waitFor();
  });

  it('creates a group in one tab and brings another its message', async () => {
    const subscriber = await open('graphql');
    subscriber.setDefaultTimeout(5000);
    await openExample(subscriber, 'Create a group', 'CreateGroup');
    await run(subscriber);
    await subscriber.locator('.result-window').getByText('fullId').waitFor();
    await openExample(subscriber, 'Subscribe to a group', 'OnMessageInGroup');
    const variables = await subscriber.locator('.graphiql-editor-tool').first().innerText();
    const groupId = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(variables)?.[0];
    await run(subscriber);
    await subscriber.getByText('Listening. No message yet.').waitFor();
    const body = {
      query: `mutation { reportDataByNode(groupId: "${groupId}", domain: "test-domain", nodeId: "n7", data: [{key: "k", value: "v42"}]) { groupId } }`,
    };
    await fetch(`${console.url}graphql`, {
      method: 'POST',
      headers: { 'x-api-key': console.api.key },
      body: JSON.stringify(body),
    });
    await subscriber.locator('.result-window').getByText('v42').waitFor();
    await subscriber.getByText('1 message received').waitFor();
    await run(subscriber);
    const deadline = Date.now() + 5000;
    while (console.api.subscriptions > 0 && Date.now() < deadline) await subscriber.waitForTimeout(20);
    expect(console.api.subscriptions).toBe(0);
  });

  it('stacks the editor and its answer in a narrow window', async () => {
    const page = await open('graphql', { viewport: narrow });
    await page.locator('.graphiql-query-editor .CodeMirror-line', { hasText: 'queryType' }).waitFor();
    await run(page);
    await page.locator('.result-window').getByText('queryType').waitFor();
    const [editor, answer] = await Promise.all(
      ['.graphiql-editors', '.graphiql-response'].map((selector) => page.locator(selector).boundingBox()),
    );
    expect(editor?.width).toBeGreaterThan(280);
    expect(answer?.width).toBeGreaterThan(280);
    expect(answer?.height).toBeGreaterThan(200);
    expect(answer?.y).toBeGreaterThanOrEqual((editor?.y ?? 0) + (editor?.height ?? 0));
  });

  it('shows groups, nodes and values as they come, and the last of them to a late reader', async () => {
    report('n1', '20');
    const page = await open('live');
    await page.getByText('20', { exact: true }).waitFor();
    report('n1', '21');
    report('n2', '30');
    await page.getByText('21', { exact: true }).waitFor();
    await page.getByText('30', { exact: true }).waitFor();
    expect(await page.getByText('20', { exact: true }).count()).toBe(0);
  });

  it('names a group in an event by the beginning of its id, and tells the whole id on request', async () => {
    const groupId = 'eab09673-c799-43ee-b625-6bc3e9313969';
    const batchEvent = { firedByNodeId: 'n1', events: [{ name: 'start', payload: 'level-1' }] };
    console.events.emit({
      ...{ kind: 'publish', at: Date.now(), apiId: console.api.apiId, field: 'fireEventsByNode', deliveries: 1 },
      value: { groupId, domain: 'd1', batchEvent },
    });
    const page = await open('live');
    const origin = page.locator('.feed li', { hasText: 'start level-1' }).locator('.feed-origin');
    expect(await origin.innerText()).toBe('n1 · eab09673… · d1');
    expect(await origin.getAttribute('title')).toBe(`group ${groupId}`);
  });

  it('shows the source of a log line by what it is called, and its log group on request', async () => {
    log('of the API', 'info', `/aws/appsync/apis/${console.api.apiId}`);
    log('of a function', 'info', '/aws/lambda/MeshV2-GraphQL-stg');
    log('of another', 'info', '/another/group');
    const page = await open('logs');
    await page.getByText('appsync/MeshV2Api-stg', { exact: true }).last().waitFor();
    const sources = page.locator('.log-line .source');
    expect(await sources.allTextContents()).toEqual([
      'appsync/MeshV2Api-stg',
      'lambda/MeshV2-GraphQL-stg',
      '/another/group',
    ]);
    expect(await sources.first().getAttribute('title')).toBe(`/aws/appsync/apis/${console.api.apiId}`);
  });

  it('says in the empty pane for the answer what to do, until there is one', async () => {
    const page = await open('graphql');
    await page.getByText('The answer appears here').waitFor();
    await page.locator('.graphiql-query-editor .CodeMirror-line', { hasText: 'queryType' }).waitFor();
    await run(page);
    await page.locator('.result-window').getByText('queryType').waitFor();
    expect(await page.getByText('The answer appears here').count()).toBe(0);
  });

  it('filters logs by source, level and text, pauses and clears', async () => {
    log('one');
    log('two', 'error');
    log('three', 'info', '/aws/appsync/b');
    const page = await open('logs');
    const lines = (): Promise<readonly string[]> => page.locator('.log-line .message').allTextContents();
    await page.getByText('3 of 3 lines').waitFor();
    await page.getByLabel('Source').selectOption('/aws/lambda/a');
    expect(await lines()).toEqual(['one', 'two']);
    await page.getByLabel('Level').selectOption('error');
    expect(await lines()).toEqual(['two']);
    await page.getByLabel('Level').selectOption('debug');
    await page.getByLabel('Text').fill('ON');
    expect(await lines()).toEqual(['one']);
    await page.getByLabel('Text').fill('');
    await page.getByRole('button', { name: 'Pause' }).click();
    log('four');
    await page.getByText('paused with 1 waiting').waitFor();
    expect(await lines()).toEqual(['one', 'two']);
    await page.getByRole('button', { name: 'Resume' }).click();
    expect(await lines()).toEqual(['one', 'two', 'four']);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('No log lines yet').waitFor();
  });

  it('follows the end of the log until the reader scrolls up', async () => {
    for (let index = 0; index < 200; index++) log(`line ${index}`);
    const page = await open('logs');
    page.setDefaultTimeout(5000);
    await page.getByText('line 199', { exact: true }).waitFor();
    const list = 'document.querySelector("ol.log")';
    const pixelsBelow = (): Promise<number> =>
      page.evaluate(`${list}.scrollHeight - ${list}.scrollTop - ${list}.clientHeight`);
    const follow = page.getByRole('button', { name: 'Follow' });
    expect(await follow.getAttribute('aria-pressed')).toBe('true');
    await page.locator('ol.log').press('Home');
    await page.locator('button[aria-pressed="false"]', { hasText: 'Follow' }).waitFor();
    log('later');
    await page.getByText('later', { exact: true }).waitFor({ state: 'attached' });
    expect(await pixelsBelow()).toBeGreaterThan(100);
    await follow.click();
    expect(await pixelsBelow()).toBeLessThan(2);
  });

  it('reconnects to a server that has started again, and shows its log alone', async () => {
    log('of the first');
    const page = await open('logs');
    await page.getByText('of the first').waitFor();
    const { port } = new URL(console.url);
    await console.close();
    await page.locator('.connection-lost').waitFor();
    console = await startConsole({}, Number(port));
    log('of the second');
    await page.locator('.connection-open').waitFor();
    await page.getByText('of the second').waitFor();
    expect(await page.getByText('of the first').count()).toBe(0);
    // The browser itself reports the refused connections in between.
    complaints = complaints.filter((text) => !/ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY_RESPONSE/.test(text));
  });
});
