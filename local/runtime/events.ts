/** Something that happened in the runtime, as the console and the logs show it. `at` is in epoch milliseconds. */
export type RuntimeEvent = { readonly at: number } & (
  | {
      readonly kind: 'log';
      /** Name of the log group. */
      readonly source: string;
      readonly level: 'debug' | 'info' | 'warn' | 'error';
      readonly message: string;
      readonly requestId?: string;
    }
  | {
      readonly kind: 'request';
      readonly apiId: string;
      readonly operation: string;
      readonly field?: string;
      readonly durationMs: number;
      readonly errors: number;
    }
  | {
      readonly kind: 'publish';
      readonly apiId: string;
      readonly field: string;
      readonly value: unknown;
      readonly deliveries: number;
    }
  | {
      /** A mutation answered an object that goes to no subscriber. */
      readonly kind: 'answer';
      readonly apiId: string;
      readonly field: string;
      /** As the caller gave them, with the schema's defaults. */
      readonly arguments: Readonly<Record<string, unknown>>;
      /** What the caller selected, by field names. */
      readonly value: unknown;
    }
  | { readonly kind: 'delivery'; readonly apiId: string; readonly latencyMs: number }
  | {
      readonly kind: 'connection';
      readonly apiId: string;
      readonly change: 'open' | 'close' | 'subscribe' | 'unsubscribe';
      readonly connectionId: string;
      /** Connections open after this change. */
      readonly open: number;
      /** Subscriptions of all open connections after this change. */
      readonly subscriptions: number;
    }
  | {
      /** A load balancer answered a request. */
      readonly kind: 'balanced';
      /** Name of the load balancer. */
      readonly loadBalancer: string;
      /** Name of the target group; absent when the load balancer answered by itself. */
      readonly targetGroup?: string;
      readonly status: number;
      readonly durationMs: number;
      /** Time until the target's response headers; absent when it sent none. */
      readonly targetMs?: number;
    }
  | {
      /** A distribution answered a viewer. */
      readonly kind: 'edge';
      /** Id of the distribution. */
      readonly distribution: string;
      /** As in `X-Cache`; `Error` also for an error that was cached. */
      readonly result: 'Hit' | 'Miss' | 'RefreshHit' | 'Error';
      readonly status: number;
      readonly durationMs: number;
      /** Id of the origin that was asked; absent when the cache or the edge itself answered. */
      readonly origin?: string;
    }
  /** Some service of a container cluster changed. */
  | { readonly kind: 'tasks' }
);

/** Carries events from the services to whoever shows them. */
export interface RuntimeEvents {
  emit(event: RuntimeEvent): void;
  /** Calls `listener` for each later event, in order; the result ends that. */
  subscribe(listener: (event: RuntimeEvent) => void): () => void;
}

/** An event bus within this process: listeners are called at once, in the order in which they subscribed. */
export function createRuntimeEvents(): RuntimeEvents {
  const listeners = new Set<(event: RuntimeEvent) => void>();
  return {
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    subscribe: (listener) => {
      // A function of its own, so that one listener may subscribe twice.
      const entry = (event: RuntimeEvent): void => listener(event);
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
  };
}
