import { AppSyncCode } from '../../support/appsync-code';
import { bundleMeshCode } from './mesh-code';

/** Bundles and loads one resolver or function of Mesh, such as `functions/putGroup`. */
export function loadMeshCode(name: string): AppSyncCode {
  return new AppSyncCode(bundleMeshCode(name));
}

/** `fixedNowMs` in whole seconds, rounded down as liveness and ttl want it. */
export const nowSeconds = Date.UTC(2026, 0, 31, 9, 0, 0) / 1000;
export const nowIso = '2026-01-31T09:00:00.500Z';

/** A group as it is stored, live at `nowSeconds`. */
export const storedGroup = {
  pk: 'DOMAIN#d1',
  sk: 'GROUP#g1#METADATA',
  id: 'g1',
  domain: 'd1',
  fullId: 'g1@d1',
  name: 'Class 1',
  hostId: 'host-1',
  createdAt: '2026-01-31T08:59:00.123Z',
  expiresAt: '2026-01-31T09:04:00.123Z',
  heartbeatAt: nowSeconds - 10,
  ttl: nowSeconds + 50,
  useWebSocket: false,
  pollingIntervalSeconds: 7,
  gsi_pk: 'GROUP#g1',
  gsi_sk: 'DOMAIN#d1',
} as const;
