import { gzipSync } from 'node:zlib';
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { accessibilityViolations } from './accessibility';
import { launchChromium } from './chromium';

const timeoutMs = 10_000;

/** Counts layout shifts that no viewer caused, and when the largest element was painted. */
const observers = `
  globalThis.measured = { shift: 0, lcpMs: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) measured.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) measured.lcpMs = entry.startTime;
  }).observe({ type: 'largest-contentful-paint', buffered: true });`;

export interface SitePage {
  readonly page: Page;
  /** Bytes of the scripts it loaded, each compressed by gzip. */
  readonly scriptBytes: () => Promise<number>;
}

/** A browser that looks at the site and notes what it complains of: violated policies and failed requests too. */
export class SiteBrowser {
  #browser: Browser | undefined;
  /** So far. */
  readonly complaints: string[] = [];

  async start(): Promise<void> {
    this.#browser = await launchChromium();
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }

  /** Opens an address in a profile of its own and waits until it is still. */
  async open(url: string, options: BrowserContextOptions = {}): Promise<SitePage> {
    if (!this.#browser) throw new Error('site browser: start it first');
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    context.setDefaultTimeout(timeoutMs);
    context.on('weberror', (error) => this.complaints.push(error.error().message));
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    const scripts: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') {
        scripts.push(response.body().then((body) => gzipSync(body).length));
      }
    });
    if (options.javaScriptEnabled !== false) await page.addInitScript(observers);
    await page.goto(url, { waitUntil: 'networkidle' });
    return {
      page,
      scriptBytes: async () => (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0),
    };
  }

  /** Ids of the accessibility rules that a page breaks, with the elements. */
  violations(page: Page): Promise<readonly string[]> {
    return accessibilityViolations(page);
  }
}
