import 'graphiql/style.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/systems.css';
import './styles/services.css';
import './styles/graphql.css';
import './styles/live.css';
import './styles/logs.css';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { ConsoleStore } from './state/console-store';
import { StoreProvider } from './state/store-context';

const root = document.getElementById('root');
if (!root) throw new Error('console: the page has no element #root');
createRoot(root).render(
  <StoreProvider value={new ConsoleStore()}>
    <App />
  </StoreProvider>,
);
