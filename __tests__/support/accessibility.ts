import { readFileSync } from 'node:fs';
import { type Page } from 'playwright-core';

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Ids of the accessibility rules that a page breaks, with the elements. */
export async function accessibilityViolations(page: Page): Promise<readonly string[]> {
  // Scripts of the test do not come from the page, so its policy does not speak about them.
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(axeSource);
  return page.evaluate<string[]>(`axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
}
