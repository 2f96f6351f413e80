import { ConsoleBrowser } from '../../support/console-browser';
import { describeWith } from '../../support/requires';

const id = 'eab09673-c799-43ee-b625-6bc3e9313969';

describeWith('chromium', 'Live page', () => {
  const browser = new ConsoleBrowser();
  beforeEach(() => browser.start());
  afterEach(async () => expect(await browser.stop()).toEqual([]));
  afterAll(() => browser.close());

  const answered = (field: string, given: Readonly<Record<string, unknown>>, value: unknown): void =>
    browser.console.events.emit({
      ...{ kind: 'answer', at: Date.now(), apiId: browser.console.api.apiId, field, arguments: given, value },
    });
  const created = (groupId: string, name: string, domain = 'd1'): void =>
    answered('createGroup', { name, hostId: 'host-001', domain }, { id: groupId });
  const dissolved = (groupId: string, message: string): void =>
    browser.console.events.emit({
      ...{ kind: 'publish', at: Date.now(), apiId: browser.console.api.apiId, deliveries: 1 },
      ...{ field: 'dissolveGroup', value: { groupId, domain: 'd1', groupDissolve: { message } } },
    });

  it('shows a group with its name, host and members as soon as it is made', async () => {
    const page = await browser.open('live');
    await page.getByText('No groups yet').waitFor();
    created(id, 'Relay race');
    const card = page.getByRole('article', { name: 'Group Relay race' });
    await card.getByText('host-001').waitFor();
    await card.getByText(id).waitFor();
    answered('joinGroup', { groupId: id, domain: 'd1', nodeId: 'n1' }, { id: 'n1' });
    await card.locator('.node', { hasText: 'n1' }).waitFor();
    answered('leaveGroup', { groupId: id, domain: 'd1', nodeId: 'n1' }, { message: 'left' });
    await card.locator('.node', { hasText: 'n1' }).waitFor({ state: 'detached' });
  });

  it('shows a group that was made before the page was opened, and puts dissolved ones last', async () => {
    created('g1', 'First');
    created('g2', 'Second');
    created('g3', 'Of another domain', 'a-domain');
    dissolved('g1', 'gone');
    const page = await browser.open('live');
    await page.getByRole('article', { name: 'Group First' }).getByText('dissolved').waitFor();
    const names = await page.locator('.group h4').allTextContents();
    expect(names).toEqual(['Of another domain', 'Second', 'First']);
  });

  it.each([1280, 390])('shows the whole of what a dissolved group said at %d px', async (width) => {
    const context = await browser.newContext({ width, height: 800 });
    const page = await browser.open('live', context);
    created(id, 'Relay race');
    dissolved(id, `Group has been dissolved by its host ${'because of the weather '.repeat(5)}`);
    const row = page.locator('.feed li', { hasText: 'dissolved by its host' });
    await row.getByText('Relay race').waitFor();
    const cut = await page.evaluate(
      `[...document.querySelectorAll('.feed li > *')].some((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline')`,
    );
    expect(cut).toBe(false);
  });
});
