import { request } from 'node:http';
import { connect } from 'node:net';
import { startStateStore, type RunningStateStore } from '../../../local/state-store/state-store';
import { accountId, bucket, Cleanup, exchange, filesBelow } from './support';

describe('the state store as a proxy, by raw requests', () => {
  const cleanup = new Cleanup();
  let directory: string;
  let store: RunningStateStore;

  beforeEach(async () => {
    directory = await cleanup.directory();
    store = await startStateStore({ directory, accountId });
    cleanup.add(() => store.close());
  });
  afterEach(() => cleanup.run());

  const own = () => `127.0.0.1:${store.port}`;
  /** Sends one request whose connection ends with the answer. */
  const raw = (line: string, host: string, headers: readonly string[] = [], body = '') =>
    exchange(store.port, [`${line} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers, '', body].join('\r\n'));
  const put = (target: string, host: string, body: string, headers: readonly string[] = []) =>
    raw(`PUT ${target}`, host, [`Content-Length: ${Buffer.byteLength(body)}`, ...headers], body);

  it.each(['registry.example:443', 'sts.rehearsal.invalid:443', '127.0.0.1:22'])('refuses CONNECT %s', async (host) => {
    const answer = await raw(`CONNECT ${host}`, host);
    expect(answer).toMatch(/^HTTP\/1\.1 403 a rehearsal cannot reach the network: /);
    expect(answer).toContain(`a rehearsal cannot reach the network: ${host} refused`);
  });

  it('stops although the client of a refused CONNECT keeps its side open', async () => {
    const running = await startStateStore({ directory, accountId });
    const socket = connect({ port: running.port, host: '127.0.0.1', allowHalfOpen: true });
    cleanup.add(() => void socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.write('CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    await running.close();
  }, 10_000);

  it('refuses a CONNECT that tries to write into the answer', async () => {
    const answer = await exchange(store.port, 'CONNECT a\u0001b:1 HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 40[03] /);
    expect(answer).not.toContain('\u0001');
  });

  it.each([
    ['http://dynamodb.ap-northeast-1.amazonaws.com/', 'dynamodb.ap-northeast-1.amazonaws.com'],
    ['http://tristage.s3.amazonaws.com/key', 'tristage.s3.amazonaws.com'],
    ['http://169.254.169.254/latest/meta-data/', '169.254.169.254'],
    ['http://127.0.0.1:1/', '127.0.0.1:1'],
    ['http://s3.rehearsal.invalid:8080/', 's3.rehearsal.invalid:8080'],
    ['http://s3.rehearsal.invalid@host.example/', 's3.rehearsal.invalid@host.example'],
    ['http://evils3.rehearsal.invalid/', 'evils3.rehearsal.invalid'],
    ['https://s3.rehearsal.invalid/', 's3.rehearsal.invalid'],
  ])('refuses %s', async (target, named) => {
    const answer = await raw(`GET ${target}`, 's3.rehearsal.invalid');
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(answer).toContain(`a rehearsal cannot reach the network: ${named} refused`);
  });

  it('refuses a direct request under a name that is not its own, as of a page that rebinds its name', async () => {
    await put(`/${bucket}/k`, own(), 'secret');
    for (const host of ['attacker.example', `attacker.example:${store.port}`, '127.0.0.1', '127.0.0.1:1']) {
      const answer = await raw(`GET /${bucket}/k`, host);
      expect(answer).toMatch(/^HTTP\/1\.1 403 /);
      expect(answer).not.toContain('secret');
    }
    for (const host of [own(), `localhost:${store.port}`, 's3.rehearsal.invalid']) {
      expect(await raw(`GET /${bucket}/k`, host)).toMatch(/^HTTP\/1\.1 200 [^]*secret$/);
    }
  });

  it('finds the same object in every form of address', async () => {
    const forms: [target: string, host: string][] = [
      [`http://s3.rehearsal.invalid/${bucket}/a/b`, 'ignored.example'],
      [`http://s3.rehearsal.invalid:80/${bucket}/a/b`, 's3.rehearsal.invalid'],
      [`http://${bucket}.s3.rehearsal.invalid/a/b`, `${bucket}.s3.rehearsal.invalid`],
      [`HTTP://${bucket}.S3.Rehearsal.Invalid/a%2Fb`, 'x'],
      [`/${bucket}/a/b`, own()],
      ['/a/b', `${bucket}.s3.rehearsal.invalid`],
    ];
    for (const [target, host] of forms) {
      const body = `by ${target}`;
      expect(await put(target, host, body)).toMatch(/^HTTP\/1\.1 200 /);
      for (const [from, of] of forms) expect(await raw(`GET ${from}`, of)).toContain(body);
    }
    expect((await filesBelow(directory)).filter((file) => !file.startsWith('.'))).toEqual([`${bucket}/a/b`]);
  });

  it.each(['../../escape', '%2e%2e/%2e%2e/escape', '..%2f..%2fescape', '/etc/escape', '.versions/escape', './escape'])(
    'keeps the key %s inside its bucket',
    async (key) => {
      expect(await put(`/${bucket}/${key}`, own(), 'kept')).toMatch(/^HTTP\/1\.1 200 /);
      expect(await raw(`GET /${bucket}/${key}`, own())).toMatch(/kept$/);
      const visible = (await filesBelow(directory)).filter((file) => !file.startsWith(`.versions/${bucket}/`));
      expect(visible).toHaveLength(1);
      expect(visible[0]).toMatch(new RegExp(`^${bucket}/.*escape$`));
    },
  );

  it.each([
    ['/.versions/x', 'InvalidBucketName'],
    ['/..%2fx/y', 'InvalidBucketName'],
    ['/%2e%2e/y', 'InvalidBucketName'],
    ['/UPPER/y', 'InvalidBucketName'],
    ['/a/y', 'InvalidBucketName'],
    [`/${bucket}/%zz`, 'InvalidURI'],
    [`/${bucket}/%ff`, 'InvalidURI'],
    [`/${bucket}/nul%00`, 'InvalidArgument'],
    [`/${bucket}/${'x'.repeat(1025)}`, 'KeyTooLongError'],
  ])('refuses to write to %s', async (target, code) => {
    const answer = await put(target, own(), 'x');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain(`<Code>${code}</Code>`);
    expect(answer).toMatch(/<RequestId>[0-9A-F]{16}<\/RequestId>/);
    expect(await filesBelow(directory)).toEqual([]);
  });

  it('escapes what it repeats in an error', async () => {
    const answer = await raw(`GET /${bucket}/<x>&`, own());
    expect(answer).toContain(`<Resource>/${bucket}/&lt;x&gt;&amp;</Resource>`);
  });

  it('refuses copies, ACL queries, unknown methods and a PUT without length', async () => {
    const copy = await put(`/${bucket}/k`, own(), '', [`x-amz-copy-source: /${bucket}/other`]);
    expect(copy).toContain('<Code>NotImplemented</Code>');
    expect(await put(`/${bucket}/k?acl`, own(), 'x')).toContain('<Code>NotImplemented</Code>');
    expect(await raw(`PATCH /${bucket}/k`, own())).toMatch(/^HTTP\/1\.1 405 /);
    expect(await raw(`DELETE /${bucket}`, own())).toMatch(/^HTTP\/1\.1 405 /);
    expect(await raw(`PUT /${bucket}/k`, own())).toContain('<Code>MissingContentLength</Code>');
    expect(await filesBelow(directory)).toEqual([]);
  });

  it('refuses too large an object by its length, and by its bytes when no length is told', async () => {
    const declared = await raw(`PUT /${bucket}/k`, own(), [`Content-Length: ${64 * 1024 * 1024 + 1}`]);
    expect(declared).toContain('<Code>EntityTooLarge</Code>');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const upload = request(`${store.url}/${bucket}/k`, { method: 'PUT' }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      upload.on('error', reject);
      for (let mebibyte = 0; mebibyte < 65; mebibyte++) upload.write(Buffer.alloc(1024 * 1024));
      upload.end();
    });
    expect(status).toBe(400);
    expect(await filesBelow(directory)).toEqual([]);
  });

  it('answers 431 to headers without end and 400 to what is not HTTP', async () => {
    expect(await raw('GET /', own(), [`x-long: ${'x'.repeat(70_000)}`])).toMatch(/^HTTP\/1\.1 431 /);
    expect(await exchange(store.port, 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('keeps nothing of an upload that breaks off', async () => {
    const socket = connect(store.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write(`PUT /${bucket}/k HTTP/1.1\r\nHost: ${own()}\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n`);
    // The server asks for the body, so it is waiting for it when the connection ends.
    await new Promise((resolve) => socket.once('data', resolve));
    socket.write('half of it');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.destroy();
    await closed;
    expect(await raw(`GET /${bucket}/k`, own())).toContain('<Code>NoSuchKey</Code>');
    expect(await filesBelow(directory)).toEqual([]);
  });

  describe('aws-chunked uploads', () => {
    const streaming = (encoded: string, length: number, headers: readonly string[] = []) =>
      put(`/${bucket}/k`, own(), encoded, [
        'Content-Encoding: aws-chunked',
        'x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        `x-amz-decoded-content-length: ${length}`,
        ...headers,
      ]);
    const announce = 'x-amz-trailer: x-amz-checksum-crc32';

    it('decodes chunks, signed or not, and verifies the trailer', async () => {
      const trailer = 'x-amz-checksum-crc32:y/Q5Jg==\r\n\r\n';
      const signed = `4;chunk-signature=${'a'.repeat(64)}\r\n1234\r\n5\r\n56789\r\n0;chunk-signature=b\r\n${trailer}`;
      expect(await streaming(signed, 9, [announce])).toMatch(/^HTTP\/1\.1 200 /);
      const read = await raw(`GET /${bucket}/k`, own(), ['x-amz-checksum-mode: ENABLED']);
      expect(read).toMatch(/\r\n\r\n123456789$/);
      expect(read).toMatch(/x-amz-checksum-crc32: y\/Q5Jg==/i);
      expect(read).not.toMatch(/content-encoding/i);
    });

    it.each([
      ['another checksum', '9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', 9, 'BadDigest'],
      ['no trailer', '9\r\n123456789\r\n0\r\n\r\n', 9, 'MalformedTrailerError'],
      ['a chunk cut short', '9\r\n1234', 9, 'IncompleteBody'],
      ['no last chunk', '9\r\n123456789\r\n', 9, 'IncompleteBody'],
      ['a size that is none', 'zz\r\n123456789\r\n0\r\n\r\n', 9, 'IncompleteBody'],
      ['another length', '9\r\n123456789\r\n0\r\nx-amz-checksum-crc32:y/Q5Jg==\r\n\r\n', 10, 'IncompleteBody'],
    ])('refuses %s', async (_what, encoded, length, code) => {
      expect(await streaming(encoded, length, [announce])).toContain(`<Code>${code}</Code>`);
      expect(await filesBelow(directory)).toEqual([]);
    });

    it('refuses a body whose SHA-256 is not the one that was signed', async () => {
      const answer = await put(`/${bucket}/k`, own(), 'x', [`x-amz-content-sha256: ${'0'.repeat(64)}`]);
      expect(answer).toContain('<Code>XAmzContentSHA256Mismatch</Code>');
      expect(await filesBelow(directory)).toEqual([]);
    });
  });

  describe('STS', () => {
    const sts = (body: string) => put('/', 'sts.rehearsal.invalid', body).catch(String);

    it('names the account', async () => {
      const body = 'Action=GetCallerIdentity&Version=2011-06-15';
      const answer = await raw(
        'POST http://sts.rehearsal.invalid/',
        'sts.rehearsal.invalid',
        ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`],
        body,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(answer).toContain(`<Account>${accountId}</Account>`);
      expect(answer).toContain(`<Arn>arn:aws:iam::${accountId}:user/rehearsal</Arn>`);
      expect(await raw('GET /?Action=GetCallerIdentity', 'sts.rehearsal.invalid')).toContain(accountId);
    });

    it('refuses every other action', async () => {
      const answer = await sts('Action=AssumeRole');
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('<Code>InvalidAction</Code>');
      expect(answer).toContain('not AssumeRole');
    });
  });
});

describe('startStateStore', () => {
  const cleanup = new Cleanup();
  afterEach(() => cleanup.run());

  it('refuses an account, a host and an upstream it cannot work with', async () => {
    const directory = await cleanup.directory();
    await expect(startStateStore({ directory, accountId: '123' })).rejects.toThrow(
      'state store: accountId must be twelve digits, got 123',
    );
    await expect(startStateStore({ directory, accountId, host: '0.0.0.0' })).rejects.toThrow(
      'state store: host must be one of 127.0.0.1, localhost, ::1, got 0.0.0.0',
    );
    await expect(startStateStore({ directory, accountId, upstream: new URL('ftp://x/') })).rejects.toThrow(
      'state store: upstream must be an http: or https: URL, got ftp://x/',
    );
  });

  it('names the port that is in use', async () => {
    const directory = await cleanup.directory();
    const running = await startStateStore({ directory, accountId });
    cleanup.add(() => running.close());
    const { port } = running;
    await expect(startStateStore({ directory, accountId, port })).rejects.toThrow(
      `state store: port ${port} of 127.0.0.1 is in use; free it or choose another port, 0 for any`,
    );
  });
});
