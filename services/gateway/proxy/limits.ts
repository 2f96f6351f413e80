/** Bounds of what a client or an upstream may cost. Times in milliseconds. */
export interface Limits {
  readonly maxHeadBytes: number;
  readonly maxTargetBytes: number;
  readonly maxHeaders: number;
  readonly maxBodyBytes: number;
  /** Requests of one service at work at once; more are refused with 503. */
  readonly maxConcurrentRequests: number;
  /** From a request's first byte to the end of its head. */
  readonly headTimeoutMs: number;
  /** A connection of a client between requests, or before its first. Longer than the load balancer's 60 s, so that it never reuses one as it is closed. */
  readonly keepAliveTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** From the end of a request to the first byte of its answer. */
  readonly firstByteTimeoutMs: number;
  /** Between two bytes of a body, either way. */
  readonly idleTimeoutMs: number;
  /** A whole request, from its head to the last byte of the answer. Tunnels have none. */
  readonly totalTimeoutMs: number;
  readonly tunnelIdleTimeoutMs: number;
  /** An unused connection to an upstream, where the upstream names no shorter time. */
  readonly upstreamIdleTimeoutMs: number;
  /** How often the times above are looked at: the most by which one can be exceeded. */
  readonly sweepIntervalMs: number;
  /** Oldest answer of the name service that a connection may be based on. */
  readonly maxAddressAgeMs: number;
}

export const defaultLimits: Limits = {
  maxHeadBytes: 16_384,
  maxTargetBytes: 8192,
  maxHeaders: 100,
  maxBodyBytes: 2 * 1024 ** 3,
  maxConcurrentRequests: 512,
  headTimeoutMs: 10_000,
  keepAliveTimeoutMs: 75_000,
  connectTimeoutMs: 3000,
  firstByteTimeoutMs: 30_000,
  idleTimeoutMs: 30_000,
  totalTimeoutMs: 600_000,
  tunnelIdleTimeoutMs: 120_000,
  upstreamIdleTimeoutMs: 15_000,
  sweepIntervalMs: 250,
  maxAddressAgeMs: 30_000,
};
