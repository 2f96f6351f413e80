import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { type ConsoleService, type ConsoleTask } from '../../protocol';
import { countOf, formatUptime } from './format';
import { StateBadge } from './state-badge';

const idDigits = 8;

function TaskRow({
  task,
  serverMs,
  onStop,
  onFocus,
}: {
  readonly task: ConsoleTask;
  readonly serverMs: number;
  readonly onStop: () => void;
  readonly onFocus: (isFocused: boolean) => void;
}): ReactNode {
  const { taskId, address, lastStatus, healthStatus, startedAtMs, pid, taskDefinition } = task;
  const shortId = taskId.slice(0, idDigits);
  const ends = lastStatus === 'DEACTIVATING' || lastStatus === 'STOPPING';
  return (
    <li className="task">
      <code className="task-id" title={`task ${taskId} of ${taskDefinition}`}>
        {shortId}
      </code>
      <code className="task-address" title={address}>
        {address}
      </code>
      <span className="task-states">
        <StateBadge state={lastStatus} />
        <StateBadge state={healthStatus === 'UNKNOWN' ? 'unchecked' : healthStatus} />
      </span>
      <span className="muted task-uptime">up {formatUptime(Math.max(0, serverMs - startedAtMs))}</span>
      <span className="muted task-pid">{pid === undefined ? 'no process' : `pid ${pid}`}</span>
      <button
        type="button"
        className="button small"
        aria-label={`Stop task ${shortId}`}
        // Stays in the order of the keyboard, unlike a disabled one.
        aria-disabled={ends}
        onClick={() => {
          if (!ends) onStop();
        }}
        onFocus={() => onFocus(true)}
        onBlur={() => onFocus(false)}
      >
        Stop task
      </button>
    </li>
  );
}

/** The tasks of a service, with a row for each that it would have when started: stopping and starting moves nothing. */
export function TaskList({
  service,
  serverMs,
  onStop,
  onFocusLost,
}: {
  readonly service: ConsoleService;
  readonly serverMs: number;
  readonly onStop: (task: ConsoleTask) => void;
  /** The row that had the focus is gone. */
  readonly onFocusLost: () => void;
}): ReactNode {
  const { tasks, stoppedTasks, startCount, desiredCount, serviceName } = service;
  const focusedTask = useRef('');
  useLayoutEffect(() => {
    if (focusedTask.current === '' || tasks.some(({ taskId }) => taskId === focusedTask.current)) return;
    focusedTask.current = '';
    onFocusLost();
  }, [tasks, onFocusLost]);
  const missing = Math.max(0, startCount - tasks.length);
  return (
    <>
      <ul className="tasks" aria-label={`Tasks of ${serviceName}`}>
        {tasks.map((task) => (
          <TaskRow
            key={task.taskId}
            task={task}
            serverMs={serverMs}
            onStop={() => onStop(task)}
            onFocus={(isFocused) => (focusedTask.current = isFocused ? task.taskId : '')}
          />
        ))}
        {Array.from({ length: missing }, (_, place) => (
          <li key={`missing ${place}`} className="task task-missing muted">
            {desiredCount === 0 ? 'stopped: no task here' : 'waits for a task to start'}
          </li>
        ))}
      </ul>
      {stoppedTasks.length === 0 ? (
        <p className="muted stopped-tasks">No task has stopped lately</p>
      ) : (
        <details className="stopped-tasks">
          <summary>{countOf(stoppedTasks.length, 'stopped task')}</summary>
          <ul>
            {stoppedTasks.map(({ taskId, stoppedReason }) => (
              <li key={taskId}>
                <code title={`task ${taskId}`}>{taskId.slice(0, idDigits)}</code> {stoppedReason ?? 'no reason given'}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
