export interface RolloutTask {
  /** Whether it runs and is healthy. */
  readonly serving: boolean;
  readonly startedAtMs: number;
}

export interface RolloutState<T extends RolloutTask> {
  readonly desiredCount: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** Tasks of the primary deployment, without those that end. */
  readonly current: readonly T[];
  /** Tasks of the deployments before it. */
  readonly former: readonly T[];
}

export interface RolloutPlan<T> {
  /** Number of tasks of the primary deployment to start. */
  readonly start: number;
  readonly stop: readonly T[];
}

/**
 * The next step of a rolling deployment as ECS takes it: at most `maximumPercent` of the desired count run at once and
 * at least `minimumHealthyPercent` stay healthy.
 */
export function planRollout<T extends RolloutTask>(state: RolloutState<T>): RolloutPlan<T> {
  const { desiredCount, current, former } = state;
  const most = Math.max(1, Math.floor((desiredCount * state.maximumPercent) / 100));
  const least = Math.ceil((desiredCount * state.minimumHealthyPercent) / 100);
  const surplus = inOrderOfLoss(current).slice(0, Math.max(0, current.length - desiredCount));
  const kept = current.filter((task) => !surplus.includes(task));
  const missing = desiredCount - kept.length;
  const serving = [...kept, ...former].filter((task) => task.serving).length;
  const isFull = kept.length + former.length >= most;
  // What serves is taken away only for what serves already, or to make room where there is none for a new task.
  const floor = isFull && missing > 0 ? Math.min(least, desiredCount) : desiredCount;
  const spare = Math.max(0, serving - floor);
  const idle = former.filter((task) => !task.serving);
  const replaced = inOrderOfLoss(former.filter((task) => task.serving)).slice(0, spare);
  // Former tasks that do not serve yet, or no more, hold a place that the new ones need.
  const given = missing > 0 && !isFull ? [] : idle;
  const stop = [...surplus, ...given, ...replaced];
  const room = most - (kept.length + former.length - given.length - replaced.length);
  return { start: Math.max(0, Math.min(missing, room)), stop };
}

/** Those first whose end costs least: not serving, then the oldest. */
function inOrderOfLoss<T extends RolloutTask>(tasks: readonly T[]): readonly T[] {
  return [...tasks].sort((a, b) => Number(a.serving) - Number(b.serving) || a.startedAtMs - b.startedAtMs);
}
