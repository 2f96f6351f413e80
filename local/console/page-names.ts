import { type ServicesState } from './protocol';

/** The pages, in the order of the navigation. */
export const pageNames = ['systems', 'services', 'graphql', 'live', 'logs'] as const;
export type PageName = (typeof pageNames)[number];

/** What runs, as far as it decides which pages have something to show. */
export interface Running {
  readonly apis: boolean;
  readonly services: boolean;
}

/** The pages that the navigation names. */
export function pagesOf(running: Running): readonly PageName[] {
  const isShown: Readonly<Record<PageName, boolean>> = {
    systems: true,
    services: running.services,
    graphql: running.apis,
    live: running.apis,
    logs: true,
  };
  return pageNames.filter((name) => isShown[name]);
}

/** Whether the page of services has something to show. */
export function isAnyRunning({ services, loadBalancers, distributions }: ServicesState): boolean {
  return services.length + loadBalancers.length + distributions.length > 0;
}
