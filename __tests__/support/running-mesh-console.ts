import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startConsole } from '../../cli/start/console';
import { type Runtime, startRuntime } from '../../local/runtime/runtime';
import { deployedMesh } from './mesh-endpoint-state';

const cacheDirectory = join(__dirname, '../../dist/console');

export interface RunningMeshConsole {
  /** Address of the page, with a slash at its end. */
  readonly url: string;
  readonly runtime: Runtime;
  /** What the API that the console shows answers to. */
  readonly service: Runtime['services'][number];
  close(): Promise<void>;
}

/** Mesh of stage stg as `tristage start` serves it, with the console on the same port. */
export async function startMeshConsole(): Promise<RunningMeshConsole> {
  const deployment = await deployedMesh();
  const directory = mkdtempSync(join(tmpdir(), 'mesh-console-'));
  const runtime = await startRuntime({
    deployments: [deployment],
    dataDirectory: join(directory, 'data'),
    certificateDirectory: join(directory, 'certificates'),
    projectDirectory: directory,
    keepTables: false,
    port: 0,
    environment: {},
  });
  const console = await startConsole({
    ...{ runtime, deployments: [deployment], systems: ['mesh'], stage: 'stg', cacheDirectory },
    allowedHosts: [],
  });
  const [service] = runtime.services;
  if (service === undefined) throw new Error('mesh-stg: no API is deployed');
  return {
    ...{ url: `${runtime.front.origin}/`, runtime, service },
    close: async () => {
      console.close();
      await runtime.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
