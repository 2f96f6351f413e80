import { type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { type LogEntry, type LogLevel } from '../../protocol';
import { EmptyState } from '../components/empty-state';
import { useConsole, useConsoleStore } from '../state/store-context';
import { LogLine } from '../components/log-line';
import { readLogRecord } from '../components/log-record';
import { moveLineFocus } from '../components/move-line-focus';
import { shortLogGroup } from '../components/shorten';

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];
const maxShown = 1000;
const bottomTolerancePx = 24;

interface Filter {
  readonly source: string;
  readonly level: LogLevel;
  readonly text: string;
}

function matches(entry: LogEntry, { source, level, text }: Filter): boolean {
  if (source !== '' && entry.source !== source) return false;
  if (levels.indexOf(readLogRecord(entry).level) < levels.indexOf(level)) return false;
  return text === '' || `${entry.message} ${entry.requestId ?? ''}`.toLowerCase().includes(text.toLowerCase());
}

export function LogsPage(): ReactNode {
  const store = useConsoleStore();
  const { snapshot, logs, skippedLogs } = useConsole();
  const [filter, setFilter] = useState<Filter>({ source: '', level: 'debug', text: '' });
  const [frozen, setFrozen] = useState<readonly LogEntry[]>();
  const [follow, setFollow] = useState(true);
  const list = useRef<HTMLOListElement>(null);
  const lastTop = useRef(0);
  const apis = snapshot?.systems.flatMap((system) => system.apis) ?? [];
  const entries = frozen ?? logs;
  const sources = useMemo(() => [...new Set(logs.map(({ source }) => source))].sort(), [logs]);
  const shown = useMemo(() => entries.filter((entry) => matches(entry, filter)).slice(-maxShown), [entries, filter]);
  const lastId = shown.at(-1)?.id;
  useLayoutEffect(() => {
    const element = list.current;
    if (follow && element) element.scrollTop = element.scrollHeight;
  }, [follow, lastId]);
  const onScroll = (): void => {
    const element = list.current;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    // Scrolling up stops following, and scrolling back to the end resumes it. New lines alone, which may come before the
    // event of the last scroll does, change nothing.
    if (scrollHeight - scrollTop - clientHeight < bottomTolerancePx) setFollow(true);
    else if (scrollTop < lastTop.current) setFollow(false);
    lastTop.current = scrollTop;
  };
  const waiting = frozen ? logs.filter(({ id }) => id > (frozen.at(-1)?.id ?? 0)).length : 0;
  return (
    <>
      <div className="toolbar" role="group" aria-label="Log filters">
        <label>
          Source
          <select value={filter.source} onChange={(event) => setFilter({ ...filter, source: event.target.value })}>
            <option value="">All</option>
            {sources.map((source) => (
              <option key={source} value={source}>
                {shortLogGroup(source, apis)}
              </option>
            ))}
          </select>
        </label>
        <label>
          Level
          <select
            value={filter.level}
            onChange={(event) => {
              const level = levels.find((name) => name === event.target.value);
              if (level) setFilter({ ...filter, level });
            }}
          >
            {levels.map((level) => (
              <option key={level} value={level}>
                {level === 'error' ? level : `${level} and above`}
              </option>
            ))}
          </select>
        </label>
        <label className="grow">
          Text
          <input
            type="search"
            value={filter.text}
            placeholder="Message or request id"
            onChange={(event) => setFilter({ ...filter, text: event.target.value })}
          />
        </label>
        <span className="toolbar-actions">
          <button
            type="button"
            className="button"
            aria-pressed={frozen !== undefined}
            onClick={() => setFrozen(frozen ? undefined : logs)}
          >
            {frozen ? 'Resume' : 'Pause'}
          </button>
          <button type="button" className="button" aria-pressed={follow} onClick={() => setFollow(!follow)}>
            Follow
          </button>
          <button
            type="button"
            className="button"
            onClick={() => {
              store.clearLogs();
              setFrozen(undefined);
            }}
          >
            Clear
          </button>
        </span>
      </div>
      <p className="muted log-count" role="status">
        {shown.length} of {entries.length} lines
        {frozen && `, paused with ${waiting} waiting`}
        {skippedLogs > 0 && `, ${skippedLogs} came too fast and are not here`}
      </p>
      {shown.length > 0 ? (
        // One stop of Tab for all lines; the arrow keys go on from there.
        <ol
          ref={list}
          className="log"
          tabIndex={0}
          aria-label="Log lines. Arrow up and down choose one, Enter opens it"
          onScroll={onScroll}
          onKeyDown={moveLineFocus}
        >
          {shown.map((entry) => (
            <LogLine key={entry.id} entry={entry} shownSource={shortLogGroup(entry.source, apis)} />
          ))}
        </ol>
      ) : (
        <div className="log log-empty">
          {entries.length > 0 ? (
            <EmptyState title="No line matches">Choose another source or level, or clear the text.</EmptyState>
          ) : (
            <EmptyState title="No log lines yet">
              Send a request from <a href="#graphql">GraphQL</a>; what the functions and resolvers write appears here.
            </EmptyState>
          )}
        </div>
      )}
    </>
  );
}
