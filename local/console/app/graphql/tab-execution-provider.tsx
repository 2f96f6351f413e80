import {
  EditorContext,
  type EditorContextType,
  ExecutionContext,
  useAutoCompleteLeafs,
  useEditorContext,
} from '@graphiql/react';
import { type ExecutionResult } from 'graphql';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { readJsonObject } from './read-json-object';
import { type TabExecutions, type TabOperation } from './tab-executions';

export interface TabExecutionProviderProps {
  readonly executions: TabExecutions;
  /** Sent with each operation unless the headers editor says otherwise. */
  readonly headers: Readonly<Record<string, string>>;
  readonly onResult: (result: ExecutionResult) => void;
  readonly children: ReactNode;
}

/** @param completed the query with the fields that GraphiQL has added, empty or undefined without a schema */
function readOperation(editor: EditorContextType, completed = ''): TabOperation {
  const { queryEditor, variableEditor, headerEditor } = editor;
  const headers = Object.entries(readJsonObject(headerEditor?.getValue() ?? '', 'headers') ?? {});
  return {
    query: completed === '' ? (queryEditor?.getValue() ?? '') : completed,
    operationName: queryEditor?.operationName ?? null,
    variables: readJsonObject(variableEditor?.getValue() ?? '', 'variables'),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
  };
}

/**
 * Gives each tab of the editor an execution of its own. GraphiQL has one for all tabs and ends it when another tab is
 * shown, so this stands between it and its provider, and takes the place of both contexts that say so.
 */
export function TabExecutionProvider({
  executions,
  headers,
  onResult,
  children,
}: TabExecutionProviderProps): ReactNode {
  const editor = useEditorContext({ nonNull: true });
  const autoCompleteLeafs = useAutoCompleteLeafs({ caller: TabExecutionProvider });
  const states = useSyncExternalStore(executions.subscribe, executions.states);
  const { tabs, activeTabIndex, responseEditor } = editor;
  const tabId = tabs[activeTabIndex]?.id;
  const shown = tabId === undefined ? undefined : states.get(tabId);
  const latest = useRef({ editor, autoCompleteLeafs, tabId, headers, onResult });
  const stopping = useRef<string>(undefined);

  useEffect(() => {
    latest.current = { editor, autoCompleteLeafs, tabId, headers, onResult };
  });
  useEffect(() => executions.retain(tabs.map(({ id }) => id)), [executions, tabs]);
  useEffect(() => {
    // GraphiQL fills the pane with what it knows of a tab each time that it draws one.
    if (!shown || !responseEditor || responseEditor.getValue() === shown.response) return;
    responseEditor.setValue(shown.response);
  }, [shown, responseEditor, tabs, activeTabIndex]);

  const run = useCallback(() => {
    const now = latest.current;
    if (now.tabId === undefined) return;
    if (executions.states().get(now.tabId)?.phase === 'listening') {
      executions.stop(now.tabId);
      return;
    }
    try {
      const operation = readOperation(now.editor, now.autoCompleteLeafs());
      executions.run(now.tabId, { ...operation, headers: { ...now.headers, ...operation.headers } }, now.onResult);
    } catch (error) {
      executions.refuse(now.tabId, error instanceof Error ? error.message : String(error));
    }
  }, [executions]);
  const stop = useCallback(() => {
    const ending = latest.current.tabId;
    stopping.current = ending;
    // GraphiQL stops before it shows another tab as well; then the change, which comes next, takes this back.
    queueMicrotask(() => {
      if (ending === undefined || stopping.current !== ending) return;
      stopping.current = undefined;
      executions.stop(ending);
    });
  }, [executions]);

  const execution = useMemo(
    () => ({
      isFetching: shown?.phase === 'fetching',
      isSubscribed: shown?.phase === 'listening',
      operationName: null,
      run,
      stop,
    }),
    [shown?.phase, run, stop],
  );
  const keptEditor = useMemo(
    () => ({
      ...editor,
      changeTab: (index: number) => {
        stopping.current = undefined;
        editor.changeTab(index);
      },
    }),
    [editor],
  );
  return (
    <EditorContext.Provider value={keptEditor}>
      <ExecutionContext.Provider value={execution}>{children}</ExecutionContext.Provider>
    </EditorContext.Provider>
  );
}
