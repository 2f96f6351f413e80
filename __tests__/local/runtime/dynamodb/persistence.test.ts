import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDynamodb, type DynamodbEngine, type TableDefinition } from '../../../../local/runtime/dynamodb/engine';
import { systemClock } from '../../../../local/runtime/clock';
import { Journal } from '../../../../local/runtime/dynamodb/persistence/journal';
import { type JournalRecord } from '../../../../local/runtime/dynamodb/persistence/journal-record';

const definition: TableDefinition = { name: 'Pairs', partitionKey: { name: 'id', type: 'S' } };
const killRounds = 20;

describe('tables on disk', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tristage-dynamodb-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const open = () => openDynamodb({ directory, clock: systemClock });
  const put = (engine: DynamodbEngine, id: string) =>
    engine.call('PutItem', { TableName: 'Pairs', Item: { id: { S: id } } });
  const ids = async (engine: DynamodbEngine): Promise<readonly string[]> => {
    const found: string[] = [];
    let start: unknown;
    do {
      const page = (await engine.call('Scan', { TableName: 'Pairs', ExclusiveStartKey: start })) as {
        Items: readonly { id: { S: string } }[];
        LastEvaluatedKey?: unknown;
      };
      found.push(...page.Items.map(({ id }) => id.S));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return found.sort();
  };
  const logFile = async () => join(directory, (await readdir(directory)).find((name) => name.endsWith('.log')) ?? '');

  it('hold items, deletions, tags and ttl when opened again', async () => {
    const engine = await open();
    await engine.createTable({ ...definition, ttlAttribute: 'ttl', tags: { Stage: 'stg' } });
    await put(engine, 'kept');
    await put(engine, 'deleted');
    await engine.call('DeleteItem', { TableName: 'Pairs', Key: { id: { S: 'deleted' } } });
    await engine.close();
    const again = await open();
    expect(await ids(again)).toEqual(['kept']);
    expect(await again.call('DescribeTimeToLive', { TableName: 'Pairs' })).toMatchObject({
      TimeToLiveDescription: { AttributeName: 'ttl' },
    });
    await again.close();
  });

  it(`lose nothing acknowledged and no half of a transaction when the process is killed, ${killRounds} times`, async () => {
    const acknowledged = new Set<number>();
    for (let round = 0; round < killRounds; round++) {
      const enough = acknowledged.size + 50 + round * 7;
      const child = spawn(
        process.execPath,
        ['--import', 'tsx', join(__dirname, 'writer-process.ts'), directory, String(round * 1_000_000)],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      let printed = '';
      child.stdout.on('data', (data: Buffer) => {
        printed += data.toString();
        const lines = printed.split('\n');
        printed = lines.pop() ?? '';
        for (const line of lines) acknowledged.add(Number(line));
        if (acknowledged.size >= enough) child.kill('SIGKILL');
      });
      await once(child, 'close');
    }
    const engine = await open();
    const found = new Set(await ids(engine));
    await engine.close();
    expect(acknowledged.size).toBeGreaterThan(killRounds * 50);
    expect([...acknowledged].filter((pair) => !found.has(`${pair}a`) || !found.has(`${pair}b`))).toEqual([]);
    expect(
      [...found].filter((id) => !found.has(id.endsWith('a') ? `${id.slice(0, -1)}b` : `${id.slice(0, -1)}a`)),
    ).toEqual([]);
  }, 180_000);

  it.each([1, 9, 30])('ignore a record of which %d bytes are missing', async (missing) => {
    const engine = await open();
    await engine.createTable(definition);
    await put(engine, 'whole');
    await put(engine, 'torn');
    await engine.close();
    const path = await logFile();
    await truncate(path, (await stat(path)).size - missing);
    const again = await open();
    expect(await ids(again)).toEqual(['whole']);
    await put(again, 'after');
    await again.close();
    const third = await open();
    expect(await ids(third)).toEqual(['after', 'whole']);
    await third.close();
  });

  it('refuse a file that is damaged before its end', async () => {
    const engine = await open();
    await engine.createTable(definition);
    await put(engine, 'one');
    await put(engine, 'two');
    await engine.close();
    const path = await logFile();
    await writeFile(path, (await readFile(path, 'utf8')).replace('"one"', '"0ne"'));
    await expect(open()).rejects.toThrow(/every record must be intact, found a damaged one at byte \d+/);
  });

  it('refuse a second process, and take over from one that is gone', async () => {
    const engine = await open();
    await expect(open()).rejects.toThrow(
      `only one process can use the tables, process ${process.pid} does; stop it or choose another directory`,
    );
    await engine.close();
    await writeFile(join(directory, 'lock'), '4194304 1\n');
    const again = await open();
    await again.close();
  });

  it('write their file anew when most of it is outdated, with changes that come meanwhile', async () => {
    const items = new Map<string, string>();
    const record = (id: string, text: string): JournalRecord => {
      items.set(id, text);
      return { kind: 'write', changes: [{ table: 'T', put: { id: { S: id }, text: { S: text } } }] };
    };
    const snapshot = function* (): Generator<JournalRecord> {
      for (const [id, text] of items)
        yield { kind: 'write', changes: [{ table: 'T', put: { id: { S: id }, text: { S: text } } }] };
    };
    const journal = await Journal.open({ directory, compactionBytes: 50_000, snapshot }, () => undefined);
    for (let round = 0; round < 40; round++) {
      for (let i = 0; i < 60; i++) journal.append(record(`${i}`, `${round} ${'x'.repeat(50)}`));
      const durable = journal.durable();
      journal.append(record(`late ${round}`, 'meanwhile'));
      await durable;
    }
    await journal.close();
    const path = await logFile();
    expect(path).not.toContain('tables-1.log');
    expect((await stat(path)).size).toBeLessThan(120_000);
    const restored = new Map<string, string>();
    const again = await Journal.open({ directory, snapshot }, (read) => {
      for (const change of read.kind === 'write' ? read.changes : []) {
        if ('put' in change) restored.set(change.put.id?.S ?? '', change.put.text?.S ?? '');
      }
    });
    await again.close();
    expect(restored).toEqual(items);
  });

  it('remove what a compaction that was cut short left', async () => {
    const engine = await open();
    await engine.createTable(definition);
    await put(engine, 'kept');
    await engine.close();
    await appendFile(join(directory, 'tables-2.log.new'), 'unfinished');
    const again = await open();
    expect(await ids(again)).toEqual(['kept']);
    await again.close();
    expect(await readdir(directory)).toEqual(['tables-1.log']);
  });
});
