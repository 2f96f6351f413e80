import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliProject } from '../../support/cli-project';
import { type EcsRuntime, server } from '../../support/ecs-runtime';
import { addSidecarImage, startTwoContainerService } from '../../support/two-container-service';

const passed = { success: true, numTotalTests: 1, numPassedTests: 1, numFailedTests: 0, numFailedTestSuites: 0 };
/** What a build on this machine finds; the region is then the build's, so that nothing is synthesized. */
const build = { CODEBUILD_BUILD_ID: 'build-stg:1', AWS_REGION: 'ap-northeast-1' };

describe('tristage release and migration', () => {
  const project = new CliProject({ 'hello-stg': { body: { provider: { aws: [{ region: 'ap-northeast-1' }] } } } });
  let runtime: EcsRuntime;
  beforeAll(async () => {
    runtime = await startTwoContainerService();
    writeFileSync(join(project.directory, 'tests.json'), JSON.stringify(passed));
  });
  afterAll(async () => {
    await runtime.close();
    project.remove();
  });
  const run = (...args: readonly string[]) => project.run(args, { ...build, AWS_ENDPOINT_URL: runtime.endpoint });
  const images = (): readonly string[] => [
    `app=${runtime.addImage(`if (process.argv[2] === 'migrate') process.exit(Number(process.argv[3]));${server('"one"')}`)}`,
    `proxy=${addSidecarImage(runtime)}`,
  ];
  const render = (...more: readonly string[]) =>
    run('release', 'render', 'stg', 'hello', '--tests', 'tests.json', '--output', 'out', ...more);

  it('renders a build, migrates and deploys it, all by the variables of the build', async () => {
    expect(await render('--release', 'build-1', '--images', ...images())).toMatchObject({
      code: 0,
      stdout: `${join(project.directory, 'out')}\n`,
    });
    expect(JSON.parse(readFileSync(join(project.directory, 'out/release.json'), 'utf8'))).toMatchObject({
      release: 'build-1',
      service: 'hello',
      tests: { total: 1, passed: 1 },
    });
    const migration = await run(
      'migration',
      'run',
      'stg',
      'hello',
      '--from',
      'out',
      '--',
      'node',
      'server.cjs',
      'migrate',
      '0',
    );
    expect([migration.code, migration.stdout]).toEqual([
      0,
      expect.stringContaining('the migration of release build-1 ended with 0'),
    ]);
    const deployed = await run('release', 'deploy', 'stg', 'hello', '--from', 'out', '--json');
    expect(deployed.code).toBe(0);
    expect(JSON.parse(deployed.stdout)).toMatchObject({ release: 'build-1', outcome: 'released', desiredCount: 2 });
    expect(runtime.status().runningCount).toBe(2);
  });

  it('exits 1 for a failed migration, whose command the pipeline’s variable may name', async () => {
    const env = { ...build, AWS_ENDPOINT_URL: runtime.endpoint };
    const command = JSON.stringify(['node', 'server.cjs', 'migrate', '4']);
    const migrate = (value: string) =>
      project.run(['migration', 'run', 'stg', 'hello', '--from', 'out'], { ...env, MIGRATION_COMMAND: value });
    const failed = await migrate(command);
    expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining('ended with exit code 4')]);
    const none = await migrate('node');
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('must be a JSON array of words, got node')]);
  });

  it.each([
    ['a build without an id', ['--images', `app=sha256:${'a'.repeat(64)}`], '--release must be 1 to 128 letters'],
    ['a tag', ['--release', 'a', '--images', 'app=v1'], 'container app: digest must be sha256:'],
    ['a container left out', ['--release', 'a', '--images', `app=sha256:${'a'.repeat(64)}`], 'without an image: proxy'],
  ])('refuses to render %s', async (_, args, message) => {
    const { code, stdout, stderr } = await render(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });

  it.each([
    [['release', 'deploy', 'stg', 'hello', '--from', 'nowhere'], 'imagedefinitions.json: is not there'],
    [['release'], 'name what to do with the release'],
    [['migration'], 'name what to do with the migration'],
    [['pipeline'], 'name what to do with the pipeline'],
    [['assets'], 'name what to do with the assets'],
    [['pipeline', 'run', 'stg', 'nothing'], 'no stack of nothing in stage stg; stacks: hello-stg'],
    [
      ['assets', 'upload', 'stg', '--service', 'hello', '--directory', '.', '--release', 'a'],
      'parameter /tristage/stg/assets/hello',
    ],
    [['release', 'rehearse', '--visitors', '0'], '--visitors must be an integer from 1 to 100, got 0'],
  ])('refuses %p with exit code 2', async (args, message) => {
    const { code, stderr } = await run(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr).not.toContain('    at ');
  });

  it.each([
    ['release', 'render'],
    ['release', 'deploy'],
    ['release', 'rehearse'],
    ['migration', 'run'],
    ['pipeline', 'run'],
    ['assets', 'upload'],
    ['assets', 'clean'],
  ])('%s %s --help names its options and exit codes', async (...words) => {
    const { code, stdout } = await project.run([...words, '--help']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Exit codes')]);
  });
});
