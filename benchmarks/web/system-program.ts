/**
 * Runs a rehearsed web system until SIGTERM, as `tristage start web` does, and writes where its parts are as one line of
 * JSON. The edge is then in a process of its own, with nothing of the measurement in it.
 */
import { openAccountObjects } from '../../local/provider/objects/account-objects';
import { awsEndpoints } from '../../local/runtime/adapters/aws-endpoint';
import { loadBalancers } from '../../local/runtime/adapters/load-balancing';
import { placeOf } from '../../local/runtime/adapters/place';
import { edges } from '../../local/runtime/cloudfront/edge';
import { readTaskDefinition } from '../../local/runtime/ecs/task-definitions';
import { type Runtime, startRuntime } from '../../local/runtime/runtime';
import { type Deployment } from '../../local/runtime/state/deployment';
import { readStacks } from '../../cli/cdktf/manifest';
import { Interrupts } from '../../cli/process/interrupts';
import { homeDirectory, openProject } from '../../cli/project';
import { releaseLocally } from '../../cli/release/release-local';
import { readDeployments } from '../../cli/start/deployed-runtime';
import { Steps } from '../../cli/start/steps';
import { stacksOfSystems } from '../../cli/start/systems';
import { type SystemAddresses } from './system-addresses';

const stage = 'stg';

async function main(): Promise<void> {
  const project = openProject(process.cwd(), process.env);
  const stacks = stacksOfSystems(readStacks(project.outputDirectory), ['web'], stage);
  const deployments = await readDeployments(stacks, { directory: homeDirectory(project, 'state') });
  const imagesDirectory = homeDirectory(project, 'images');
  const projectDirectory = project.directory;
  const interrupts = new Interrupts();
  const runtime = await startRuntime({
    deployments,
    dataDirectory: homeDirectory(project, 'runtime'),
    imagesDirectory,
    account: openAccountObjects(homeDirectory(project, 'objects')),
    projectDirectory,
    keepTables: false,
    port: 0,
    loadBalancerPort: 0,
    environment: process.env,
  });
  try {
    const steps = new Steps((line) => process.stderr.write(`${line}\n`), process.stderr);
    await releaseLocally({ runtime, deployments, stage, projectDirectory, imagesDirectory, steps, interrupts });
    process.stdout.write(`${JSON.stringify(addressesOf(runtime, deployments))}\n`);
    await new Promise<void>((resolve) => void interrupts.listen(() => resolve()));
  } finally {
    await runtime.close();
    interrupts.dispose();
  }
}

function addressesOf(runtime: Runtime, deployments: readonly Deployment[]): SystemAddresses {
  const resources = deployments.flatMap((deployment) => deployment.resources);
  const task = resources.find(
    ({ type, attributes }) => type === 'aws_ecs_task_definition' && attributes.family === `web-${stage}`,
  );
  if (task === undefined) throw new Error(`web benchmark: the state has no task definition web-${stage}`);
  const place = placeOf(task);
  const endpoint = runtime.find(awsEndpoints)?.(place);
  // The distribution of the site serves the name that the other one's only begins with `api.`.
  const site = runtime.find(edges)?.distributions.find(({ aliases: [alias = ''] }) => !alias.startsWith('api.'));
  const listener = runtime.find(loadBalancers)?.listeners.find(({ protocol }) => protocol === 'HTTPS');
  const [siteName] = site?.aliases ?? [];
  if (endpoint === undefined || site === undefined || siteName === undefined || listener === undefined) {
    throw new Error('web benchmark: the runtime has no edge, no HTTPS listener, or nothing instead of AWS');
  }
  return {
    siteName,
    edge: site.address,
    loadBalancer: listener.address,
    awsEndpointUrl: endpoint.url,
    region: place.region,
    caFile: runtime.front.caFile,
    containers: [...readTaskDefinition(task).containers],
  };
}

void main();
