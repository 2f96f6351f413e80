import { useEffect, useState } from 'react';
import { type PageName, pageNames } from '../../page-names';

function currentRoute(): PageName {
  const name = location.hash.slice(1);
  return pageNames.find((route) => route === name) ?? 'systems';
}

/** The page that the address names by `#systems` and so on. */
export function useRoute(): PageName {
  const [route, setRoute] = useState(currentRoute);
  useEffect(() => {
    const listener = (): void => setRoute(currentRoute());
    addEventListener('hashchange', listener);
    return () => removeEventListener('hashchange', listener);
  }, []);
  return route;
}
