/**
 * A program that serves a deployed Mesh, with its tables kept on disk, until it is killed. It gets the stack's
 * directory, the directory of the states and one for its data; when all is ready it prints one line with its port.
 */
import { join } from 'node:path';
import { startRuntime } from '../../local/runtime/runtime';
import { readDeployment } from '../../local/runtime/state/read-deployment';

async function serve(stackDirectory: string, stateDirectory: string, directory: string): Promise<void> {
  const deployment = await readDeployment({ stackDirectory, state: { directory: stateDirectory } });
  const runtime = await startRuntime({
    deployments: [deployment],
    dataDirectory: join(directory, 'data'),
    certificateDirectory: join(directory, 'certificates'),
    projectDirectory: directory,
    keepTables: true,
    port: 0,
  });
  process.stdout.write(`${runtime.front.port}\n`);
}

const [stackDirectory = '', stateDirectory = '', directory = ''] = process.argv.slice(2);
void serve(stackDirectory, stateDirectory, directory);
