import { type ExecutionResult } from 'graphql';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { type ConsoleApi } from '../../protocol';
import { CopyButton } from '../components/copy-button';
import { EmptyState } from '../components/empty-state';
import { KeyField } from '../components/key-field';
import { contentOf, type TabContent } from '../graphql/example-content';
import { ExampleList } from '../graphql/example-list';
import { defaultNames, namesFrom } from '../graphql/examples';
import { TabExecutions } from '../graphql/tab-executions';
import { TabbedEditor } from '../graphql/tabbed-editor';
import { useConsole, useConsoleStore } from '../state/store-context';
import { useApiKeys } from '../state/use-api-keys';
import { useSharedNames } from '../state/use-shared-names';

type EditorTheme = 'light' | 'dark';

/** They outlive the page, so that a subscription goes on while the reader looks at another one. */
const executionsOfApis = new Map<string, TabExecutions>();

function executionsOf(api: ConsoleApi): TabExecutions {
  const executions = executionsOfApis.get(api.apiId) ?? new TabExecutions(api);
  executionsOfApis.set(api.apiId, executions);
  return executions;
}

function Editor({
  api,
  apiKey,
  theme,
}: {
  readonly api: ConsoleApi;
  readonly apiKey: string;
  readonly theme: EditorTheme;
}): ReactNode {
  const store = useConsoleStore();
  const { session } = useConsole();
  const [names, shareNames] = useSharedNames(api.apiId, session);
  const [opening, setOpening] = useState<TabContent>();
  const onOpened = useCallback(() => setOpening(undefined), []);
  const onResult = useCallback(
    ({ data }: ExecutionResult) => {
      const created = namesFrom(data);
      if (created) shareNames(created);
      store.learnGroupNames(api.apiId, data);
    },
    [api.apiId, shareNames, store],
  );
  return (
    <div className="workbench">
      <details className="card examples-panel" open={matchMedia('(min-width: 60rem)').matches}>
        <summary>Examples</summary>
        <ExampleList names={names} onChoose={(example) => setOpening(contentOf(example, names ?? defaultNames))} />
      </details>
      <TabbedEditor {...{ api, apiKey, theme, names, opening, onOpened, onResult }} executions={executionsOf(api)} />
    </div>
  );
}

function Workbench({ api, theme }: { readonly api: ConsoleApi; readonly theme: EditorTheme }): ReactNode {
  const { keys, problem } = useApiKeys(api.apiId);
  if (problem !== undefined) return <p role="alert">The API key could not be read: {problem}</p>;
  if (!keys) return <p className="muted">Asking for the API key…</p>;
  return <Editor api={api} apiKey={keys[0]?.value ?? ''} theme={theme} />;
}

export default function GraphqlPage({ theme }: { readonly theme: EditorTheme }): ReactNode {
  const { snapshot } = useConsole();
  const [chosen, setChosen] = useState('');
  const apis = useMemo(() => snapshot?.systems.flatMap((system) => system.apis) ?? [], [snapshot]);
  const api = apis.find(({ apiId }) => apiId === chosen) ?? apis[0];
  if (!snapshot) return <p className="muted">Asking the server…</p>;
  if (!api) {
    return (
      <EmptyState title="No GraphQL API is running">
        Start one with <code>npm start -- mesh</code>.
      </EmptyState>
    );
  }
  return (
    <>
      <div className="card api-bar">
        {apis.length > 1 ? (
          <select aria-label="API" value={api.apiId} onChange={(event) => setChosen(event.target.value)}>
            {apis.map(({ apiId, name }) => (
              <option key={apiId} value={apiId}>
                {name}
              </option>
            ))}
          </select>
        ) : (
          <strong>{api.name}</strong>
        )}
        <code className="value">{api.graphqlUrl}</code>
        <CopyButton what="GraphQL address" text={() => Promise.resolve(api.graphqlUrl)} />
        <span className="muted mono">x-api-key</span>
        <KeyField key={api.apiId} apiId={api.apiId} />
      </div>
      <Workbench key={api.apiId} api={api} theme={theme} />
    </>
  );
}
