import { type ReactNode, useCallback, useRef } from 'react';
import { type ConsoleService, type HttpRates } from '../../protocol';
import { serviceControl } from '../state/service-control';
import { ImageDigest } from './image-digest';
import { StateBadge } from './state-badge';
import { TargetGroup } from './target-group';
import { TaskList } from './task-list';

export function ServiceCard({
  service,
  rates,
  serverMs,
  announce,
}: {
  readonly service: ConsoleService;
  /** Of all target groups. */
  readonly rates: readonly HttpRates[];
  readonly serverMs: number;
  /** Says how `work` began and how it ended. */
  readonly announce: (begins: string, work: () => Promise<string>) => void;
}): ReactNode {
  const { serviceName, stackId, cluster, desiredCount, runningCount, rolloutState, image, targetGroups } = service;
  const toggle = useRef<HTMLButtonElement>(null);
  const focusToggle = useCallback(() => toggle.current?.focus(), []);
  const isStopped = desiredCount === 0;
  const stop = (): void =>
    announce(`Stopping ${serviceName}…`, async () => {
      await serviceControl.stop(service);
      return `${serviceName}: desired count is 0${targetGroups.length > 0 ? ', calls are answered 503' : ''}`;
    });
  const start = (): void =>
    announce(`Starting ${serviceName}…`, async () => {
      const count = await serviceControl.start(service);
      return `${serviceName}: desired count is ${count}`;
    });
  return (
    <article className="card service" aria-labelledby={`service-${cluster}-${serviceName}`}>
      <header>
        <h3 id={`service-${cluster}-${serviceName}`}>{serviceName}</h3>
        <span className="muted">{stackId}</span>
        <span className="service-count">
          <strong>{runningCount}</strong> of <strong>{desiredCount}</strong> running
        </span>
        <span className="service-rollout">
          <span className="muted">rollout</span> <StateBadge state={rolloutState} />
        </span>
        {image === undefined ? <span className="muted">no image released</span> : <ImageDigest image={image} />}
        <button
          ref={toggle}
          type="button"
          className="button small service-toggle"
          aria-label={`${isStopped ? 'Start' : 'Stop'} ${serviceName}`}
          onClick={isStopped ? start : stop}
        >
          {isStopped ? 'Start' : 'Stop'}
        </button>
      </header>
      <div className="service-columns">
        <div className="service-tasks">
          <TaskList
            service={service}
            serverMs={serverMs}
            onFocusLost={focusToggle}
            onStop={({ taskId }) =>
              announce(`Stopping task ${taskId.slice(0, 8)} of ${serviceName}…`, async () => {
                const count = await serviceControl.stopTask(taskId);
                const replaced = count > 0 ? '; the service replaces it' : '';
                return `Task ${taskId.slice(0, 8)} of ${serviceName} has stopped${replaced}`;
              })
            }
          />
        </div>
        <div className="service-groups">
          {targetGroups.length === 0 && <p className="muted">In no target group</p>}
          {targetGroups.map((group) => (
            <TargetGroup
              key={group.arn}
              group={group}
              rates={rates.find(({ name }) => name === group.name)}
              places={service.startCount}
            />
          ))}
        </div>
      </div>
    </article>
  );
}
