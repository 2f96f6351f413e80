import { describeWith } from '../support/requires';
import { SiteBrowser } from '../support/site-browser';
import { WebApp } from '../support/web-app';

const looks = [
  { colorScheme: 'light', width: 1280, background: 'rgb(255, 255, 255)' },
  { colorScheme: 'light', width: 390, background: 'rgb(255, 255, 255)' },
  { colorScheme: 'dark', width: 390, background: 'rgb(20, 23, 26)' },
  { colorScheme: 'dark', width: 1280, background: 'rgb(20, 23, 26)' },
] as const;
const systems = JSON.stringify([{ name: 'mesh', title: 'Mesh v2', parameter: '/mesh/stg/graphql-endpoint' }]);
const pages = ['/', '/status', '/mesh', '/gallery', '/nothing'];

describeWith('chromium', 'pages of the web site', () => {
  const browser = new SiteBrowser();
  let app: WebApp;
  beforeAll(async () => {
    app = await WebApp.start({ SYSTEMS: systems });
    await browser.start();
  });
  beforeEach(() => {
    browser.complaints.length = 0;
  });
  afterAll(async () => {
    await browser.close();
    await app.stop();
  });

  it.each(pages)('draws %s accessibly in both themes and widths, without shifts or complaints', async (path) => {
    const { page } = await browser.open(`${app.url}${path}`);
    expect(await page.evaluate('measured.shift')).toBe(0);
    for (const { colorScheme, width, background } of looks) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const drawn = await page.evaluate(`({
        tooWide: document.documentElement.scrollWidth - document.documentElement.clientWidth > 0,
        background: getComputedStyle(document.documentElement).backgroundColor,
      })`);
      const violations = await browser.violations(page);
      const look = { colorScheme, width };
      expect({ look, drawn, violations }).toEqual({ look, drawn: { tooWide: false, background }, violations: [] });
    }
    // Chromium itself notes the status of the page that is not there.
    const isExpected = (text: string) => path === '/nothing' && text.includes('404 (Not Found)');
    expect(browser.complaints.filter((text) => !isExpected(text))).toEqual([]);
    await page.context().close();
  });

  it('loads at most 120 KB of compressed scripts for the landing page, from nowhere else, and draws it at once', async () => {
    const { page, scriptBytes } = await browser.open(app.url, { viewport: { width: 390, height: 844 } });
    const bytes = await scriptBytes();
    expect(bytes).toBeGreaterThan(20_000);
    expect(bytes).toBeLessThan(120 * 1024);
    const hosts = await page.evaluate<string[]>(
      "performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin)",
    );
    expect([...new Set(hosts)]).toEqual([app.url]);
    expect(await page.evaluate('measured.lcpMs')).toBeGreaterThan(0);
    expect(await page.evaluate('measured.lcpMs')).toBeLessThan(2500);
    expect(await page.evaluate('measured.shift')).toBe(0);
    expect(await page.context().cookies()).toEqual([]);
    await page.context().close();
  });

  it.each([
    ['/', 'Five systems, three stages'],
    ['/status', 'Mesh v2'],
    ['/gallery', 'Moonrise'],
    ['/mesh', 'needs JavaScript'],
  ])('can read %s without JavaScript', async (path, text) => {
    const { page } = await browser.open(`${app.url}${path}`, { javaScriptEnabled: false });
    expect(await page.locator('main').innerText()).toContain(text);
    expect(await page.locator('.needs-script:visible').count()).toBe(0);
    await page.context().close();
  });

  it('keeps the theme that a viewer chose, also over the system’s', async () => {
    const { page } = await browser.open(app.url, { colorScheme: 'light' });
    const background = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    await page.getByLabel('Theme').selectOption('dark');
    expect(await background()).toBe('rgb(20, 23, 26)');
    await page.reload({ waitUntil: 'networkidle' });
    expect(await background()).toBe('rgb(20, 23, 26)');
    expect(await page.getByLabel('Theme').inputValue()).toBe('dark');
    expect(await browser.violations(page)).toEqual([]);
    await page.getByLabel('Theme').selectOption('system');
    expect(await background()).toBe('rgb(255, 255, 255)');
    expect(await page.evaluate('localStorage.length')).toBe(0);
    expect(browser.complaints).toEqual([]);
    await page.context().close();
  });

  it('can be used by keyboard, and tells a change of page', async () => {
    const { page } = await browser.open(app.url);
    const focused = () => page.evaluate('document.activeElement.textContent.trim()');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.locator('nav').getByText('Gallery').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Gallery' }).waitFor();
    await page.locator('[aria-live=polite]', { hasText: 'Gallery' }).waitFor({ state: 'attached' });
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    expect(browser.complaints).toEqual([]);
    await page.context().close();
  });

  it('fetches what a page needs when it is opened from another', async () => {
    const { page } = await browser.open(app.url);
    await page.locator('nav').getByText('Status').click();
    await page.locator('.state[data-state=unknown]').waitFor();
    await page.context().close();
  });
});
