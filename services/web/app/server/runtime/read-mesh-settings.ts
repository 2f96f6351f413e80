import { realtimeUrlOf } from '../../shared/mesh-addresses';
import { type MeshSettings } from '../../shared/mesh-settings';
import { type Configuration } from './configuration';
import { type Log } from './json-log';
import { type ParameterReader } from './parameter-reader';

export interface MeshSettingsOptions {
  readonly configuration: Pick<Configuration, 'meshEndpointParameter' | 'meshApiKeyParameter'>;
  readonly readParameters: ParameterReader;
  readonly log: Log;
}

/**
 * How to reach Mesh, as its stack wrote it: `not deployed` when a parameter is absent, `unknown`, with a line in the
 * log, when SSM does not answer or holds no address.
 */
export async function readMeshSettings({
  configuration: { meshEndpointParameter, meshApiKeyParameter },
  readParameters,
  log,
}: MeshSettingsOptions): Promise<MeshSettings> {
  if (meshEndpointParameter === undefined || meshApiKeyParameter === undefined) return { state: 'not deployed' };
  try {
    const parameters = await readParameters([meshEndpointParameter, meshApiKeyParameter]);
    const endpoint = parameters.get(meshEndpointParameter)?.value;
    const apiKey = parameters.get(meshApiKeyParameter)?.value;
    if (endpoint === undefined || apiKey === undefined) return { state: 'not deployed' };
    return { state: 'available', endpoint, realtimeUrl: realtimeUrlOf(endpoint), apiKey };
  } catch (error) {
    log.write('WARNING', 'parameters not read', { purpose: 'mesh', detail: String(error) });
    return { state: 'unknown' };
  }
}
