import { ServiceKey } from '../adapters/service-registry';
import { type TargetAddress } from '../load-balancing/load-balancers';

/** A deployed distribution and where it is on this machine. */
export interface EdgeDistribution {
  readonly stackId: string;
  readonly id: string;
  /** Deployed names, lower case; may be none. */
  readonly aliases: readonly string[];
  /** `http://<first alias, else domain name>.localhost:<port>`. */
  readonly url: string;
  readonly address: TargetAddress;
}

/** The running distributions of all deployments. */
export interface Edge {
  readonly distributions: readonly EdgeDistribution[];
  /** Forgets all that a distribution has cached. @throws RangeError when there is none with this id */
  invalidate(id: string): void;
}

/** What answers viewers in the place of CloudFront. */
export const edges = new ServiceKey<Edge>('edge');
