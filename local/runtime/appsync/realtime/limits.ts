/** Bounds of one API's realtime endpoint. The first four are AppSync's own quotas, the others guard this machine. */
export interface RealtimeLimits {
  /** Subscriptions of one connection, those being started included. @default 100 */
  readonly subscriptionsPerConnection: number;
  /** Bytes of one `data` payload; a larger one is logged and not delivered. @default 245760 (240 KB) */
  readonly messageBytes: number;
  /** Milliseconds between two `ka` messages. @default 60000 */
  readonly keepAliveIntervalMs: number;
  /** Milliseconds after which a connection is closed, busy or not. @default 86400000 (24 hours) */
  readonly connectionDurationMs: number;
  /** Milliseconds an open connection may stay without authorization. @default 15000 */
  readonly authorizationTimeoutMs: number;
  /** Bytes of one inbound message; a larger one closes the connection with 1009. @default 1048576 (1 MiB) */
  readonly inboundMessageBytes: number;
  /** Inbound messages of one connection in one second; the rest is answered `LimitExceededError`. @default 500 */
  readonly inboundMessagesPerSecond: number;
  /** Bytes that may wait for a slow reader before its connection is cut. @default 4194304 (4 MiB) */
  readonly bufferedBytes: number;
  /** Milliseconds that `close` waits for the clients' close frames. @default 1000 */
  readonly closeTimeoutMs: number;
}

const DEFAULTS: RealtimeLimits = {
  subscriptionsPerConnection: 100,
  messageBytes: 240 * 1024,
  keepAliveIntervalMs: 60_000,
  connectionDurationMs: 24 * 60 * 60 * 1000,
  authorizationTimeoutMs: 15_000,
  inboundMessageBytes: 1024 * 1024,
  inboundMessagesPerSecond: 500,
  bufferedBytes: 4 * 1024 * 1024,
  closeTimeoutMs: 1_000,
};

/**
 * The limits with defaults for those not given.
 * @throws RangeError when a limit is no positive number.
 */
export function realtimeLimits(given: Partial<RealtimeLimits> = {}): RealtimeLimits {
  const limits = { ...DEFAULTS, ...given };
  for (const [name, value] of Object.entries(limits)) {
    if (value > 0) continue;
    throw new RangeError(`realtime limits: ${name} must be a number above 0, got ${value}`);
  }
  return limits;
}
