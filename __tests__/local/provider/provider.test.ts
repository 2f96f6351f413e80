import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import { type CtyType } from '../../../local/provider/codec/cty-type';
import { type Attributes, UNKNOWN } from '../../../local/provider/codec/value';
import { fromMessage, toMessage } from '../../../local/provider/protocol/dynamic-value';
import { type Calls } from '../../../local/provider/protocol/messages';
import { providerService } from '../../../local/provider/protocol/provider-service';
import { type RunningProvider, startProvider } from '../../../local/provider/provider';
import { impliedType } from '../../../local/provider/schema/schema';
import { SchemaCatalogue } from '../../../local/provider/schema/schema-catalogue';

const directory = mkdtempSync(join(tmpdir(), 'tristage-provider-'));
afterAll(() => rmSync(directory, { recursive: true }));

const catalogue = new SchemaCatalogue(join(directory, 'cache'));
const providerType = impliedType(catalogue.providerSchema());
const keyType = impliedType(catalogue.schema('resource', 'aws_kms_key'));

/** A connection of its own, as each provider block has one. */
class Connection {
  readonly #client: Client;

  constructor(port: number) {
    this.#client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
      'grpc.max_receive_message_length': -1,
      'grpc.use_local_subchannel_pool': 1,
    });
  }

  call<Name extends keyof Calls>(name: Name, request: Calls[Name][0]): Promise<Calls[Name][1]> {
    const method = providerService()[name];
    if (!method) throw new Error(`no method ${name}`);
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest<Calls[Name][0], Calls[Name][1]>(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        (error, response) => (response ? resolve(response) : reject(error ?? new Error('no response'))),
      );
    });
  }

  close(): void {
    this.#client.close();
  }
}

describe('startProvider', () => {
  let provider: RunningProvider;
  const connections: Connection[] = [];
  const open = () => {
    const connection = new Connection(provider.port);
    connections.push(connection);
    return connection;
  };
  beforeEach(async () => {
    provider = await startProvider({
      objectsDirectory: join(directory, 'objects'),
      cacheDirectory: join(directory, 'cache'),
      configurationDirectories: () => [],
    });
  });
  afterEach(async () => {
    for (const connection of connections.splice(0)) connection.close();
    await provider.close();
  });

  const message = (attributes: Attributes, type: CtyType) => toMessage(attributes, type);
  const configure = (connection: Connection, region: string) =>
    connection.call('Configure', { config: message({ region, allowed_account_ids: ['111122223333'] }, providerType) });
  const create = (connection: Connection, attributes: Attributes) =>
    connection.call('ApplyResourceChange', {
      type_name: 'aws_kms_key',
      prior_state: toMessage(undefined, keyType),
      planned_state: message({ arn: UNKNOWN, id: UNKNOWN, key_id: UNKNOWN, ...attributes }, keyType),
      config: message(attributes, keyType),
      planned_private: Buffer.alloc(0),
    });

  it('tells Terraform where to attach', () => {
    expect(JSON.parse(provider.reattach)).toEqual({
      'registry.terraform.io/hashicorp/aws': {
        Protocol: 'grpc',
        ProtocolVersion: 5,
        Pid: process.pid,
        Test: true,
        Addr: { Network: 'tcp', String: `127.0.0.1:${provider.port}` },
      },
    });
  });

  it('keeps the provider block of each connection', async () => {
    const [near, far] = [open(), open()];
    await configure(near, 'ap-northeast-1');
    await configure(far, 'us-east-1');
    const arns = await Promise.all(
      [near, far].map(async (connection) => {
        const { new_state } = await create(connection, { description: 'the same' });
        return fromMessage(new_state, keyType)?.arn;
      }),
    );
    expect(arns[0]).toMatch(/^arn:aws:kms:ap-northeast-1:111122223333:key\//);
    expect(arns[1]).toMatch(/^arn:aws:kms:us-east-1:111122223333:key\//);
  });

  it('refuses a change on a connection without a provider block', async () => {
    const { diagnostics } = await create(open(), {});
    expect(diagnostics?.[0]?.detail).toContain('has not configured the provider');
  });

  it('takes and gives values beyond the usual 4 MiB', async () => {
    const connection = open();
    await configure(connection, 'us-east-1');
    const description = 'x'.repeat(8 * 1024 * 1024);
    const { new_state, diagnostics } = await create(connection, { description });
    expect(diagnostics).toEqual([]);
    expect(fromMessage(new_state, keyType)?.description).toBe(description);
  });

  it('does not follow a key in state out of the object store', async () => {
    const connection = open();
    await configure(connection, 'us-east-1');
    const { diagnostics } = await connection.call('ReadResource', {
      type_name: 'aws_kms_key',
      current_state: message({ id: 'a' }, keyType),
      private: Buffer.from(JSON.stringify({ key: '../../../../etc/passwd' })),
    });
    expect(diagnostics?.[0]?.detail).toContain('object store: not an object key');
  });

  it('cannot move state between types, and says so', async () => {
    const { diagnostics } = await open().call('MoveResourceState', {
      source_type_name: 'aws_x',
      target_type_name: 'aws_kms_key',
    });
    expect(diagnostics?.[0]?.summary).toBe('Move Resource State Not Supported');
  });

  it('reads state that an older version wrote', async () => {
    const json = Buffer.from(JSON.stringify({ id: 'a', retired: true }));
    const { upgraded_state } = await open().call('UpgradeResourceState', {
      type_name: 'aws_kms_key',
      raw_state: { json },
    });
    expect(fromMessage(upgraded_state, keyType)).toMatchObject({ id: 'a', arn: null });
  });

  it('removes what killed writers left, but not what may still be written', async () => {
    const hour = 60 * 60;
    const leftovers = ['objects', 'cache'].flatMap((name) =>
      [0, hour].map((age) => {
        const file = join(directory, name, 'deep', `.1-1-${age}.tmp`);
        mkdirSync(join(directory, name, 'deep'), { recursive: true });
        writeFileSync(file, '');
        utimesSync(file, Date.now() / 1000 - age, Date.now() / 1000 - age);
        return { file, age };
      }),
    );
    const other = await startProvider({
      objectsDirectory: join(directory, 'objects'),
      cacheDirectory: join(directory, 'cache'),
      configurationDirectories: () => [],
    });
    await other.close();
    for (const { file, age } of leftovers) expect(existsSync(file)).toBe(age === 0);
  });

  it('answers no more once it is closed, even with a connection left open', async () => {
    const connection = open();
    await configure(connection, 'us-east-1');
    await provider.close();
    const code = await new Promise((resolve) => {
      connect(provider.port, '127.0.0.1')
        .on('error', (error: NodeJS.ErrnoException) => resolve(error.code))
        .on('connect', () => resolve('connected'));
    });
    expect(code).toBe('ECONNREFUSED');
  });
});
