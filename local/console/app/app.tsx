import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react';
import { type PageName } from '../page-names';
import { ThemeChoice } from './components/theme-choice';
import { LivePage } from './pages/live';
import { LogsPage } from './pages/logs';
import { ServicesPage } from './pages/services';
import { SystemsPage } from './pages/systems';
import { useConsole } from './state/store-context';
import { usePages } from './state/use-pages';
import { useRoute } from './state/use-route';
import { useTheme } from './state/use-theme';

// The editor is most of the page's code, so only this page loads it.
const GraphqlPage = lazy(() => import('./pages/graphql'));

const titles: Readonly<Record<PageName, string>> = {
  systems: 'Systems',
  services: 'Services',
  graphql: 'GraphQL',
  live: 'Live',
  logs: 'Logs',
};
const connections = { connecting: 'Connecting…', open: 'Connected', lost: 'Reconnecting…' } as const;

function Page({ route, theme }: { readonly route: PageName; readonly theme: 'light' | 'dark' }): ReactNode {
  switch (route) {
    case 'systems':
      return <SystemsPage />;
    case 'services':
      return <ServicesPage />;
    case 'graphql':
      return (
        <Suspense fallback={<p className="muted">Loading the editor…</p>}>
          <GraphqlPage theme={theme} />
        </Suspense>
      );
    case 'live':
      return <LivePage />;
    case 'logs':
      return <LogsPage />;
  }
}

export function App(): ReactNode {
  const route = useRoute();
  const pages = usePages();
  const { connection } = useConsole();
  const { theme, shown, choose } = useTheme();
  const main = useRef<HTMLElement>(null);
  const drawnRoute = useRef(route);
  useEffect(() => {
    document.title = `${titles[route]} · tristage`;
    if (drawnRoute.current === route) return;
    drawnRoute.current = route;
    // So that readers of screens hear of the new page.
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [route]);
  return (
    <>
      <button type="button" className="skip-link" onClick={() => main.current?.focus({ preventScroll: true })}>
        Skip to content
      </button>
      <header className="shell-header">
        <span className="brand">
          <span className="brand-mark" aria-hidden="true" />
          tristage
        </span>
        <nav aria-label="Pages">
          {pages.map((name) => (
            <a key={name} href={`#${name}`} aria-current={name === route ? 'page' : undefined}>
              {titles[name]}
            </a>
          ))}
        </nav>
        <span className={`connection connection-${connection}`} role="status">
          {connections[connection]}
        </span>
        <ThemeChoice theme={theme} choose={choose} />
      </header>
      <main ref={main} tabIndex={-1} className={`page page-${route}`} aria-labelledby="page-title">
        <h1 id="page-title" className={route === 'graphql' ? 'visually-hidden' : undefined}>
          {titles[route]}
        </h1>
        <Page route={route} theme={shown} />
      </main>
    </>
  );
}
