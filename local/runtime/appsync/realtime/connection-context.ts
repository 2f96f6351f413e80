import type { AppsyncApi } from '../api';
import type { Clock } from '../../clock';
import type { RealtimeLimits } from './limits';
import type { WriteTurn } from './socket-writer';
import type { SubscriptionRegistry } from './subscription-registry';

/** What the connections of one API share. */
export interface ConnectionContext {
  readonly api: AppsyncApi;
  readonly clock: Clock;
  readonly limits: RealtimeLimits;
  readonly registry: SubscriptionRegistry;
  readonly turn: WriteTurn;
  /** Writes a line to the API's log group. */
  log(level: 'info' | 'warn' | 'error', message: string): void;
}
