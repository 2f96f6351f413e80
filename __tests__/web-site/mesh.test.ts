import { type Page } from 'playwright-core';
import { describeEndpoint, MeshEndpoint } from '../support/mesh-endpoint';
import { dissolveGroup, fireEventsByNode, joinGroup, reportDataByNode } from '../support/mesh-endpoint-operations';
import { describeWith } from '../support/requires';
import { SiteBrowser } from '../support/site-browser';
import { Parameters, WebApp } from '../support/web-app';

describeWith('chromium', 'live view of the web site', () => {
  describeEndpoint('with Mesh as it is deployed', () => {
    const browser = new SiteBrowser();
    // What has been started, even when the rest could not be, the last first.
    const started: (() => Promise<void>)[] = [];
    let mesh: MeshEndpoint;
    let app: WebApp;
    beforeAll(async () => {
      mesh = await MeshEndpoint.start();
      started.unshift(() => mesh.close());
      const parameters = await Parameters.start();
      started.unshift(() => parameters.close());
      await browser.start();
      started.unshift(() => browser.close());
      parameters.put('/mesh/stg/graphql-endpoint', mesh.url);
      parameters.put('/mesh/stg/api-key', mesh.client.apiKey, 'SecureString');
      app = await WebApp.start({
        AWS_ENDPOINT_URL: parameters.endpoint.url,
        MESH_ENDPOINT_PARAMETER: '/mesh/stg/graphql-endpoint',
        MESH_API_KEY_PARAMETER: '/mesh/stg/api-key',
      });
      started.unshift(() => app.stop());
    });
    afterAll(async () => {
      for (const stop of started) await stop();
    });

    async function watch(page: Page, domain: string): Promise<void> {
      await page.getByText('Mesh is available').waitFor();
      await page.getByLabel('Domain').fill(domain);
      await page.getByRole('button', { name: 'List groups' }).click();
      await page.getByRole('button', { name: 'Watch group' }).click();
      await page.locator('.connection[data-kind=subscribed]').waitFor();
    }

    it('shows who is in a group, what nodes report, each event, and the end', async () => {
      const group = await mesh.group({ name: 'group 1' });
      const member = { groupId: group.id, domain: group.domain, nodeId: 'node-a' };
      await mesh.client.call(joinGroup, member);
      await mesh.client.call(reportDataByNode, { ...member, data: [{ key: 'light', value: '10' }] });
      const { page } = await browser.open(`${app.url}/mesh`);
      await watch(page, group.domain);
      const node = page.locator('.node', { hasText: 'node-a' });
      await node.getByText('light').waitFor();
      expect(await node.innerText()).toMatch(/light\s+10/);

      await mesh.client.call(reportDataByNode, { ...member, data: [{ key: 'sound', value: '<b>3</b>' }] });
      await page.locator('.log li', { hasText: 'sound = <b>3</b>' }).waitFor();
      expect(await node.innerText()).toMatch(/light\s+10\s+sound\s+<b>3<\/b>/);
      const firedAt = new Date(mesh.clock.nowMs()).toISOString();
      await mesh.client.call(fireEventsByNode, {
        ...member,
        events: [
          { eventName: 'start', firedAt },
          { eventName: 'go', payload: 'left', firedAt },
        ],
      });
      await page.locator('.log li').nth(2).waitFor();
      const lines = await page.locator('.log li span').allInnerTexts();
      expect(lines).toEqual(['sound = <b>3</b>', 'start', 'go: left']);
      expect(await browser.violations(page)).toEqual([]);

      await mesh.client.call(dissolveGroup, { groupId: group.id, domain: group.domain, hostId: 'host' });
      await page.locator('.connection', { hasText: 'The group was dissolved.' }).waitFor();
      expect(browser.complaints).toEqual([]);
      await page.context().close();
    });

    it('connects again when the endpoint goes and comes back', async () => {
      const group = await mesh.group({ name: 'group 2' });
      const { page } = await browser.open(`${app.url}/mesh`);
      await watch(page, group.domain);
      await mesh.stop();
      await page.locator('.connection[data-kind=waiting]').waitFor();
      await mesh.resume();
      await page.locator('.connection[data-kind=subscribed]').waitFor();
      // Attempts while nothing listened are noted by the browser itself.
      browser.complaints.length = 0;
      await page.context().close();
    });

    it('finds the domain of the viewer’s network, and says when it has no group', async () => {
      const { page } = await browser.open(`${app.url}/mesh`);
      await page.getByRole('button', { name: 'Use my network’s' }).click();
      await page.getByText(/No groups are open in domain [\da-f]{1,8}\./).waitFor();
      expect(await page.getByLabel('Domain').inputValue()).toMatch(/^[\da-f]{1,8}$/);
      await page.context().close();
    });

    it('sends no domain that Mesh’s own clients would not', async () => {
      const { page } = await browser.open(`${app.url}/mesh`);
      await page.getByText('Mesh is available').waitFor();
      await page.getByLabel('Domain').fill('a domain!');
      await page.getByRole('button', { name: 'List groups' }).click();
      expect(await page.locator('input:invalid').count()).toBe(1);
      expect(await page.locator('.notice').innerText()).toContain('Mesh is available');
      await page.context().close();
    });
  });

  it('says so without Mesh', async () => {
    const browser = new SiteBrowser();
    await browser.start();
    const app = await WebApp.start();
    const { page } = await browser.open(`${app.url}/mesh`);
    await page.getByText('Mesh is not deployed in this stage').waitFor();
    expect(await page.getByRole('button', { name: 'List groups' }).isDisabled()).toBe(true);
    expect(await page.evaluate('measured.shift')).toBe(0);
    await browser.close();
    await app.stop();
  });
});
