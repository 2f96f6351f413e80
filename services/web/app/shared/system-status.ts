/** What the site knows about a system of its stage; `unknown` when the parameters cannot be read. */
export interface SystemStatus {
  readonly name: string;
  readonly title: string;
  readonly state: 'deployed' | 'not deployed' | 'unknown';
  /** Counts the deployments that changed it, from 1. */
  readonly version?: number | undefined;
  /** ISO 8601, UTC. */
  readonly lastModified?: string | undefined;
}

export interface StatusAnswer {
  readonly stage: string;
  /** When the parameters were asked for: ISO 8601, UTC. */
  readonly checkedAt: string;
  readonly systems: readonly SystemStatus[];
}
