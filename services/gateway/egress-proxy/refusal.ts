/** Why a request gets no connection, and the status that says so. */
const statuses = {
  'not-allowed': 403,
  'ip-literal': 403,
  userinfo: 403,
  'https-without-connect': 403,
  'non-public-address': 403,
  'malformed-target': 400,
  'malformed-request': 400,
  'request-timeout': 408,
  'resolution-failed': 502,
  'connect-failed': 502,
  'response-failed': 502,
  busy: 503,
  'resolution-timeout': 504,
  'connect-timeout': 504,
  'response-timeout': 504,
} as const;

export type RefusalReason = keyof typeof statuses;

const details: Readonly<Record<RefusalReason, string>> = {
  'not-allowed': 'The host and port are not on the allow-list',
  'ip-literal': 'Hosts must be named, addresses are not allowed',
  userinfo: 'The target must not have a user or password',
  'https-without-connect': 'Ask for https destinations by CONNECT',
  'non-public-address': 'The host has an address that is not public',
  'malformed-target': 'The target must be host:port for CONNECT, else http://host[:port]/path',
  'malformed-request': 'The request is malformed',
  'request-timeout': 'The request took too long to arrive',
  'resolution-failed': 'The host has no address',
  'connect-failed': 'The host does not take the connection',
  busy: 'Too many connections are open, try again later',
  'resolution-timeout': 'The address of the host was not found in time',
  'response-failed': 'The host broke off its answer',
  'response-timeout': 'The host did not answer in time',
  'connect-timeout': 'The host did not take the connection in time',
};

/** These are faults of the network and not of the policy: the request was allowed. */
const allowedReasons: ReadonlySet<RefusalReason> = new Set([
  'resolution-failed',
  'resolution-timeout',
  'connect-failed',
  'connect-timeout',
  'response-failed',
  'response-timeout',
]);

export interface Refusal {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly event: 'egress.allowed' | 'egress.denied';
  readonly reason: RefusalReason;
}

export function refusal(reason: RefusalReason, requestId: string): Refusal {
  const body = JSON.stringify({ detail: details[reason], reason, requestId });
  return {
    statusCode: statuses[reason],
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      connection: 'close',
      ...(reason === 'busy' && { 'retry-after': '1' }),
    },
    body,
    event: allowedReasons.has(reason) ? 'egress.allowed' : 'egress.denied',
    reason,
  };
}
