import { memo, type ReactNode, useEffect, useRef, useState } from 'react';
import { type LogEntry } from '../../protocol';
import { timeOf } from './format';
import { readLogRecord, wholeText } from './log-record';

/** One log line, which opens to all it says. A thousand are drawn anew with each batch unless they are left as they are. */
export const LogLine = memo(function LogLine({
  entry,
  shownSource,
}: {
  readonly entry: LogEntry;
  readonly shownSource: string;
}): ReactNode {
  const { at, source, requestId } = entry;
  const { level, message, rest } = readLogRecord(entry);
  const [isOpen, setIsOpen] = useState(false);
  const whole = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (isOpen) whole.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  return (
    <li className={`log-line level-${level}`}>
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        {/* Reached by the arrow keys, so that Tab need not pass a thousand lines. */}
        <summary tabIndex={-1}>
          <time dateTime={new Date(at).toISOString()}>{timeOf(at)}</time>
          <span className="level">{level}</span>
          <span className="source" title={source}>
            {shownSource}
          </span>
          <span className="line" title={requestId && `request ${requestId}`}>
            <span className="message">{message}</span>
            {rest !== '' && <span className="rest">{rest}</span>}
          </span>
        </summary>
        {isOpen && (
          <pre ref={whole} className="log-whole">
            {requestId === undefined ? source : `${source}\nrequest ${requestId}`}
            {'\n'}
            {wholeText(entry)}
          </pre>
        )}
      </details>
    </li>
  );
});
