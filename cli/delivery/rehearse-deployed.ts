import { type Context } from '../context';
import { homeDirectory } from '../project';
import { markRunning } from '../rehearsal/running-marker';
import { readStacks } from '../cdktf/manifest';
import { readDeployments, startDeployed } from '../start/deployed-runtime';
import { type Steps } from '../start/steps';
import { publishEndpoints } from '../start/running-endpoints';
import { endpointsOf } from '../start/endpoints-of';
import { stacksOfSystems } from '../start/systems';
import { rehearseRelease, type RehearseReleaseOptions, type ReleaseRehearsal } from './rehearse-release';

export type RehearseDeployedOptions = Omit<RehearseReleaseOptions, 'runtime' | 'deployments' | 'steps'>;

/** Runs what the last rehearsal deployed of a system, and rehearses a release of it. */
export async function rehearseDeployed(
  context: Context,
  options: RehearseDeployedOptions,
  steps: Steps,
): Promise<ReleaseRehearsal> {
  const { project } = context;
  const { system, stage } = options;
  const stacks = stacksOfSystems(readStacks(project.outputDirectory), [system], stage);
  const mark = markRunning(project, 'rehearsal', `tristage release rehearse ${stage}`);
  try {
    const state = { directory: homeDirectory(project, 'state') };
    const deployments = await steps.run('read the state', () => readDeployments(stacks, state));
    const runtime = await steps.run('start the services', () =>
      startDeployed(context, deployments, {
        state,
        port: 0,
        loadBalancerPort: 0,
        host: '127.0.0.1',
        allowHost: [],
        keepTables: false,
      }),
    );
    const endRunning = publishEndpoints(project, {
      stacks: stacks.map(({ id }) => id),
      endpoints: endpointsOf(runtime, deployments),
    });
    try {
      return await rehearseRelease(context, { ...options, runtime, deployments, steps });
    } finally {
      endRunning();
      await runtime.close();
    }
  } finally {
    mark.remove();
  }
}
