import { type Topology } from './definitions';
import { readEndpoints } from './read-endpoints';
import { readLoadBalancers } from './read-load-balancers';
import { readCertificates, readPrivateZones, readRecords } from './read-names';
import { type Context } from './read-resources';
import { readAttachments, readTargetGroups } from './read-target-groups';

/**
 * Everything that the deployments say about load balancing; resources of one may refer to those of another.
 * @throws Error naming a resource whose attributes are not as the provider writes them
 */
export function readTopology(context: Context): Topology {
  const zones = readPrivateZones(context);
  return {
    loadBalancers: readLoadBalancers(context),
    targetGroups: readTargetGroups(context),
    attachments: readAttachments(context),
    endpoints: readEndpoints(context),
    zones,
    records: readRecords(context, zones),
    certificates: readCertificates(context),
  };
}
