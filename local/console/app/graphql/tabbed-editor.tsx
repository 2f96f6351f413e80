import { DOC_EXPLORER_PLUGIN, DocExplorerContextProvider } from '@graphiql/plugin-doc-explorer';
import { HISTORY_PLUGIN, HistoryContextProvider } from '@graphiql/plugin-history';
import { useEditorContext } from '@graphiql/react';
import { GraphiQL, GraphiQLInterface, GraphiQLProvider } from 'graphiql';
import { type ExecutionResult } from 'graphql';
import { type ReactNode, useMemo, useSyncExternalStore } from 'react';
import { type ConsoleApi } from '../../protocol';
import { countOf } from '../components/format';
import { createFetcher } from './create-fetcher';
import { sessionOnlyStorage } from './editor-storage';
import { type TabContent } from './example-content';
import { type ExampleNames, firstExample } from './examples';
import { KeyboardExit } from './keyboard-exit';
import { NameFollower } from './name-follower';
import { ResponseHint } from './response-hint';
import { TabExecutionProvider } from './tab-execution-provider';
import { type TabExecutions } from './tab-executions';
import { TabOpener } from './tab-opener';

const firstTabs = [{ query: firstExample.query }];
const hint = 'Open an example, then run it with Ctrl+Enter or the play button. Tab leaves the editor.';
const plugins = [DOC_EXPLORER_PLUGIN, HISTORY_PLUGIN];

interface ShownExecutions {
  readonly executions: TabExecutions;
}

/** What the shown tab's subscription does, and which other tabs listen. */
function SubscriptionStatus({ executions }: ShownExecutions): ReactNode {
  const { tabs, activeTabIndex } = useEditorContext({ nonNull: true });
  const states = useSyncExternalStore(executions.subscribe, executions.states);
  const shownId = tabs[activeTabIndex]?.id;
  const status = shownId === undefined ? '' : (states.get(shownId)?.status ?? '');
  const others = [...states].filter(([tabId, { phase }]) => tabId !== shownId && phase === 'listening');
  return (
    <p className="subscription" role="status" data-active={status !== ''}>
      {status || (others.length === 0 && hint)}
      {others.map(([tabId, { operationName, received }]) => (
        <span key={tabId} className="elsewhere">
          {operationName || 'Another tab'} listens in its tab: {countOf(received, 'message')}.
        </span>
      ))}
    </p>
  );
}

function ShownHint({ executions }: ShownExecutions): ReactNode {
  const { tabs, activeTabIndex } = useEditorContext({ nonNull: true });
  const states = useSyncExternalStore(executions.subscribe, executions.states);
  return <ResponseHint hasResponse={Boolean(states.get(tabs[activeTabIndex]?.id ?? '')?.response)} />;
}

/** GraphiQL, put together from its parts so that each of its tabs can run an operation of its own. */
export function TabbedEditor(props: {
  readonly api: ConsoleApi;
  /** Sent as `x-api-key` unless the headers editor says otherwise. */
  readonly apiKey: string;
  readonly theme: 'light' | 'dark';
  readonly executions: TabExecutions;
  readonly names: ExampleNames | undefined;
  /** What to put into a tab; `onOpened` is called when it is there. */
  readonly opening: TabContent | undefined;
  readonly onOpened: () => void;
  readonly onResult: (result: ExecutionResult) => void;
}): ReactNode {
  const { api, apiKey, theme, executions, names, opening, onOpened, onResult } = props;
  const headers = useMemo(() => ({ 'x-api-key': apiKey }), [apiKey]);
  const fetcher = useMemo(() => createFetcher(api, headers), [api, headers]);
  return (
    <div className="card editor">
      <GraphiQLProvider
        fetcher={fetcher}
        storage={sessionOnlyStorage}
        defaultTabs={firstTabs}
        defaultQuery=""
        shouldPersistHeaders={false}
        plugins={plugins}
        referencePlugin={DOC_EXPLORER_PLUGIN}
      >
        <TabExecutionProvider executions={executions} headers={headers} onResult={onResult}>
          <SubscriptionStatus executions={executions} />
          <HistoryContextProvider>
            <DocExplorerContextProvider>
              <GraphiQLInterface
                forcedTheme={theme}
                defaultEditorToolsVisibility="variables"
                showPersistHeadersSettings={false}
              >
                <GraphiQL.Logo>
                  <TabOpener content={opening} onOpened={onOpened} />
                  <NameFollower names={names} />
                  <KeyboardExit />
                </GraphiQL.Logo>
                <GraphiQL.Footer>
                  <ShownHint executions={executions} />
                </GraphiQL.Footer>
              </GraphiQLInterface>
            </DocExplorerContextProvider>
          </HistoryContextProvider>
        </TabExecutionProvider>
      </GraphiQLProvider>
    </div>
  );
}
