import { type DeployedResource } from '../state/deployment';
import { type AdapterContext } from './adapter';

export const serviceType = 'aws_ecs_service';
export const clusterType = 'aws_ecs_cluster';

/** The deployed clusters, whose places have an AWS of their own on this machine. */
export function readClusters(context: Pick<AdapterContext, 'resources'>): readonly DeployedResource[] {
  return context.resources(clusterType).map(({ resource }) => resource);
}
