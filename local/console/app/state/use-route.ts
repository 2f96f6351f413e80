import { useEffect, useState } from 'react';

export const routes = ['systems', 'graphql', 'live', 'logs'] as const;
export type Route = (typeof routes)[number];

function currentRoute(): Route {
  const name = location.hash.slice(1);
  return routes.find((route) => route === name) ?? 'systems';
}

/** The page that the address names by `#systems` and so on. */
export function useRoute(): Route {
  const [route, setRoute] = useState(currentRoute);
  useEffect(() => {
    const listener = (): void => setRoute(currentRoute());
    addEventListener('hashchange', listener);
    return () => removeEventListener('hashchange', listener);
  }, []);
  return route;
}
