/** A frame that AppSync's realtime endpoint sends. */
export interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A frame, or undefined for text that is none. */
export function parseFrame(text: unknown): Frame | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const frame: unknown = JSON.parse(text);
    return isFrame(frame) ? frame : undefined;
  } catch {
    return undefined;
  }
}

function isFrame(value: unknown): value is Frame {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

interface FrameError {
  readonly message: string;
  readonly errorType: string;
}

/** The first error of an error frame. */
export function firstError({ type, payload }: Frame): FrameError {
  const errors = member(payload, 'errors');
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const text = (name: string, absent: string): string => {
    const value = member(first, name);
    return typeof value === 'string' ? value : absent;
  };
  return { message: text('message', type), errorType: text('errorType', '') };
}

/** How long the endpoint may be silent, from an acknowledgement: `connectionTimeoutMs`, by default five minutes. */
export function silenceMs({ payload }: Frame): number {
  const value = member(payload, 'connectionTimeoutMs');
  return typeof value === 'number' && value > 0 ? value : 300_000;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name] // any object may be read by name
    : undefined;
}

/** The subprotocols that carry an API key to the endpoint: a browser cannot set headers on a WebSocket. */
export function keySubprotocols(endpoint: string, apiKey: string): string[] {
  const json = JSON.stringify(authorization(endpoint, apiKey));
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(json)));
  return ['graphql-ws', `header-${base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')}`];
}

/** What identifies a caller with an API key: the host is that of GraphQL, not of realtime. */
export function authorization(endpoint: string, apiKey: string): Readonly<Record<string, string>> {
  return { host: new URL(endpoint).host, 'x-api-key': apiKey };
}
