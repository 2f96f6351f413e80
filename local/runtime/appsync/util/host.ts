/** How the caller proved who it is; `util.authType` answers AppSync's words for it. */
export type AuthorizationMode = 'API_KEY' | 'AWS_IAM' | 'AMAZON_COGNITO_USER_POOLS' | 'OPENID_CONNECT' | 'AWS_LAMBDA';

/** All that resolver code may see of the world. */
export interface RuntimeHost {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly nowMs: () => number;
  /** Exactly `count` random bytes. */
  readonly randomBytes: (count: number) => Uint8Array;
  /**
   * Seconds east of UTC in a region of the time zone database (`Asia/Tokyo`) at a moment in milliseconds; undefined when
   * the region is unknown. @default no region is known: `util.time` takes UTC and fixed offsets only
   */
  readonly zoneOffsetSeconds?: (zone: string, epochMs: number) => number | undefined;
  /** Authorization mode of the request. @default API_KEY */
  readonly authType?: AuthorizationMode;
  /** Receives `console.log` and `console.error`, one formatted line a call. @default the lines are dropped */
  readonly log?: (level: 'log' | 'error', line: string) => void;
}
