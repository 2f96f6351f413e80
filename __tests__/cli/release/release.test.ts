import { join } from 'node:path';
import { openAccountObjects } from '../../../local/provider/objects/account-objects';
import { releaseImage, type ReleaseOptions } from '../../../cli/release/release';
import { connectRelease, type ReleaseClients } from '../../../cli/release/release-clients';
import { releaseLocally } from '../../../cli/release/release-local';
import { Steps } from '../../../cli/start/steps';
import { TemporaryDirectory } from '../../support/deployed-state';
import {
  type EcsRuntime,
  releaseParameter,
  repositoryUrl,
  server,
  serviceResources,
  startEcsRuntime,
  templateArn,
} from '../../support/ecs-runtime';

const uninterrupted = { throwIfInterrupted: () => undefined };
const options: ReleaseOptions = { interrupts: uninterrupted, pollMs: 20, deadlineMs: 30_000 };

describe('releaseImage', () => {
  let runtime: EcsRuntime;
  let clients: ReleaseClients;
  beforeEach(async () => {
    runtime = await startEcsRuntime({ resources: [releaseParameter()] });
    clients = connectRelease({ endpointUrl: runtime.endpoint, region: 'ap-northeast-1' });
  });
  afterEach(async () => {
    clients.close();
    await runtime.close();
  });
  const release = (digest: string, more: Partial<ReleaseOptions> = {}) =>
    releaseImage({ stage: 'stg', service: 'hello', digests: [{ digest }] }, clients, { ...options, ...more });

  it('brings the first image to a service without tasks, and lets it scale', async () => {
    const digest = runtime.addImage(server('"one"'));
    const result = await release(digest);
    expect(result).toMatchObject({
      outcome: 'released',
      ecsService: 'hello-stg',
      taskDefinition: templateArn.replace(/:1$/, ':2'),
      desiredCount: 2,
    });
    expect(runtime.status()).toMatchObject({ runningCount: 2, rolloutState: 'COMPLETED', image: result.images.app });
    expect(result.images).toEqual({ app: `${repositoryUrl}@${digest}` });
  });

  it('leaves the number of tasks to scaling once the service runs', async () => {
    await release(runtime.addImage(server('"one"')));
    runtime.services.updateService('demo-stg', 'hello-stg', { desiredCount: 3 });
    const result = await release(runtime.addImage(server('"two"')));
    expect(result).toMatchObject({ desiredCount: 3, taskDefinition: templateArn.replace(/:1$/, ':3') });
    expect(runtime.status()).toMatchObject({ desiredCount: 3, taskDefinition: result.taskDefinition });
  });

  it('leaves a service alone that runs the image already, when asked to', async () => {
    const digest = runtime.addImage(server('"one"'));
    const first = await release(digest);
    const again = await release(digest, { skipWhenCurrent: true });
    expect(again).toEqual({ ...first, outcome: 'current' });
    expect((await release(digest)).taskDefinition).toBe(templateArn.replace(/:1$/, ':3'));
  });

  it('fails with ECS’ reasons when the image does not run, after the service went back', async () => {
    const good = await release(runtime.addImage(server('"good"')));
    const failure = release(runtime.addImage('process.exit(9)'));
    await expect(failure).rejects.toMatchObject({ code: 'release-failed', exitCode: 1 });
    await expect(failure).rejects.toThrow('task stopped: Essential container in task exited: app, exit code 9');
    expect(runtime.status().taskDefinition).toBe(good.taskDefinition);
  });

  it('gives up at the deadline, with what happened until then', async () => {
    // It neither serves nor ends.
    const digest = runtime.addImage('setInterval(() => {}, 1000)');
    await expect(release(digest, { deadlineMs: 300 })).rejects.toMatchObject({
      code: 'release-timeout',
      message: expect.stringContaining('hello-stg: not stable within 0 s'),
    });
  });

  it('ends when it is interrupted', async () => {
    const interrupts = {
      throwIfInterrupted: () => {
        throw new Error('stopped by SIGINT');
      },
    };
    await expect(release(runtime.addImage(server('1')), { interrupts })).rejects.toThrow('stopped by SIGINT');
    expect(runtime.status().desiredCount).toBe(0);
  });

  it.each([
    ['another service', { service: 'users' }, 'stage stg: has no service users; services: hello'],
    [
      'another stage',
      { stage: 'prod' },
      'stage prod: has no service to release an image to in this account and region',
    ],
    ['an image that was not pushed', {}, 'repository hello-stg: has no image sha256:aaaa'],
    [
      'another container',
      { digests: [{ container: 'proxy', digest: `sha256:${'a'.repeat(64)}` }] },
      'hello-stg: no release goes to a container proxy; containers: app',
    ],
  ])('refuses %s as bad input', async (_, wrong, message) => {
    const digests = [{ digest: `sha256:${'a'.repeat(64)}` }];
    const failure = releaseImage({ stage: 'stg', service: 'hello', digests, ...wrong }, clients, options);
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toMatchObject({ exitCode: 2 });
    expect(runtime.status().desiredCount).toBe(0);
  });
});

