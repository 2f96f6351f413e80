import { ConsoleBrowser } from '../../support/console-browser';
import { describeWith } from '../../support/requires';

const record = {
  level: 'WARN',
  message: 'resolved',
  timestamp: '2026-01-01T00:00:00.000Z',
  service: 'mesh',
  fieldName: 'createGroup',
  groupId: 'eab09673-c799-43ee-b625-6bc3e9313969',
  cause: { name: 'x'.repeat(300) },
};

describeWith('chromium', 'Logs page', () => {
  const browser = new ConsoleBrowser();
  beforeEach(() => browser.start());
  afterEach(async () => expect(await browser.stop()).toEqual([]));
  afterAll(() => browser.close());

  const log = (message: string): void =>
    browser.console.events.emit({
      ...{ kind: 'log', at: Date.now(), source: '/aws/lambda/a', level: 'info', message, requestId: 'r-1' },
    });

  it.each([1280, 390])('gives each entry one line at %d px', async (width) => {
    log('plain');
    for (let index = 0; index < 12; index++) log(JSON.stringify(record));
    log('several\nlines of plain text');
    const page = await browser.open('logs', await browser.newContext({ width, height: 844 }));
    await page.locator('.log-line').last().waitFor();
    const heights = await page.evaluate<readonly number[]>(
      `[...document.querySelectorAll('.log-line')].map((line) => line.offsetHeight)`,
    );
    expect(heights).toHaveLength(14);
    expect(Math.max(...heights)).toBeLessThan(36);
    const line = page.locator('.log-line').nth(1);
    expect(await line.locator('.message').innerText()).toBe('resolved');
    expect(await line.locator('.level').innerText()).toBe('warn');
    expect(await line.locator('.rest').innerText()).toMatch(/^fieldName=createGroup groupId=eab09673/);
    expect(await page.locator('.log-line .message').last().innerText()).toBe('several lines of plain text');
  });

  it('opens an entry to the whole by click', async () => {
    log(JSON.stringify(record));
    log('several\nlines');
    const page = await browser.open('logs');
    const line = page.locator('.log-line').first();
    await line.locator('summary').click();
    const whole = await line.locator('.log-whole').innerText();
    expect(whole).toContain(JSON.stringify(record, undefined, 2));
    expect(whole).toContain('request r-1');
    await line.locator('summary').click();
    await line.locator('.log-whole').waitFor({ state: 'detached' });
    await page.locator('.log-line summary').last().click();
    expect(await page.locator('.log-whole').innerText()).toContain('several\nlines');
  });

  it('opens an entry by keyboard, with one stop of Tab for all of them', async () => {
    for (const message of ['one', 'two', 'three']) log(message);
    const page = await browser.open('logs');
    await page.locator('.log-line', { hasText: 'three' }).waitFor();
    await page.getByRole('button', { name: 'Clear' }).focus();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('log');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await page.evaluate('document.activeElement.textContent')).toContain('two');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).not.toBe('none');
    await page.keyboard.press('Enter');
    await page.locator('.log-line', { hasText: 'two' }).locator('.log-whole').waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('document.activeElement.textContent')).toContain('three');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(`document.activeElement.closest('.log') === null`)).toBe(true);
  });

  it('filters by the level that an entry itself says', async () => {
    log(JSON.stringify(record));
    log('plain');
    const page = await browser.open('logs');
    await page.getByText('2 of 2 lines').waitFor();
    await page.getByLabel('Level').selectOption('warn');
    await page.getByText('1 of 2 lines').waitFor();
    expect(await page.locator('.log-line .message').allTextContents()).toEqual(['resolved']);
  });
});
