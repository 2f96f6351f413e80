import { GraphiQL } from 'graphiql';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { type ConsoleApi } from '../../protocol';
import { CopyButton } from '../components/copy-button';
import { EmptyState } from '../components/empty-state';
import { KeyField } from '../components/key-field';
import { createFetcher } from '../graphql/create-fetcher';
import { ExampleList } from '../graphql/example-list';
import { defaultNames, firstExample, type Example, type ExampleNames, namesFrom } from '../graphql/examples';
import { sessionOnlyStorage } from '../graphql/editor-storage';
import { ResponseHint } from '../graphql/response-hint';
import { type TabContent, TabOpener } from '../graphql/tab-opener';
import { useConsole, useConsoleStore } from '../state/store-context';
import { useApiKeys } from '../state/use-api-keys';

type EditorTheme = 'light' | 'dark';

const firstTabs = [{ query: firstExample.query }];

function contentOf({ query, variables }: Example, names: ExampleNames): TabContent {
  const values = variables(names);
  return { query, variables: Object.keys(values).length > 0 ? JSON.stringify(values, undefined, 2) : '' };
}

function Editor({
  api,
  apiKey,
  theme,
}: {
  readonly api: ConsoleApi;
  readonly apiKey: string;
  readonly theme: EditorTheme;
}) {
  const store = useConsoleStore();
  const [subscription, setSubscription] = useState('');
  const [names, setNames] = useState(defaultNames);
  const [opening, setOpening] = useState<TabContent>();
  const onOpened = useCallback(() => setOpening(undefined), []);
  const fetcher = useMemo(
    () =>
      createFetcher({
        api,
        apiKey,
        onSubscription: setSubscription,
        onResult: ({ data }) => {
          setNames((known) => namesFrom(data) ?? known);
          store.learnGroupNames(api.apiId, data);
        },
      }),
    [api, apiKey, store],
  );
  return (
    <div className="workbench">
      <details className="card examples-panel" open={matchMedia('(min-width: 60rem)').matches}>
        <summary>Examples</summary>
        <ExampleList onChoose={(example) => setOpening(contentOf(example, names))} />
      </details>
      <div className="card editor">
        <p className="subscription" role="status" data-active={subscription !== ''}>
          {subscription || 'Open an example, then run it with Ctrl+Enter or the play button.'}
        </p>
        <GraphiQL
          fetcher={fetcher}
          forcedTheme={theme}
          storage={sessionOnlyStorage}
          defaultTabs={firstTabs}
          defaultQuery=""
          shouldPersistHeaders={false}
          defaultEditorToolsVisibility="variables"
        >
          <GraphiQL.Logo>
            <TabOpener content={opening} onOpened={onOpened} />
          </GraphiQL.Logo>
          <GraphiQL.Footer>
            <ResponseHint />
          </GraphiQL.Footer>
        </GraphiQL>
      </div>
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