describe('releaseLocally', () => {
  const directory = new TemporaryDirectory();
  const runtimes: EcsRuntime[] = [];
  afterEach(async () => {
    await Promise.all(runtimes.splice(0).map((runtime) => runtime.close()));
  });
  afterAll(() => directory.remove());

  it('builds the images of the project and releases them; the next start finds them running', async () => {
    directory.write(
      'services/images.json',
      JSON.stringify({ hello: { entry: 'services/demo/hello/server.ts', dockerfile: 'Dockerfile' } }),
    );
    directory.write('services/demo/hello/server.ts', server('"built"'));
    directory.write('services/demo/health-check.ts', 'process.exitCode = 0;\n');
    const account = openAccountObjects(join(directory.path, 'objects'));
    const accountTypes = ['aws_ecs_service', 'aws_ecs_task_definition', 'aws_appautoscaling_target'];
    for (const { type, attributes } of serviceResources({}, undefined)) {
      const place = { accountId: '111122223333', region: 'ap-northeast-1' };
      if (accountTypes.includes(type))
        account.create({ type, ...place, attributes: { ...attributes, region: place.region } });
    }
    const lines: string[] = [];
    const steps = new Steps((line) => lines.push(line), { write: () => true });
    const startAndRelease = async (service: Readonly<Record<string, unknown>>) => {
      const imagesDirectory = join(directory.path, 'images');
      const given = { resources: [releaseParameter()], account, service, imagesDirectory };
      const runtime = await startEcsRuntime(given);
      runtimes.push(runtime);
      const results = await releaseLocally({
        runtime: runtime.runtime,
        deployments: [
          { stackId: 'demo-stg', resources: serviceResources(given, undefined), outputs: {}, assetsDirectory: '' },
        ],
        stage: 'stg',
        projectDirectory: directory.path,
        imagesDirectory,
        steps,
        interrupts: uninterrupted,
      });
      return { runtime, results };
    };

    const { runtime: first, results } = await startAndRelease({});
    expect(results).toMatchObject([{ service: 'hello', outcome: 'released', desiredCount: 2 }]);
    expect(first.status().runningCount).toBe(2);
    expect(account.find('aws_appautoscaling_target', {})).toMatchObject([
      { attributes: { suspended_state: [{ dynamic_scaling_out_suspended: false }] } },
    ]);
    await first.close();
    runtimes.pop();

    // Terraform's refresh has brought what the account holds into the state.
    const [object] = account.find('aws_ecs_service', {});
    const { task_definition, desired_count } = object?.attributes ?? {};
    const { runtime: second, results: again } = await startAndRelease({ task_definition, desired_count });
    expect(again).toMatchObject([{ service: 'hello', outcome: 'current', taskDefinition: task_definition }]);
    await second.until(({ runningCount }) => runningCount === 2);
    expect(lines).toEqual([
      expect.stringMatching(/^\[ok\] build the images: hello/),
      expect.stringMatching(/^\[ok\] release the images: hello \(/),
      expect.stringMatching(/^\[ok\] build the images: hello/),
      expect.stringMatching(/^\[ok\] release the images: hello \(as before\)/),
    ]);
  });

  it('does nothing where no stack tells of a release', async () => {
    const lines: string[] = [];
    const results = await releaseLocally({
      runtime: { find: () => undefined },
      deployments: [],
      stage: 'stg',
      projectDirectory: directory.path,
      imagesDirectory: directory.path,
      steps: new Steps((line) => lines.push(line), { write: () => true }),
      interrupts: uninterrupted,
    });
    expect([results, lines]).toEqual([[], []]);
  });
});
