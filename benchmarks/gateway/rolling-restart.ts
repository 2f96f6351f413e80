import { Agent, get } from 'node:http';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ecsServices } from '../../local/runtime/adapters/ecs';
import { loadBalancers } from '../../local/runtime/adapters/load-balancing';
import { type EcsServices } from '../../local/runtime/ecs/ecs-services';
import { startRuntime } from '../../local/runtime/runtime';
import { type Figure } from '../support/measure';
import { buildProgram, proxyVariables, type RunningUpstream } from './programs';
import { rollingResources, type RollingService } from './rolling-resources';

const clients = 32;
const settleMs = 2000;
const rolloutTimeoutMs = 180_000;

interface Answers {
  answered: number;
  failed: number;
  /** What was wrong with the first one that failed. */
  firstFault?: string;
}

/**
 * Replaces both tasks of the proxy by those of a new revision while clients go on asking through the load balancer: the
 * runtime's own rolling deployment, with the deployed health checks and deregistration delay.
 */
export async function rollingRestart(upstream: RunningUpstream, directory: string): Promise<readonly Figure[]> {
  const imagesDirectory = join(directory, 'images');
  const digest = `sha256:${basename(await buildProgram('gateway-proxy', imagesDirectory))}`;
  const service = rollingResources(digest, proxyVariables(upstream.port));
  const runtime = await startRuntime({
    deployments: [
      { stackId: 'gateway-proxy-stg', resources: service.resources, outputs: {}, assetsDirectory: directory },
    ],
    dataDirectory: join(directory, 'data'),
    imagesDirectory,
    projectDirectory: directory,
    port: 0,
    loadBalancerPort: 0,
    environment: { PATH: process.env.PATH ?? '' },
  });
  try {
    const services = runtime.find(ecsServices);
    const [listener] = runtime.find(loadBalancers)?.listeners ?? [];
    if (services === undefined || listener === undefined) throw new Error('rolling restart: nothing was started');
    await until('both tasks serve', () => isSettled(services, service.revisions[0]));
    let over = false;
    const answers: Answers = { answered: 0, failed: 0 };
    const url = `http://127.0.0.1:${listener.address.port}/api/users`;
    const load = Promise.all(Array.from({ length: clients }, () => ask(url, answers, () => over)));
    await sleep(settleMs);
    const started = performance.now();
    services.updateService(service.cluster, service.name, { taskDefinition: service.revisions[1] });
    await until('the new revision took over', () => isSettled(services, service.revisions[1]));
    const seconds = (performance.now() - started) / 1000;
    await sleep(settleMs);
    over = true;
    await load;
    const { answered, failed, firstFault } = answers;
    return [
      {
        name: `rolling restart of two tasks under load of ${clients} connections: failed requests, time`,
        measured: `${failed} of ${answered}, ${seconds.toFixed(1)} s${firstFault === undefined ? '' : ` (${firstFault})`}`,
        promised: '0 failed',
      },
    ];
  } finally {
    await runtime.close();
  }
}

function isSettled(services: EcsServices, revision: RollingService['revisions'][number]): boolean {
  const [status] = services.list();
  if (status?.rolloutState !== 'COMPLETED') return false;
  const left = status.tasks.filter(({ lastStatus }) => lastStatus !== 'STOPPED');
  return left.length === status.desiredCount && left.every(({ taskDefinition }) => taskDefinition === revision);
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + rolloutTimeoutMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`rolling restart: not within ${rolloutTimeoutMs} ms: ${what}`);
    await sleep(20);
  }
}

/** One client: a request after the other on its connection. */
async function ask(url: string, answers: Answers, isOver: () => boolean): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  while (!isOver()) {
    const fault = await once(url, agent);
    answers.answered += 1;
    if (fault === undefined) continue;
    answers.failed += 1;
    answers.firstFault ??= fault;
  }
  agent.destroy();
}

/** @returns what went wrong, nothing when the answer is complete and 200 */
function once(url: string, agent: Agent): Promise<string | undefined> {
  return new Promise((resolve) => {
    get(url, { agent }, (answer) => {
      answer.once('error', (error) => resolve(error.message));
      answer.once('end', () => resolve(answer.statusCode === 200 ? undefined : `status ${answer.statusCode ?? 0}`));
      answer.resume();
    }).once('error', (error) => resolve(error.message));
  });
}
