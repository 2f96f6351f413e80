import { type Construct } from 'constructs';
import { requireMatch } from '../validate';

const grammar = /^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/;

/** Rejects a name that Elastic Load Balancing gives to no load balancer and no target group. @throws RangeError */
export function requireLoadBalancingName(scope: Construct, name: string): void {
  requireMatch(
    scope,
    'name',
    name,
    grammar,
    '1 to 32 letters, digits or hyphens, with no hyphen at an end and no internal- in front',
  );
}
