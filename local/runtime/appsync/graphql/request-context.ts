import type { Caller, GraphqlErrorEntry } from '../api';
import type { PreparedOperation } from './documents';

/** What one GraphQL request gathers while its fields are resolved. */
export class RequestContext {
  readonly requestId: string;
  readonly caller: Caller;
  readonly prepared: PreparedOperation;
  /** As the client sent them. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** With defaults, in the types of the operation. */
  readonly coerced: Readonly<Record<string, unknown>>;
  /** Ends when the request has run out of time. */
  readonly signal: AbortSignal;
  /** Of `util.appendError`. */
  readonly errors: GraphqlErrorEntry[] = [];
  readonly responseHeaders = new Map<string, string>();
  /** Of `extensions.invalidateSubscriptions`, by the response key of the operation's field. */
  readonly invalidations = new Map<string, unknown[]>();
  /** Of a subscription's resolver. */
  subscriptionFilter: unknown = undefined;
  subscriptionInvalidationFilter: unknown = undefined;
  /** Resolvers run so far. */
  resolvers = 0;
  /** `ctx.request` and `ctx.identity` as JSON text: the same for all fields. */
  readonly requestText: string;
  readonly identityText: string;

  constructor(options: Pick<RequestContext, 'requestId' | 'caller' | 'prepared' | 'variables' | 'coerced' | 'signal'>) {
    this.requestId = options.requestId;
    this.caller = options.caller;
    this.prepared = options.prepared;
    this.variables = options.variables;
    this.coerced = options.coerced;
    this.signal = options.signal;
    const { headers, domainName, identity } = options.caller;
    this.requestText = JSON.stringify({ headers, domainName });
    this.identityText = JSON.stringify(identity);
  }
}
