import { getResponseHeader, setResponseHeader } from 'h3';
import { defineNitroPlugin } from 'nitropack/runtime';
import { addPageHeaders } from './runtime/page-headers';
import { addSite } from './runtime/site-context';

/** What `entry.ts` does, where Nuxt's own development server is the entry. */
export default defineNitroPlugin((nitro) => {
  addSite(nitro);
  addPageHeaders(nitro);
  // Vite puts styles that were changed into the open page.
  nitro.hooks.hook('render:html', (_html, { event }) => {
    const policy = String(getResponseHeader(event, 'content-security-policy'));
    const open = policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");
    setResponseHeader(event, 'content-security-policy', open);
  });
});
