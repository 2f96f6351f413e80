import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { startStateStore } from '../../../local/state-store/state-store';
import { accountId, bucket, Cleanup, directClient, filesBelow, startStoreProcess } from './support';

describe('several store processes on one directory', () => {
  const cleanup = new Cleanup();
  let directory: string;
  beforeEach(async () => {
    directory = await cleanup.directory();
  });
  afterEach(() => cleanup.run());

  const clientOf = (url: string) => {
    const client = directClient(url);
    cleanup.add(() => client.destroy());
    return client;
  };
  const put = (client: S3Client, Key: string, body: string, more: object = {}) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: Buffer.from(body), ...more }));
  const text = async (client: S3Client, Key: string) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
    return (await Body?.transformToString()) ?? '';
  };
  const currentFile = (key: string) => readFile(join(directory, bucket, key), 'utf8');

  it('give a conditional write to exactly one of them, fifty times each', async () => {
    const processes = await Promise.all([startStoreProcess(directory, cleanup), startStoreProcess(directory, cleanup)]);
    const clients = processes.map(({ url }) => clientOf(url));
    /** All four writers (two in each process) start at once; returns what the only winner wrote. */
    const race = async (key: string, condition: object): Promise<string> => {
      const writers = [...clients, ...clients].map((client, index) => ({ client, body: `writer ${index}` }));
      const outcomes = await Promise.allSettled(writers.map(({ client, body }) => put(client, key, body, condition)));
      const winners = writers.filter((_, index) => outcomes[index]?.status === 'fulfilled');
      const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []));
      expect(winners).toHaveLength(1);
      expect(refusals).toHaveLength(3);
      for (const refusal of refusals) expect(refusal).toContain('PreconditionFailed');
      return winners[0]?.body ?? '';
    };

    for (let round = 0; round < 50; round++) {
      const winner = await race('lock', { IfNoneMatch: '*' });
      for (const client of clients) expect(await text(client, 'lock')).toBe(winner);
      expect(await currentFile('lock')).toBe(winner);
      const remover = clients[round % 2];
      await remover?.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'lock' }));
    }
    for (let round = 0; round < 50; round++) {
      const [client] = clients;
      if (client === undefined) throw new Error('no client');
      const { ETag } = await put(client, 'state', `round ${round}`);
      const winner = await race('state', { IfMatch: ETag });
      expect(await currentFile('state')).toBe(winner);
    }
  });

  it('lose no unconditional write and agree on the last', async () => {
    const processes = await Promise.all([startStoreProcess(directory, cleanup), startStoreProcess(directory, cleanup)]);
    const clients = processes.map(({ url }) => clientOf(url));
    const bodies = Array.from({ length: 60 }, (_, index) => `body ${index}`);
    const [first, second] = clients;
    if (first === undefined || second === undefined) throw new Error('no clients');
    await Promise.all(bodies.map((body, index) => put(index % 2 === 0 ? first : second, 'k', body)));
    const { Versions = [] } = await first.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    expect(new Set(Versions.map(({ VersionId }) => VersionId)).size).toBe(bodies.length);
    const last = await text(second, 'k');
    expect(await text(first, 'k')).toBe(last);
    expect(await currentFile('k')).toBe(last);
  });

  it('show a reader only whole objects while one writes', async () => {
    const processes = await Promise.all([startStoreProcess(directory, cleanup), startStoreProcess(directory, cleanup)]);
    const [writer, reader] = processes.map(({ url }) => clientOf(url));
    if (writer === undefined || reader === undefined) throw new Error('no clients');
    const length = 4_000_000;
    await put(writer, 'k', '-'.repeat(length));
    let isWriting = true;
    const writes = (async () => {
      for (const letter of 'abcdefghijkl') await put(writer, 'k', letter.repeat(length));
      isWriting = false;
    })();
    let reads = 0;
    while (isWriting) {
      const body = await text(reader, 'k');
      expect(body === body.slice(0, 1).repeat(length)).toBe(true);
      const file = await currentFile('k');
      expect(file === file.slice(0, 1).repeat(length)).toBe(true);
      reads++;
    }
    await writes;
    expect(reads).toBeGreaterThan(1);
  });

  it('show the last of two writes, also when the one before takes longer to show', async () => {
    const processes = await Promise.all([startStoreProcess(directory, cleanup), startStoreProcess(directory, cleanup)]);
    const [slow, fast] = processes.map(({ url }) => clientOf(url));
    if (slow === undefined || fast === undefined) throw new Error('no clients');
    for (let round = 0; round < 8; round++) {
      const key = `k${round}`;
      const large = put(slow, key, '-'.repeat(16_000_000));
      const isThere = () =>
        fast.send(new HeadObjectCommand({ Bucket: bucket, Key: key })).then(
          () => true,
          () => false,
        );
      while (!(await isThere())) await new Promise(setImmediate);
      await Promise.all([put(fast, key, 'last'), large]);
      expect(await currentFile(key)).toBe('last');
    }
  });

  it('leave nothing half done when one is killed while it writes', async () => {
    const length = 300_000;
    const acknowledged: string[] = [];
    for (let kill = 0; kill < 8; kill++) {
      const { url, child, exited } = await startStoreProcess(directory, cleanup);
      const client = clientOf(url);
      let stopped = false;
      const write = async (writer: number): Promise<void> => {
        for (let turn = 0; !stopped; turn++) {
          const name = `${kill}-${writer}-${turn} `;
          try {
            await put(client, 'state', name.padEnd(length, name));
            acknowledged.push(name);
          } catch {
            // The process is gone, in the midst of this write: it may be there or not, but only whole.
            stopped = true;
          }
        }
      };
      const target = acknowledged.length + 3 + kill;
      const writers = [write(0), write(1), write(2)];
      while (acknowledged.length < target) await new Promise(setImmediate);
      child.kill('SIGKILL');
      await exited;
      await Promise.all(writers);
    }

    const store = await startStateStore({ directory, accountId });
    cleanup.add(() => store.close());
    const client = clientOf(store.url);
    const current = await text(client, 'state');
    expect(await currentFile('state')).toBe(current);
    const { Versions = [], IsTruncated } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    expect(IsTruncated).toBe(false);
    const found = new Set<string>();
    for (const { VersionId } of Versions) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: 'state', VersionId }));
      const body = (await Body?.transformToString()) ?? '';
      const name = body.slice(0, body.indexOf(' ') + 1);
      expect(body === name.padEnd(length, name)).toBe(true);
      found.add(name);
    }
    expect(acknowledged.filter((name) => !found.has(name))).toEqual([]);
    await put(client, 'state', 'goes on');
    expect(await currentFile('state')).toBe('goes on');
  });

  it('bring the files of people up to date and remove old leftovers at the start', async () => {
    const now = new Date('2026-01-02T03:04:05Z');
    const before = await startStateStore({ directory, accountId, now: () => now });
    const client = clientOf(before.url);
    await put(client, 'stale', 'right');
    await put(client, 'missing', 'right');
    await put(client, 'deleted', 'wrong');
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'deleted' }));
    await before.close();

    // What a process leaves that is killed after a version is there and before it is shown, or while it writes one.
    const folder = join(directory, bucket);
    const temporary = join(directory, '.versions', '.temporary');
    await Promise.all(['stale', 'missing'].map((key) => rm(join(folder, key))));
    await mkdir(temporary, { recursive: true });
    await writeFile(join(folder, 'stale'), 'wrong');
    await writeFile(join(folder, 'deleted'), 'wrong');
    await writeFile(join(temporary, 'old'), 'half');
    await utimes(join(temporary, 'old'), now, new Date(now.getTime() - 11 * 60 * 1000));
    await writeFile(join(temporary, 'of-a-writer-at-work'), 'half');
    await utimes(join(temporary, 'of-a-writer-at-work'), now, now);

    const after = await startStateStore({ directory, accountId, now: () => now });
    cleanup.add(() => after.close());
    expect(await currentFile('stale')).toBe('right');
    expect(await currentFile('missing')).toBe('right');
    const files = await filesBelow(directory);
    expect(files).not.toContain(`${bucket}/deleted`);
    expect(files.filter((file) => file.includes('.temporary/'))).toEqual(['.versions/.temporary/of-a-writer-at-work']);
  });
});
