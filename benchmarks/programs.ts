import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { buildLambdaZip } from '../modules/bundle/lambda-zip';
import { loadEnvironments } from '../environments/load';
import { buildMeshPrograms } from '../stacks/mesh/programs';
import { median, report } from './support/measure';

const coldStarts = 15;
const kb = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;

/** Milliseconds that loading the handler takes in a fresh process, as Lambda's init phase does it. */
function initMs(bundle: string): number {
  const script = `const t = process.hrtime.bigint(); require('${bundle}'); console.log(Number(process.hrtime.bigint() - t) / 1e6)`;
  const env = {
    ...process.env,
    // On Lambda it is Node 22.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_REGION: 'ap-northeast-1',
    DYNAMODB_TABLE_NAME: 'MeshV2Table-stg',
    MESH_EVENT_TTL_SECONDS: '10',
    MESH_SECRET_KEY_PARAMETER: '/mesh/stg/secret-key',
  };
  return Number(execFileSync('node', ['-e', script], { env, encoding: 'utf8' }).trim());
}

const [environment] = loadEnvironments({ shell: { STAGE: 'prod' } });
if (!environment) throw new Error('the stage prod has no environment');
const { code, lambda } = buildMeshPrograms({ ...environment.mesh.settings, tableName: 'MeshV2Table' });
const [largest = ['none', '']] = [...code].sort(([, a], [, b]) => b.length - a.length);
const zip = readFileSync(lambda.path);
const directory = mkdtempSync(join(tmpdir(), 'programs-'));
try {
  const bundle = join(directory, 'index.js');
  writeFileSync(bundle, unzipSync(zip)['index.js'] ?? '');
  const again = buildLambdaZip(join(__dirname, '../services/mesh/lambda/handler.ts'), 'again', directory);
  report('Programs of Mesh', [
    {
      name: `largest of ${code.size} resolver bundles (${largest[0]})`,
      measured: kb(largest[1].length),
      promised: '32 KB',
    },
    { name: 'Lambda package', measured: kb(zip.length), promised: '250 KB' },
    {
      name: 'bytes that differ in a second build',
      measured: again.sha256 === lambda.sha256 ? '0' : 'some',
      promised: '0',
    },
    {
      name: `handler init, median of ${coldStarts} fresh processes`,
      measured: `${median(Array.from({ length: coldStarts }, () => initMs(bundle))).toFixed(0)} ms`,
      promised: '60 ms',
    },
  ]);
} finally {
  rmSync(directory, { recursive: true });
}
