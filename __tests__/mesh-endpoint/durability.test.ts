import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { TemporaryDirectory } from '../support/deployed-state';
import { describeEndpoint } from '../support/mesh-endpoint';
import { MeshClient } from '../support/mesh-endpoint-client';
import { createGroup, joinGroup, listGroupStatuses, reportDataByNode } from '../support/mesh-endpoint-operations';
import { deployedMesh, deployedStates } from '../support/mesh-endpoint-state';

const program = join(__dirname, '../support/mesh-endpoint-server.ts');

describeEndpoint('a server that is killed in the middle of writes', () => {
  const directory = new TemporaryDirectory();
  let apiKey = '';
  let args: readonly string[] = [];
  const children = new Set<ChildProcess>();
  beforeAll(async () => {
    const { assetsDirectory, outputs } = await deployedMesh();
    apiKey = String(outputs.GraphQLApiKey?.value);
    args = ['--import', 'tsx', program, assetsDirectory, await deployedStates(), directory.path];
  });
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
    directory.remove();
  });

  const startServer = async (): Promise<{ readonly child: ChildProcess; readonly client: MeshClient }> => {
    const child = spawn(process.execPath, args, {
      cwd: join(__dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.add(child);
    if (child.stdout === null) throw new Error('the process must have a pipe');
    const port = await new Promise<string>((resolve, reject) => {
      if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', resolve);
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    });
    return { child, client: new MeshClient(`http://127.0.0.1:${port}/graphql`, apiKey) };
  };

  it('has everything that it acknowledged, and nothing that was not sent', async () => {
    const writers = 8;
    let last = new Map<string, number>();
    let group = { groupId: '', domain: 'kept' };
    for (let round = 0; round < 3; round += 1) {
      const { child, client } = await startServer();
      if (round === 0) {
        const created = await client.call(createGroup, {
          name: 'kept',
          hostId: 'h',
          domain: 'kept',
          useWebSocket: true,
        });
        group = { groupId: created.id, domain: created.domain };
      }
      const found = await client.call(listGroupStatuses, group);
      const stored = new Map(found.map(({ nodeId, data }) => [nodeId, Number(data[0]?.value)]));
      for (const [nodeId, acknowledged] of last) {
        // The write after the last one that was acknowledged may or may not have come through.
        expect([acknowledged, acknowledged + 1]).toContain(stored.get(nodeId));
      }
      last = new Map([...last].map(([nodeId, value]) => [nodeId, stored.get(nodeId) ?? value]));

      let acknowledgements = 0;
      const write = async (nodeId: string): Promise<void> => {
        await client.call(joinGroup, { ...group, nodeId });
        for (;;) {
          const value = (last.get(nodeId) ?? 0) + 1;
          const data = [{ key: 'value', value: String(value) }];
          await client.call(reportDataByNode, { ...group, nodeId, data });
          last.set(nodeId, value);
          acknowledgements += 1;
          if (acknowledgements === 400) child.kill('SIGKILL');
        }
      };
      const exited = once(child, 'exit');
      const writing = Array.from({ length: writers }, (_, index) => write(`node-${index}`));
      const results = await Promise.allSettled(writing);
      expect(results.map(({ status }) => status)).toEqual(writing.map(() => 'rejected'));
      await exited;
      expect(acknowledgements).toBeGreaterThanOrEqual(400);
    }
    const { client } = await startServer();
    const found = await client.call(listGroupStatuses, group);
    expect(found).toHaveLength(writers);
    for (const { nodeId, data } of found) {
      const acknowledged = last.get(nodeId) ?? 0;
      expect([acknowledged, acknowledged + 1]).toContain(Number(data[0]?.value));
    }
  }, 120_000);
});
