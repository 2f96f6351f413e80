import { useRequestEvent, useState } from '#imports';
import { type Site } from '~~/shared/site';

/** The running site, as its server knows it; browsers get it with the page. */
export function useSite() {
  return useState<Site>('site', () => {
    const site = useRequestEvent()?.context.site;
    return site ?? { stage: 'local', release: 'unknown', imageWidths: [] };
  });
}
