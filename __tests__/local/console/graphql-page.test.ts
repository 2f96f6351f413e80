import { type Locator, type Page } from 'playwright-core';
import { ConsoleBrowser } from '../../support/console-browser';
import { describeWith } from '../../support/requires';

const groupIdPattern = /[0-9a-f]{8}-[0-9a-f-]{27}/;

describeWith('chromium', 'GraphQL page', () => {
  const browser = new ConsoleBrowser();
  beforeEach(() => browser.start());
  afterEach(async () => expect(await browser.stop()).toEqual([]));
  afterAll(() => browser.close());

  const answer = (page: Page): Locator => page.locator('.result-window');
  const status = (page: Page): Locator => page.locator('.subscription');
  const executeButton = (page: Page): Locator => page.locator('.graphiql-execute-button');
  const run = (page: Page): Promise<void> => executeButton(page).click();
  const showTab = (page: Page, operation: string): Promise<void> =>
    page.locator('.graphiql-tab-button', { hasText: operation }).click();
  const variables = (page: Page): Promise<string> =>
    page.locator('.graphiql-editor-tool .CodeMirror').first().innerText();

  async function openExample(page: Page, title: string, operation: string): Promise<void> {
    await page.locator('.examples').getByRole('button', { name: title }).click();
    // The editor names its tab when it has read the operation, a moment after it shows it.
    await page.locator('.graphiql-tab-active', { hasText: operation }).waitFor();
  }

  async function createGroup(page: Page): Promise<string> {
    await openExample(page, 'Create a group', 'CreateGroup');
    await run(page);
    await answer(page).getByText('fullId').waitFor();
    return groupIdPattern.exec(await answer(page).innerText())?.[0] ?? '';
  }

  async function subscribe(page: Page): Promise<void> {
    await openExample(page, 'Subscribe to a group', 'OnMessageInGroup');
    await run(page);
    await status(page).getByText('Listening').waitFor();
  }

  /** Waits for the API to have `count` subscriptions. */
  async function subscriptions(page: Page, count: number): Promise<void> {
    const deadline = Date.now() + 5000;
    while (browser.console.api.subscriptions !== count && Date.now() < deadline) await page.waitForTimeout(20);
    expect(browser.console.api.subscriptions).toBe(count);
  }

  it('lets a subscription go on in its tab while another one runs, and shows its messages there', async () => {
    const page = await browser.open('graphql');
    const groupId = await createGroup(page);
    await subscribe(page);
    await page.locator('.response-hint').getByText('Publish from another tab').waitFor();
    await openExample(page, 'Report sensor data', 'ReportData');
    expect(await executeButton(page).getAttribute('aria-label')).toContain('Execute');
    await run(page);
    await answer(page).getByText('23.5').waitFor();
    await status(page).getByText('OnMessageInGroup listens in its tab: 1 message.').waitFor();
    await run(page);
    await status(page).getByText('2 messages.').waitFor();
    await showTab(page, 'OnMessageInGroup');
    await status(page).getByText('Listening. 2 messages received.').waitFor();
    await answer(page).getByText('#1 ').waitFor();
    expect(await answer(page).innerText()).toMatch(new RegExp(`#2 [\\s\\S]*${groupId}[\\s\\S]*#1 `));
    expect(await executeButton(page).getAttribute('aria-label')).toContain('Stop');
    await showTab(page, 'ReportData');
    expect(await answer(page).innerText()).not.toContain('#1 ');
    await showTab(page, 'OnMessageInGroup');
    // The tab that is shown already.
    await showTab(page, 'OnMessageInGroup');
    await subscriptions(page, 1);
    await run(page);
    await subscriptions(page, 0);
    expect(await answer(page).innerText()).toContain('#2 ');
  });

  it('ends a subscription when its tab is closed, and no other', async () => {
    const page = await browser.open('graphql');
    await createGroup(page);
    await subscribe(page);
    await openExample(page, 'Subscribe to a group', 'OnMessageInGroup');
    await run(page);
    await status(page).getByText('Listening. No message yet.').waitFor();
    await subscriptions(page, 2);
    const close = page
      .locator('.graphiql-tab', { hasText: 'OnMessageInGroup' })
      .getByRole('button', { name: 'Close Tab' });
    await close.last().click();
    await subscriptions(page, 1);
    const created = page.locator('.graphiql-tab', { hasText: 'CreateGroup' });
    await created.hover();
    await created.getByRole('button', { name: 'Close Tab' }).click();
    await created.waitFor({ state: 'detached' });
    await subscriptions(page, 1);
    await showTab(page, 'OnMessageInGroup');
    await close.click();
    await subscriptions(page, 0);
  });

  it('keeps a subscription while another page of the console is shown', async () => {
    const page = await browser.open('graphql');
    const groupId = await createGroup(page);
    await subscribe(page);
    // The editor keeps its tabs half a second after the last change.
    const stored = () => page.evaluate('sessionStorage.getItem("graphiql:tabState")');
    const deadline = Date.now() + 5000;
    while (!String(await stored()).includes('OnMessageInGroup') && Date.now() < deadline) await page.waitForTimeout(20);
    await page.getByRole('link', { name: 'Live' }).click();
    await page.getByRole('heading', { name: 'Live', exact: true }).waitFor();
    const query = `mutation { reportDataByNode(groupId: "${groupId}", domain: "test-domain", nodeId: "n", data: []) { groupId } }`;
    const headers = { 'x-api-key': browser.console.api.key };
    await fetch(`${browser.console.url}graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
    await page.getByRole('navigation').getByRole('link', { name: 'GraphQL' }).click();
    await status(page).getByText('Listening. 1 message received.').waitFor();
    await answer(page).getByText('#1 ').waitFor();
  });

  it('keeps the newest 50 messages of many', async () => {
    const page = await browser.open('graphql');
    const groupId = await createGroup(page);
    await subscribe(page);
    const headers = { 'x-api-key': browser.console.api.key };
    for (let index = 1; index <= 60; index++) {
      const query = `mutation { reportDataByNode(groupId: "${groupId}", domain: "test-domain", nodeId: "n", data: []) { groupId } }`;
      await fetch(`${browser.console.url}graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
    }
    await status(page).getByText('60 messages received').waitFor();
    // The editor draws only what is in view, so it is asked for the whole.
    const text = String(
      await page.evaluate(`document.querySelector('.result-window .CodeMirror').CodeMirror.getValue()`),
    );
    const kept = Object.keys(JSON.parse(text) as Record<string, unknown>);
    expect(kept).toHaveLength(50);
    expect([kept[0], kept.at(-1)].map((label) => label?.split(' ')[0])).toEqual(['#60', '#11']);
  });

  it('uses the group of one browser tab in the examples of another', async () => {
    const context = await browser.newContext();
    const receiver = await browser.open('graphql', context);
    await receiver.locator('.examples-group', { hasText: 'test-group' }).waitFor();
    // Opened before there is a group, and left as it is.
    await openExample(receiver, 'Statuses of a group', 'GroupStatuses');
    const sender = await browser.open('graphql', context);
    const groupId = await createGroup(sender);
    await receiver.bringToFront();
    await receiver.locator('.examples-group', { hasText: groupId }).waitFor();
    expect(await variables(receiver)).toContain(groupId);
    await subscribe(receiver);
    await sender.bringToFront();
    await openExample(sender, 'Report sensor data', 'ReportData');
    await run(sender);
    await receiver.bringToFront();
    await answer(receiver).getByText('23.5').waitFor();
    const late = await browser.open('graphql', context);
    await late.locator('.examples-group', { hasText: groupId }).waitFor();
  });

  it('says what is wrong with variables that are no JSON object', async () => {
    const page = await browser.open('graphql');
    await openExample(page, 'Create a group', 'CreateGroup');
    await page.locator('.graphiql-editor-tool .CodeMirror').first().click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText('[1]');
    await run(page);
    await answer(page).getByText('variables: must be a JSON object').waitFor();
  });

  it('stops a request on demand', async () => {
    const page = await browser.open('graphql');
    await openExample(page, 'Create a group', 'CreateGroup');
    let asked = 0;
    await page.route('**/graphql', () => void asked++);
    await run(page);
    await page.locator('.graphiql-spinner').waitFor();
    await run(page);
    await page.locator('.graphiql-spinner').waitFor({ state: 'detached' });
    expect(asked).toBe(1);
  });

  it('lets Tab and Shift+Tab out of every editor, and Ctrl+Enter run', async () => {
    const page = await browser.open('graphql');
    await openExample(page, 'Create a group', 'CreateGroup');
    const editorOf = (): Promise<unknown> =>
      page.evaluate(
        `document.activeElement.closest('.CodeMirror')?.closest('section')?.getAttribute('aria-label') ?? ''`,
      );
    const query = page.locator('.graphiql-query-editor .CodeMirror textarea');
    const queryText = (): Promise<unknown> =>
      page.evaluate(`document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.getValue()`);
    const before = await queryText();
    await query.focus();
    expect(await editorOf()).toBe('Query Editor');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('graphiql-execute-button');
    await page.keyboard.press('Shift+Tab');
    expect(await editorOf()).toBe('Query Editor');
    await page.keyboard.press('Shift+Tab');
    expect(await editorOf()).toBe('');
    for (const section of ['.graphiql-editor-tool .CodeMirror', '.result-window .CodeMirror']) {
      const editor = page.locator(`${section} textarea`).first();
      for (const key of ['Tab', 'Shift+Tab']) {
        await editor.focus();
        await page.keyboard.press(key);
        expect(await page.evaluate(`document.activeElement === document.querySelector('${section} textarea')`)).toBe(
          false,
        );
      }
    }
    expect(await queryText()).toBe(before);
    await query.focus();
    await page.keyboard.press('Control+Enter');
    await answer(page).getByText('fullId').waitFor();
  });
});
