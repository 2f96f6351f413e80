import { setResponseHeaders } from 'h3';
import { type NitroApp } from 'nitropack';
import { useRuntimeConfig } from 'nitropack/runtime';
import { useServices } from './services';

/** Gives the pages what they show of the running site, and every answer the headers that all have. */
export function addSite(nitro: NitroApp): void {
  nitro.hooks.hook('request', (event) => {
    const { stage, imageWidths } = useServices().configuration;
    event.context.site = { stage, imageWidths, release: useRuntimeConfig(event).release };
    setResponseHeaders(event, {
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'strict-origin-when-cross-origin',
      // Search engines are to find one stage only.
      ...(stage !== 'prod' && { 'x-robots-tag': 'noindex, nofollow' }),
    });
  });
}
