import { type Task } from './task';

/**
 * Why a service replaces a task that runs, in ECS' words; undefined while nothing is wrong with it or it is within the
 * grace period.
 */
export function unhealthyReason(task: Task, gracePeriodSeconds: number, nowMs: number): string | undefined {
  if (task.runningAtMs === undefined || nowMs - task.runningAtMs < gracePeriodSeconds * 1000) return undefined;
  if (task.health === 'UNHEALTHY') return 'Task failed container health checks';
  for (const { targetGroupArn, health } of task.targets.healths) {
    if (health?.state !== 'unhealthy') continue;
    const reason = health.reason === undefined ? '' : `: ${health.reason}`;
    return `Task failed ELB health checks in (target-group ${targetGroupArn})${reason}`;
  }
  return undefined;
}
