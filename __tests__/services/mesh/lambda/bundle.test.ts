import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { zipSync } from 'fflate';

const maxZipBytes = 250_000;
const environment = {
  AWS_REGION: 'ap-northeast-1',
  DYNAMODB_TABLE_NAME: 'MeshV2Table-stg',
  MESH_EVENT_TTL_SECONDS: '10',
  MESH_SECRET_KEY_PARAMETER: '/mesh/stg/secret-key',
};

describe('the bundle of the Lambda function', () => {
  const directory = mkdtempSync(join(tmpdir(), 'mesh-function-'));
  const file = join(directory, 'index.js');
  const { outputFiles } = buildSync({
    absWorkingDir: resolve(__dirname, '../../../..'),
    entryPoints: ['services/mesh/lambda/handler.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    minify: true,
    // The SDK's ES modules can be shaken; its CommonJS ones double size and start.
    mainFields: ['module', 'main'],
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  writeFileSync(file, code);
  afterAll(() => rmSync(directory, { recursive: true }));

  const start = (env: Readonly<Record<string, string>>) =>
    spawnSync(process.execPath, ['-e', `console.log(typeof require(${JSON.stringify(file)}).handler)`], {
      encoding: 'utf8',
      env,
    });

  it('fits in 250 KB zipped', () => {
    const zip = zipSync({ 'index.js': code }, { level: 9 });
    expect(code.length).toBeGreaterThan(100_000);
    expect(zip.length).toBeLessThanOrEqual(maxZipBytes);
  });

  it('starts and exports the handler', () => {
    const { stdout, status } = start(environment);
    expect({ stdout, status }).toEqual({ stdout: 'function\n', status: 0 });
  });

  it('does not start without its environment, and says what it lacks', () => {
    const { stderr, status } = start({ ...environment, MESH_SECRET_KEY_PARAMETER: '' });
    expect(status).not.toBe(0);
    expect(stderr).toContain('mesh function: MESH_SECRET_KEY_PARAMETER must be set');
  });

  it('speaks to SSM and DynamoDB, and lets errors out', async () => {
    const operations: string[] = [];
    // Answers as both services would for a table without items.
    const server = createServer((request, response) => {
      const operation = String(request.headers['x-amz-target']);
      operations.push(operation);
      const answer = operation.endsWith('.GetParameter') ? { Parameter: { Value: 'default-secret-key' } } : {};
      request.resume().on('end', () => response.end(JSON.stringify(answer)));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    // A server on a TCP port has an address of this type; the others are of pipes.
    const { port } = server.address() as AddressInfo;
    const args = { groupId: 'g1', domain: 'd1', nodeId: 'n1', hostId: 'h1' };
    const script = `
      const { handler } = require(${JSON.stringify(file)});
      const call = (fieldName) => handler(
        { arguments: ${JSON.stringify(args)}, info: { fieldName }, identity: null,
          request: { headers: { 'x-forwarded-for': '203.0.113.10, 10.0.0.1' } } },
        { awsRequestId: 'request-1', functionName: 'f', functionVersion: '1', memoryLimitInMB: '128' },
      );
      (async () => {
        const replies = [await call('createDomain'), await call('leaveGroup')];
        await call('dissolveGroup').catch((error) => replies.push(error.message));
        console.log('replies ' + JSON.stringify(replies));
      })();`;
    try {
      const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
        timeout: 30_000,
        env: {
          ...environment,
          AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
        },
      });
      const lines = stdout.trim().split('\n');
      const left = { peerId: 'n1', groupId: 'g1', domain: 'd1', message: 'Peer n1 successfully left group g1' };
      expect(lines.pop()).toBe(`replies ${JSON.stringify(['66a98ac8', left, 'Group not found: g1@d1'])}`);
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
        expect.objectContaining({ level: 'INFO', fieldName: 'createDomain', function_request_id: 'request-1' }),
        expect.objectContaining({ level: 'INFO', fieldName: 'leaveGroup', groupId: 'g1', domain: 'd1' }),
      ]);
    } finally {
      await new Promise((closed) => server.close(closed));
    }
    expect(operations).toEqual([
      'AmazonSSM.GetParameter',
      'DynamoDB_20120810.TransactWriteItems',
      'DynamoDB_20120810.DeleteItem',
      'DynamoDB_20120810.GetItem',
    ]);
  });
});
