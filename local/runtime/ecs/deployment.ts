import { type RolloutState } from './ecs-services';
import { type TaskDefinition } from './task-definition';

/** One rollout of a task definition to a service. The latest is primary; those before go on while they have tasks. */
export class ServiceDeployment {
  readonly id: string;
  readonly definition: TaskDefinition;
  readonly createdAtMs: number;
  updatedAtMs: number;
  rolloutState: RolloutState = 'IN_PROGRESS';
  rolloutStateReason: string;
  /** Tasks that ended before the deployment was complete. */
  failedTasks = 0;
  /** Whether the circuit breaker went back to it; it goes back no further when this fails too. */
  isRollback = false;

  constructor(id: string, definition: TaskDefinition, nowMs: number) {
    this.id = id;
    this.definition = definition;
    this.createdAtMs = nowMs;
    this.updatedAtMs = nowMs;
    this.rolloutStateReason = `ECS deployment ${id} in progress.`;
  }

  /** Takes its place again after a later deployment failed. */
  resume(nowMs: number): void {
    this.isRollback = true;
    this.failedTasks = 0;
    this.rolloutState = 'IN_PROGRESS';
    this.rolloutStateReason = `ECS deployment circuit breaker: rolling back to deploymentId ${this.id}.`;
    this.updatedAtMs = nowMs;
  }

  complete(nowMs: number): void {
    this.rolloutState = 'COMPLETED';
    this.rolloutStateReason = `ECS deployment ${this.id} completed.`;
    this.updatedAtMs = nowMs;
  }

  fail(nowMs: number): void {
    this.rolloutState = 'FAILED';
    this.rolloutStateReason = 'ECS deployment circuit breaker: tasks failed to start.';
    this.updatedAtMs = nowMs;
  }
}

/** Failed tasks at which ECS' circuit breaker ends a deployment: half of the desired count, from 3 to 200. */
export function failureThreshold(desiredCount: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desiredCount / 2)));
}
