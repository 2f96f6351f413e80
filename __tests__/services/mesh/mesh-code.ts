import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { MeshSettings } from '../../../services/mesh/settings';
import { bundleAppSyncCode } from '../../support/appsync-bundle';

/** Settings whose values all differ, so that one taken for another shows. */
export const settings: MeshSettings = {
  tableName: 'MeshV2Table-test',
  hostHeartbeatIntervalSeconds: 15,
  hostHeartbeatTtlSeconds: 60,
  memberHeartbeatIntervalSeconds: 20,
  memberHeartbeatTtlSeconds: 90,
  maxConnectionTimeSeconds: 300,
  eventTtlSeconds: 10,
  pollingIntervalSeconds: 2,
};

const serviceDirectory = resolve(__dirname, '../../../services/mesh');

/** All resolvers and functions, such as `resolvers/Query.listGroupsByDomain`. */
export const meshCodeNames: readonly string[] = ['resolvers', 'functions'].flatMap((folder) =>
  readdirSync(resolve(serviceDirectory, folder))
    .sort()
    .map((file) => `${folder}/${file.replace(/\.ts$/, '')}`),
);

export function bundleMeshCode(name: string): string {
  return bundleAppSyncCode(`services/mesh/${name}.ts`, 'MESH_SETTINGS', settings);
}
