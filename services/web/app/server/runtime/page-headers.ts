import { getResponseHeader, setResponseHeader } from 'h3';
import { type NitroApp } from 'nitropack';
import { meshOrigins } from '../../shared/mesh-addresses';
import { contentSecurityPolicy, inlineScriptHashes } from './content-security-policy';
import { useServices } from './services';

/** The only page that talks to Mesh. */
const meshPage = /^\/mesh\/?(\?|$)/;

/** Headers of every page: its content security policy and how long caches may keep it. */
export function addPageHeaders(nitro: NitroApp): void {
  nitro.hooks.hook('render:html', async ({ head, bodyAppend, bodyPrepend }, { event }) => {
    const { mesh } = useServices();
    const settings = meshPage.test(event.path) ? await mesh.get() : undefined;
    const origins = settings?.state === 'available' ? meshOrigins(settings.endpoint) : [];
    // What components render is no part of this: a script that got in there has no hash and does not run.
    const hashes = inlineScriptHashes([...head, ...bodyPrepend, ...bodyAppend]);
    setResponseHeader(event, 'content-security-policy', contentSecurityPolicy(hashes, origins));
  });

  nitro.hooks.hook('render:response', (response, { event }) => {
    delete response.headers?.['x-powered-by'];
    if (event.path.startsWith('/__nuxt_error')) return;
    const { htmlCacheSeconds } = useServices().configuration;
    const isShared = response.statusCode === 200 && getResponseHeader(event, 'set-cookie') === undefined;
    setResponseHeader(
      event,
      'cache-control',
      isShared ? `public, max-age=0, s-maxage=${htmlCacheSeconds}` : 'private, no-store',
    );
  });
}
