import { type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { launchChromium } from './chromium';
import { type ConsoleOptions } from '../../local/console/server';
import { type RunningConsole, startConsole } from './running-console';

/** Deadline of what a page does at once. */
const timeoutMs = 10_000;

/** The console beside one small API, and a browser that looks at it and notes what it complains of. */
export class ConsoleBrowser {
  #browser: Browser | undefined;
  #console: RunningConsole | undefined;
  #complaints: string[] = [];

  get console(): RunningConsole {
    if (!this.#console) throw new Error('console browser: start it first');
    return this.#console;
  }

  async start(options: Partial<ConsoleOptions> = {}): Promise<void> {
    this.#browser ??= await launchChromium();
    this.#console = await startConsole(options);
    this.#complaints = [];
  }

  /** Ends the console and its pages; the result is what these complained of. */
  async stop(): Promise<readonly string[]> {
    for (const context of this.#browser?.contexts() ?? []) await context.close();
    await this.#console?.close();
    return this.#complaints;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }

  /** A profile of its own; its pages share what a browser's tabs share. */
  async newContext(
    viewport = { width: 1280, height: 800 },
    options: BrowserContextOptions = {},
  ): Promise<BrowserContext> {
    if (!this.#browser) throw new Error('console browser: start it first');
    const context = await this.#browser.newContext({ viewport, ...options });
    context.setDefaultTimeout(timeoutMs);
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.#complaints.push(message.text());
    });
    context.on('weberror', (error) => this.#complaints.push(error.error().message));
    return context;
  }

  async open(name: string, context?: BrowserContext): Promise<Page> {
    const page = await (context ?? (await this.newContext())).newPage();
    await page.goto(`${this.console.url}#${name}`);
    await page.locator('.connection-open').waitFor();
    return page;
  }
}
