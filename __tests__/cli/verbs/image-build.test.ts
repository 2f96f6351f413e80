import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { readImage } from '../../../local/runtime/ecs/image-store';
import { CliProject } from '../../support/cli-project';
import { FakeDocker, type FakeDockerOptions } from '../../support/fake-docker';

const digest = `sha256:${'d'.repeat(64)}`;
const pushedDigest = `sha256:${'e'.repeat(64)}`;
const registry = '111122223333.dkr.ecr.ap-northeast-1.amazonaws.com';

/** SSM with one release parameter, and ECR's logins. */
async function startAws() {
  const targets: string[] = [];
  const state = { denied: false, pushed: false };
  const server = createServer((request, response) => {
    const target = request.headers['x-amz-target'];
    targets.push(String(target));
    const release = {
      cluster: 'web-stg',
      service: 'web-stg',
      taskDefinition: 'web-stg:1',
      container: 'app',
      repository: `${registry}/hello-stg`,
      sidecars: [{ container: 'reverse-proxy', repository: `${registry}/side-stg` }],
      desiredCount: 1,
    };
    const answers: Readonly<Record<string, object>> = {
      'AmazonSSM.GetParametersByPath': {
        Parameters: [{ Name: '/tristage/stg/release/web', Value: JSON.stringify(release) }],
      },
      'AmazonEC2ContainerRegistry_V20150921.DescribeImages': { imageDetails: [{ imageDigest: pushedDigest }] },
      'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken': {
        authorizationData: [{ authorizationToken: Buffer.from('AWS:pass:word').toString('base64') }],
      },
    };
    request.resume();
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (!state.pushed && String(target).endsWith('.DescribeImages')) {
      response.writeHead(400).end(JSON.stringify({ __type: 'ImageNotFoundException', message: 'no such image' }));
    } else if (state.denied && String(target).includes('Authorization')) {
      response.writeHead(400).end(JSON.stringify({ __type: 'AccessDeniedException', message: 'not authorized' }));
    } else {
      response.end(JSON.stringify(answers[String(target)] ?? {}));
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server must have a port');
  return { url: `http://127.0.0.1:${address.port}`, targets, state, close: () => server.close() };
}

describe('tristage image build', () => {
  const project = new CliProject({ 'hello-stg': { body: { provider: { aws: [{ region: 'ap-northeast-1' }] } } } });
  const dockers: FakeDocker[] = [];
  let aws: Awaited<ReturnType<typeof startAws>>;
  beforeAll(async () => {
    const source = {
      entry: 'services/demo/hello/server.ts',
      dockerfile: 'services/demo/Dockerfile',
      buildArguments: { PORT: '3000' },
    };
    const files = {
      'services/images.json': JSON.stringify({ hello: source, side: source, lonely: source }),
      'services/demo/hello/server.ts': 'console.log("hello");\n',
      'services/demo/health-check.ts': 'process.exitCode = 0;\n',
      'services/demo/Dockerfile': 'FROM scratch\nCOPY --chmod=0444 server.cjs health-check.cjs ./\n',
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project.directory, path)), { recursive: true });
      writeFileSync(join(project.directory, path), text);
    }
    aws = await startAws();
  });
  beforeEach(() => {
    aws.targets.length = 0;
    aws.state.denied = false;
    aws.state.pushed = false;
  });
  afterEach(() => {
    for (const docker of dockers.splice(0)) docker.remove();
  });
  afterAll(() => {
    aws.close();
    project.remove();
  });

  const build = async (
    args: readonly string[],
    options: Partial<FakeDockerOptions> = {},
    env: NodeJS.ProcessEnv = {},
  ) => {
    const docker = new FakeDocker({ digest, ...options });
    dockers.push(docker);
    const PATH = `${docker.path}:${process.env.PATH ?? ''}`;
    const result = await project.run(['image', 'build', ...args, '--endpoint-url', aws.url, '--skip-synth'], {
      PATH,
      ...env,
    });
    return { ...result, docker };
  };

  it('builds for Fargate with docker and pushes to the repository of the stage; only the digest is on stdout', async () => {
    const { code, stdout, stderr, docker } = await build(['hello', '--push', 'stg', '--release', 'build-0123456789ab']);
    expect([code, stdout]).toEqual([0, `${digest}\n`]);
    expect(stderr).toContain('#1 [internal] load build definition');
    const [login, buildx] = docker.calls();
    expect(login).toEqual({ args: ['login', '--username', 'AWS', '--password-stdin', registry], stdin: 'pass:word' });
    expect(buildx?.args).toEqual([
      ...['buildx', 'build', '--platform', 'linux/arm64', '--provenance=false', '--progress=plain'],
      ...['--metadata-file', expect.stringMatching(/metadata\.json$/)],
      ...['--file', join(project.directory, 'services/demo/Dockerfile')],
      ...['--tag', `${registry}/hello-stg:build-0123456789ab`, '--build-arg', 'PORT=3000', '--push'],
      expect.stringMatching(/\/images\/[0-9a-f]{64}$/),
    ]);
    expect(docker.calls()).toHaveLength(2);
  });

  it("finds a sidecar's repository, and names the tag by the files without a release", async () => {
    const { code, docker } = await build(['side', '--push', 'stg']);
    expect(code).toBe(0);
    const tag = docker.calls()[1]?.args.find((word) => word.startsWith(registry));
    expect(tag).toMatch(/\/side-stg:build-[0-9a-f]{12}$/);
  });

  it('takes the image that has the tag already, which cannot be pushed again', async () => {
    aws.state.pushed = true;
    const { code, stdout, stderr, docker } = await build(['hello', '--push', 'stg', '--release', 'build-0123456789ab']);
    expect([code, stdout, docker.calls()]).toEqual([0, `${pushedDigest}\n`, []]);
    expect(stderr).toContain('hello-stg:build-0123456789ab is pushed already');
  });

  it("keeps the image in this machine's docker without --push, and asks nobody", async () => {
    const { code, stdout, docker } = await build(['hello', '--release', 'one']);
    expect([code, stdout]).toEqual([0, `${digest}\n`]);
    expect(docker.calls().map(({ args }) => args.slice(0, 2))).toEqual([['buildx', 'build']]);
    expect(docker.calls()[0]?.args).toEqual(expect.arrayContaining(['hello:build-one', '--load']));
    expect(aws.targets).toEqual([]);
  });

  it('builds for this machine alone when told so, without docker', async () => {
    const env = { TRISTAGE_IMAGE_BUILDER: 'local' };
    const { code, stdout, docker } = await build(['hello', '--push', 'stg'], {}, env);
    expect(code).toBe(0);
    expect(await readImage(join(project.home, 'images'), stdout.trim())).toMatchObject({ repository: 'hello' });
    expect(docker.calls()).toEqual([]);
  });

  it.each<[string, readonly string[], Partial<FakeDockerOptions>, string]>([
    [
      'a build that fails',
      ['hello'],
      { build: 'fails' },
      'docker buildx build ended with exit code 1: #1 [internal] load build definition from Dockerfile\nERROR: failed to push: unexpected status: 403 Forbidden',
    ],
    [
      'a docker too old for metadata',
      ['hello'],
      { build: 'writes no metadata' },
      'docker buildx build wrote no metadata\nremedy: use docker 23 or later',
    ],
    ['metadata without a digest', ['hello'], { digest: 'latest' }, 'wrote metadata without the digest of an image'],
    [
      'a refused login',
      ['hello', '--push', 'stg'],
      { login: 'fails' },
      `docker login to ${registry}: Error response from daemon: login attempt failed`,
    ],
  ])('exits 1 after %s, with nothing on stdout', async (_, args, options, message) => {
    const { code, stdout, stderr } = await build(args, options);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('pass:word');
  });

  it('exits 1 when ECR gives no login', async () => {
    aws.state.denied = true;
    const { code, stderr, docker } = await build(['hello', '--push', 'stg']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('ECR registry 111122223333: AccessDeniedException: not authorized'),
    ]);
    expect(docker.calls()).toEqual([]);
  });

  it('says so when there is no docker', async () => {
    const { code, stderr } = await build(['hello'], {}, { PATH: dirname(process.execPath) });
    expect(code).not.toBe(0);
    expect(stderr).toContain('docker: the command cannot be started');
  });

  it.each([
    ['an unknown image', ['world'], {}, 'services/images.json: has no image world; images: hello, side, lonely'],
    [
      'an image of no service',
      ['lonely', '--push', 'stg'],
      {},
      'stage stg: no service runs images of the repository lonely-stg; repositories: hello-stg, side-stg',
    ],
    [
      'a bad release',
      ['hello', '--release', 'A b'],
      {},
      '--release must be at most 64 of a-z, 0-9, dot and hyphen, got A b',
    ],
    [
      'a bad builder',
      ['hello'],
      { TRISTAGE_IMAGE_BUILDER: 'podman' },
      'TRISTAGE_IMAGE_BUILDER must be docker or local, got podman',
    ],
  ])('refuses %s with exit code 2', async (_, args, env, message) => {
    const { code, stdout, stderr, docker } = await build(args, {}, env);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(docker.calls()).toEqual([]);
  });
});
