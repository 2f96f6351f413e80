import { CliProject } from '../../support/cli-project';
import { type EcsRuntime, releaseParameter, repositoryUrl, server, startEcsRuntime } from '../../support/ecs-runtime';

describe('tristage image set', () => {
  const project = new CliProject({ 'hello-stg': { body: { provider: { aws: [{ region: 'ap-northeast-1' }] } } } });
  let runtime: EcsRuntime;
  beforeAll(async () => {
    runtime = await startEcsRuntime({ resources: [releaseParameter()] });
  });
  afterAll(async () => {
    await runtime.close();
    project.remove();
  });
  const set = (...args: readonly string[]) =>
    project.run(['image', 'set', ...args, '--endpoint-url', runtime.endpoint, '--skip-synth']);

  it('releases an image, says what it does on stderr and what runs as JSON on stdout', async () => {
    const digest = runtime.addImage(server('"one"'));
    const { code, stdout, stderr } = await set('stg', 'hello', digest, '--json');
    expect([code, stderr]).toEqual([0, expect.stringContaining('hello: register the revision')]);
    expect(JSON.parse(stdout)).toMatchObject({
      stage: 'stg',
      service: 'hello',
      images: { app: `${repositoryUrl}@${digest}` },
      outcome: 'released',
    });
    expect(runtime.status().runningCount).toBe(2);
  });

  it.each([
    ['a tag', ['stg', 'hello', 'v1'], 'digest must be sha256: and 64 hexadecimal digits, got v1'],
    [
      'an unknown service',
      ['stg', 'users', `sha256:${'a'.repeat(64)}`],
      'stage stg: has no service users; services: hello',
    ],
    ['an unknown stage', ['prd', 'hello', `sha256:${'a'.repeat(64)}`], 'stage must be one of stg, got prd'],
    ['an image that is not there', ['stg', 'hello', `sha256:${'a'.repeat(64)}`], 'repository hello-stg: has no image'],
    ['no digest', ['stg', 'hello'], 'Not enough non-option arguments'],
    [
      'a container that is not released',
      ['stg', 'hello', `proxy=sha256:${'a'.repeat(64)}`],
      'hello-stg: no release goes to a container proxy; containers: app',
    ],
    ['a timeout of none', ['stg', 'hello', 'v1', '--timeout-minutes', '0'], '--timeout-minutes must be more than 0'],
  ])('refuses %s with exit code 2', async (_, args, message) => {
    const { code, stdout, stderr } = await set(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  it('exits 1 when the service rolls back', async () => {
    const { code, stderr } = await set('stg', 'hello', runtime.addImage('process.exit(4)'));
    expect(code).toBe(1);
    expect(stderr).toContain('task stopped: Essential container in task exited: app, exit code 4');
  });

  it('refuses an endpoint that is no URL', async () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const { code, stderr } = await project.run(['image', 'set', 'stg', 'hello', digest, '--endpoint-url', 'nowhere']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--endpoint-url must be a URL of http or https')]);
  });

  it('says inside a rehearsal that nothing runs there', async () => {
    const { code, stderr } = await project.rehearse(['image', 'set', 'stg', 'hello', `sha256:${'a'.repeat(64)}`]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('nothing runs inside a rehearsal')]);
  });

  it('refuses to do nothing', async () => {
    const { code, stderr } = await project.run(['image']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('name what to do with the image: build or set')]);
  });

  it.each([['image'], ['image', 'set']])('%s %s --help names its options and exit codes', async (...words) => {
    const { code, stdout } = await project.run([...words, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('tristage image');
    expect(stdout).toContain('Exit codes');
  });
});
