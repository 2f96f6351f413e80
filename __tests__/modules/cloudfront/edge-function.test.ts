import { mkdirSync, mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { EdgeFunction, type EdgeFunctionProps } from '../../../modules/cloudfront/edge-function';
import { buildEdgeZip, type EdgeZipOptions } from '../../../modules/cloudfront/edge-zip';
import { accountId } from '../../support/constructs';
import { writeLambdaZip } from '../../support/lambda-zip';
import { SynthesizedScope } from '../../support/synth-scope';
import { someUsEast1 } from './some-edge';

const directory = mkdtempSync(join(tmpdir(), 'edge-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function write(path: string, text: string): string {
  const file = join(directory, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

describe('EdgeFunction', () => {
  const synth = (change: Partial<EdgeFunctionProps> = {}) =>
    new SynthesizedScope(
      (scope) =>
        void new EdgeFunction(someUsEast1(scope), 'Function', {
          name: 'shop-images',
          description: 'Images',
          code: writeLambdaZip(directory, { 'index.js': 'exports.handler = () => 1' }),
          accountId,
          logRetentionDays: 30,
          ...change,
        }),
    );

  it('is what CloudFront takes: x86-64, a version, and nothing that stays behind in a region', () => {
    const edge = synth().only('aws_lambda_function');
    expect(edge).toMatchObject({
      function_name: 'shop-images',
      runtime: 'nodejs22.x',
      architectures: ['x86_64'],
      publish: true,
      skip_destroy: true,
      timeout: 15,
      memory_size: 1024,
      provider: 'aws.us-east-1',
    });
    for (const field of ['environment', 'layers', 'vpc_config', 'tracing_config', 'dead_letter_config']) {
      expect(edge).not.toHaveProperty(field);
    }
  });

  it('may be taken by Lambda and its edge, and writes its own logs only, in any region', () => {
    const scope = synth({ statements: [{ Sid: 'Read', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }] });
    expect(JSON.parse(String(scope.only('aws_iam_role').assume_role_policy))).toMatchObject({
      Statement: [
        {
          Action: 'sts:AssumeRole',
          Principal: { Service: ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'] },
        },
      ],
    });
    expect(scope.statements()).toEqual([
      {
        Sid: 'Log',
        Effect: 'Allow',
        Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: [
          `arn:aws:logs:*:${accountId}:log-group:/aws/lambda/us-east-1.shop-images:*`,
          expect.stringMatching(/^\$\{aws_cloudwatch_log_group\..*\.arn\}:\*$/),
        ],
      },
      { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' },
    ]);
  });

  it.each<[Partial<EdgeFunctionProps>, string]>([
    [{ timeoutSeconds: 31 }, 'timeoutSeconds must be an integer from 1 to 30, got 31'],
    [{ memorySizeMiB: 64 }, 'memorySizeMiB must be an integer from 128 to 10240, got 64'],
  ])('refuses %j', (change, message) => {
    expect(() => synth(change)).toThrow(`Function: ${message}`);
  });
});

describe('buildEdgeZip', () => {
  const packagesDirectory = join(directory, 'node_modules');
  const manifest = (name: string, dependencies: Readonly<Record<string, string>> = {}) =>
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.2.3', dependencies }));
  const build = (change: Partial<EdgeZipOptions> = {}) =>
    buildEdgeZip({
      entryPoint: write(
        'handler.ts',
        `import { cut } from 'cutter';
         declare const SETTINGS: { readonly width: number };
         export const handler = (): number => cut(SETTINGS.width);`,
      ),
      name: 'cut',
      outputDirectory: join(directory, 'dist'),
      define: { SETTINGS: { width: 320 } },
      packagesDirectory,
      packages: ['cutter'],
      binaries: ['@cutter/linux-x64'],
      ...change,
    });

  beforeAll(() => {
    manifest('cutter', { blade: '^1.0.0' });
    manifest('blade');
    manifest('unused');
    manifest('@cutter/linux-x64');
    write('node_modules/cutter/index.js', 'exports.cut = (n) => n');
    write('node_modules/@cutter/linux-x64/lib/cutter.node', 'binary');
  });

  it('holds the handler with its constants, and the packages with what they depend on', () => {
    const files = unzipSync(readFileSync(build().path));
    expect(Object.keys(files).sort()).toEqual([
      'index.js',
      'node_modules/@cutter/linux-x64/lib/cutter.node',
      'node_modules/@cutter/linux-x64/package.json',
      'node_modules/blade/package.json',
      'node_modules/cutter/index.js',
      'node_modules/cutter/package.json',
    ]);
    const code = strFromU8(files['index.js'] ?? new Uint8Array());
    expect(code).toContain('require("cutter")');
    expect(code).toContain('320');
    expect(code).not.toContain('SETTINGS');
  });

  it('is the same from the same sources, wherever it is put', () => {
    expect(build({ outputDirectory: join(directory, 'again') }).sha256).toBe(build().sha256);
    expect(build({ define: { SETTINGS: { width: 640 } } }).sha256).not.toBe(build().sha256);
  });

  it('refuses to be built without the binaries of the edge, and says how to get them', () => {
    expect(() => build({ binaries: ['@cutter/linux-x64', '@cutter/absent'] })).toThrow(
      'cut: the package must hold binaries for Linux on x86-64, @cutter/absent not installed; ' +
        'run `npm install --no-save --os=linux --cpu=x64 --libc=glibc cutter@1.2.3`',
    );
  });
});
