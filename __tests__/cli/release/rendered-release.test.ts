import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployRelease } from '../../../cli/release/deploy-release';
import { connectRelease, type ReleaseClients } from '../../../cli/release/release-clients';
import { releaseFiles } from '../../../cli/release/rendered-release';
import { renderRelease } from '../../../cli/release/render-release';
import { runMigration } from '../../../cli/release/run-migration';
import { TemporaryDirectory } from '../../support/deployed-state';
import { type EcsRuntime, repositoryUrl, server, templateArn } from '../../support/ecs-runtime';
import { addSidecarImage, sidecarRepository, startTwoContainerService } from '../../support/two-container-service';

const passed = { success: true, numTotalTests: 3, numPassedTests: 3, numFailedTests: 0, numFailedTestSuites: 0 };
const options = { interrupts: { throwIfInterrupted: () => undefined }, pollMs: 20, deadlineMs: 30_000 };
const target = { stage: 'stg', service: 'hello' };
/** As a server, but run with other words it is a migration. */
const program = (body: string): string => `
if (process.argv[2] === 'migrate') {
  console.log('migrating', process.env.PORT);
  process.exit(Number(process.argv[3]));
}
${server(body)}`;

describe('a rendered release', () => {
  const directory = new TemporaryDirectory();
  const output = join(directory.path, 'release');
  let runtime: EcsRuntime;
  let clients: ReleaseClients;
  beforeAll(async () => {
    runtime = await startTwoContainerService();
    clients = connectRelease({ endpointUrl: runtime.endpoint, region: 'ap-northeast-1' });
  });
  afterAll(async () => {
    clients.close();
    await runtime.close();
    directory.remove();
  });
  const testsFile = (report: object = passed): string => directory.write('tests.json', JSON.stringify(report));
  const render = async (body = '"one"', report: object = passed) => {
    const digests = [
      { container: 'app', digest: runtime.addImage(program(body)) },
      { container: 'proxy', digest: addSidecarImage(runtime) },
    ];
    const request = { ...target, release: 'build-1', digests, testsFile: testsFile(report), output };
    return renderRelease(request, clients);
  };
  const json = (name: string): unknown => JSON.parse(readFileSync(join(output, name), 'utf8'));
  const overwrite = (name: string, content: unknown) => writeFileSync(join(output, name), JSON.stringify(content));
  const deploy = () => deployRelease({ ...target, directory: output }, clients, options);
  const migrate = (...command: readonly string[]) =>
    runMigration({ ...target, directory: output, command }, clients, options);

  it('is the template with the images by digest, and runs', async () => {
    const { images } = await render();
    expect(json(releaseFiles.release)).toEqual({
      release: 'build-1',
      ...target,
      template: templateArn,
      images,
      tests: { total: 3, passed: 3 },
    });
    expect(json(releaseFiles.images)).toEqual([
      { name: 'app', imageUri: expect.stringContaining(`${repositoryUrl}@sha256:`) },
      { name: 'proxy', imageUri: expect.stringContaining(`${sidecarRepository}@sha256:`) },
    ]);
    expect(json(releaseFiles.revision)).toMatchObject({
      family: 'hello-stg',
      cpu: '256',
      containerDefinitions: [
        { name: 'app', image: images.app },
        { name: 'proxy', image: images.proxy },
      ],
    });
    expect(json(releaseFiles.revision)).not.toHaveProperty('revision');
    const result = await deploy();
    expect(result).toMatchObject({ release: 'build-1', outcome: 'released', images, desiredCount: 2 });
    expect(runtime.status()).toMatchObject({ runningCount: 2, image: images.app, rolloutState: 'COMPLETED' });
  });

  it('is not deployed for good when its tasks fail: ECS goes back', async () => {
    await render();
    const { taskDefinition } = await deploy();
    await render('(process.exit(3), 1)');
    overwrite(releaseFiles.revision, {
      ...(json(releaseFiles.revision) as object), // what render wrote
      containerDefinitions: (
        json(releaseFiles.revision) as { containerDefinitions: { name: string }[] }
      ).containerDefinitions.map((one) =>
        one.name === 'app' ? { ...one, command: ['node', '-e', 'process.exit(3)'] } : one,
      ),
    });
    await expect(deploy()).rejects.toMatchObject({
      code: 'release-failed',
      message: expect.stringContaining('Essential container in task exited: app, exit code 3'),
    });
    expect(runtime.status().taskDefinition).toBe(taskDefinition);
  });

  it.each([
    ['no tests', { ...passed, numTotalTests: 0, numPassedTests: 0 }, 'no-tests', 'none of 0 tests ran'],
    ['only skipped tests', { ...passed, numPassedTests: 0 }, 'no-tests', 'none of 3 tests ran'],
    ['failed tests', { ...passed, success: false, numFailedTests: 1 }, 'tests-failed', '1 of 3 tests'],
    [
      'a test file that did not run',
      { ...passed, success: false, numFailedTestSuites: 1 },
      'tests-failed',
      '1 test files',
    ],
    ['a result that is none', { ok: true }, 'bad-tests', 'not a result of jest'],
  ])('is not rendered with %s', async (_, report, code, message) => {
    rmSync(output, { recursive: true, force: true });
    await expect(render('"one"', report)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect(() => json(releaseFiles.release)).toThrow('ENOENT');
  });

  it('is not rendered without a test result, or from an image that was not pushed', async () => {
    const digests = ['app', 'proxy'].map((container) => ({ container, digest: `sha256:${'a'.repeat(64)}` }));
    const request = { ...target, release: 'build-1', digests, testsFile: testsFile(), output };
    await expect(renderRelease({ ...request, testsFile: join(directory.path, 'none') }, clients)).rejects.toMatchObject(
      {
        code: 'no-tests',
        message: expect.stringContaining('there is no test result'),
      },
    );
    await expect(renderRelease(request, clients)).rejects.toMatchObject({ code: 'no-such-image' });
  });

  describe('that is not what it should be', () => {
    beforeEach(() => render());

    it.each(Object.values(releaseFiles))('is refused without %s, naming it', async (name) => {
      rmSync(join(output, name));
      const before = runtime.status().taskDefinition;
      for (const attempt of [() => deploy(), () => migrate('node', 'server.cjs', 'migrate', '0')]) {
        await expect(attempt()).rejects.toMatchObject({
          code: 'no-release',
          exitCode: 2,
          message: expect.stringContaining(`${name}: is not there, so there is nothing to deploy`),
        });
      }
      expect(runtime.status().taskDefinition).toBe(before);
    });

    it.each([
      [
        'a tag instead of a digest',
        releaseFiles.images,
        [{ name: 'app', imageUri: `${repositoryUrl}:v1` }],
        'not a tag',
      ],
      ['no images', releaseFiles.images, [], 'imagedefinitions.json: is not what a build writes'],
      [
        'no containers',
        releaseFiles.revision,
        { family: 'hello-stg', containerDefinitions: [] },
        'taskdef.json: is not',
      ],
      ['no release', releaseFiles.release, {}, 'release.json: is not what a build writes'],
      [
        'another image in the revision',
        releaseFiles.revision,
        { family: 'hello-stg', containerDefinitions: [{ name: 'app', image: 'x' }] },
        'taskdef.json: container app must run',
      ],
    ])('is refused with %s', async (_, name, content, message) => {
      overwrite(name, content);
      await expect(deploy()).rejects.toMatchObject({
        code: 'bad-release',
        exitCode: 2,
        message: expect.stringContaining(message),
      });
    });

    it('is refused for another service, and when an image is no more in its repository', async () => {
      await expect(
        deployRelease({ stage: 'prod', service: 'hello', directory: output }, clients, options),
      ).rejects.toThrow('is for hello in stg, asked for was hello in prod');
      const { images } = json(releaseFiles.release) as { images: Record<string, string> }; // what render wrote
      const digest = images.proxy?.replace(/^.*sha256:/, '') ?? '';
      rmSync(join(runtime.imagesDirectory, digest), { recursive: true });
      await expect(deploy()).rejects.toThrow(`repository hello-proxy-stg: has no image sha256:${digest}`);
    });

    it('is refused when Terraform has deployed another template since', async () => {
      const { images, ...more } = json(releaseFiles.release) as Record<string, object>; // what render wrote
      overwrite(releaseFiles.release, { ...more, images, template: templateArn.replace(/:1$/, ':0') });
      await expect(deploy()).rejects.toMatchObject({
        code: 'older-template',
        message: expect.stringContaining(`Terraform has deployed ${templateArn} since`),
      });
    });
  });

  describe('its migration', () => {
    beforeAll(() => render());

    it('runs once in the main container beside the service, and ends with 0', async () => {
      const before = runtime.status();
      const result = await migrate('node', 'server.cjs', 'migrate', '0');
      expect(result).toMatchObject({ release: 'build-1', exitCode: 0 });
      expect(result.task).toMatch(/^arn:aws:ecs:ap-northeast-1:111122223333:task\/demo-stg\/[0-9a-f]{32}$/);
      expect(runtime.status()).toMatchObject({
        taskDefinition: before.taskDefinition,
        desiredCount: before.desiredCount,
      });
    });

    it('fails with its exit code and what it wrote last', async () => {
      const failure = migrate('node', 'server.cjs', 'migrate', '5');
      await expect(failure).rejects.toMatchObject({ code: 'migration-failed', exitCode: 1 });
      await expect(failure).rejects.toThrow('the migration ended with exit code 5\n  log: migrating 8080');
    });

    it('fails when its program cannot be started', async () => {
      await expect(migrate('no-such-program')).rejects.toMatchObject({
        message: expect.stringMatching(/exit code 127|did not start/),
      });
    });

    it('is stopped when it takes too long', async () => {
      const slow = runMigration(
        { ...target, directory: output, command: ['node', '-e', 'setInterval(() => {}, 1000)'] },
        clients,
        { ...options, deadlineMs: 200 },
      );
      await expect(slow).rejects.toMatchObject({ code: 'migration-timeout' });
    });
  });
});
