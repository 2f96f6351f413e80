import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  LabelParameterVersionCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { type RunningAwsEndpoint, startAwsEndpoint } from '../../../../local/runtime/aws-endpoint/aws-endpoint';
import { createRuntimeEvents } from '../../../../local/runtime/events';
import { ParameterStore } from '../../../../local/runtime/ssm/parameter-store';
import { ssmService } from '../../../../local/runtime/ssm/ssm-service';
import { ManualClock } from '../../../support/manual-clock';

const account = { accountId: '111122223333', region: 'ap-northeast-1' };

describe('Parameter Store through the SDK', () => {
  const clock = new ManualClock();
  let endpoint: RunningAwsEndpoint;
  let client: SSMClient;
  beforeEach(async () => {
    endpoint = await startAwsEndpoint({ ...account, clock, events: createRuntimeEvents() });
    endpoint.mountService(ssmService(new ParameterStore({ ...account, clock })));
    client = new SSMClient({
      region: account.region,
      endpoint: endpoint.url,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
  });
  afterEach(async () => {
    client.destroy();
    await endpoint.close();
  });

  const put = (Name: string, Value: string, more: Partial<PutParameterCommand['input']> = {}) =>
    client.send(new PutParameterCommand({ Name, Value, Type: 'String', ...more }));
  const get = async (Name: string, WithDecryption?: boolean) =>
    (await client.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;

  it('gives back what was put, by name, ARN and version', async () => {
    expect(await put('/mesh/stg/name', 'one')).toMatchObject({ Version: 1, Tier: 'Standard' });
    expect(await put('/mesh/stg/name', 'two', { Overwrite: true, Type: undefined })).toMatchObject({ Version: 2 });
    const arn = 'arn:aws:ssm:ap-northeast-1:111122223333:parameter/mesh/stg/name';
    expect(await get('/mesh/stg/name')).toEqual({
      ARN: arn,
      DataType: 'text',
      LastModifiedDate: new Date(clock.nowMs()),
      Name: '/mesh/stg/name',
      Type: 'String',
      Value: 'two',
      Version: 2,
    });
    expect(await get(arn)).toMatchObject({ Value: 'two' });
    expect(await get('/mesh/stg/name:1')).toMatchObject({ Value: 'one', Version: 1, Selector: ':1' });
    await put('plain', 'flat');
    expect(await get('arn:aws:ssm:ap-northeast-1:111122223333:parameter/plain')).toMatchObject({ Value: 'flat' });
  });

  it('conceals a SecureString unless it is to be decrypted', async () => {
    await put('/secret', 'hidden', { Type: 'SecureString' });
    expect(await get('/secret', true)).toMatchObject({ Type: 'SecureString', Value: 'hidden' });
    for (const parameter of [await get('/secret'), await get('/secret', false)]) {
      expect(parameter?.Value).toBeTruthy();
      expect(parameter?.Value).not.toContain('hidden');
    }
  });

  it.each([
    ['ParameterNotFound', () => new GetParameterCommand({ Name: '/absent' })],
    ['ParameterVersionNotFound', () => new GetParameterCommand({ Name: '/there:9' })],
    ['ParameterNotFound', () => new GetParameterHistoryCommand({ Name: '/absent' })],
    ['ParameterNotFound', () => new DeleteParameterCommand({ Name: '/absent' })],
    ['ParameterAlreadyExists', () => new PutParameterCommand({ Name: '/there', Value: 'x', Type: 'String' })],
    [
      'HierarchyTypeMismatchException',
      () => new PutParameterCommand({ Name: '/there', Value: 'x', Type: 'SecureString', Overwrite: true }),
    ],
    [
      'HierarchyLevelLimitExceededException',
      () => new PutParameterCommand({ Name: '/a'.repeat(16), Value: 'x', Type: 'String' }),
    ],
    [
      'ParameterPatternMismatchException',
      () => new PutParameterCommand({ Name: '/p', Value: 'x', Type: 'String', AllowedPattern: '^\\d+$' }),
    ],
    [
      'InvalidAllowedPatternException',
      () => new PutParameterCommand({ Name: '/p', Value: 'x', Type: 'String', AllowedPattern: '(' }),
    ],
    ['ValidationException', () => new PutParameterCommand({ Name: '/new', Value: 'x' })],
    ['ValidationException', () => new PutParameterCommand({ Name: '/new', Value: '', Type: 'String' })],
    ['ValidationException', () => new PutParameterCommand({ Name: '/new', Value: 'x'.repeat(4097), Type: 'String' })],
    ['ValidationException', () => new PutParameterCommand({ Name: '/with space', Value: 'x', Type: 'String' })],
    ['ValidationException', () => new PutParameterCommand({ Name: 'no/slash', Value: 'x', Type: 'String' })],
    ['ValidationException', () => new PutParameterCommand({ Name: '/aws/mine', Value: 'x', Type: 'String' })],
    ['ValidationException', () => new GetParametersCommand({ Names: Array.from({ length: 11 }, (_, n) => `/n${n}`) })],
    ['ValidationException', () => new GetParametersByPathCommand({ Path: 'mesh' })],
    ['InvalidNextToken', () => new DescribeParametersCommand({ NextToken: '*' })],
    [
      'InvalidFilterKey',
      () => new DescribeParametersCommand({ ParameterFilters: [{ Key: 'constructor', Values: ['x'] }] }),
    ],
    [
      'InvalidFilterOption',
      () => new DescribeParametersCommand({ ParameterFilters: [{ Key: 'Name', Option: 'Like', Values: ['x'] }] }),
    ],
    ['UnknownOperationException', () => new LabelParameterVersionCommand({ Name: '/there', Labels: ['x'] })],
  ])('answers %s (case %#)', async (name, command) => {
    await put('/there', 'x');
    // The commands differ in their types only.
    await expect(client.send(command() as GetParameterCommand)).rejects.toMatchObject({ name });
  });

  it('takes 4,096 characters, and 8,192 in the advanced tier', async () => {
    await put('/long', 'x'.repeat(4096));
    await put('/longer', 'x'.repeat(8192), { Tier: 'Advanced' });
    expect((await get('/longer'))?.Value).toHaveLength(8192);
  });

  it('splits names into found and invalid ones', async () => {
    await put('/a', '1');
    const reply = await client.send(new GetParametersCommand({ Names: ['/a', '/b', '/a:7'] }));
    expect(reply.Parameters?.map(({ Value }) => Value)).toEqual(['1']);
    expect(reply.InvalidParameters).toEqual(['/b', '/a:7']);
    const deleted = await client.send(new DeleteParametersCommand({ Names: ['/a', '/b'] }));
    expect(deleted).toMatchObject({ DeletedParameters: ['/a'], InvalidParameters: ['/b'] });
    await expect(get('/a')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  });

  it('lists a path one level or all levels deep, paged', async () => {
    for (const name of ['/m/b', '/m/a', '/m/deep/c', '/mx/d', '/m2']) await put(name, 'v');
    const list = async (input: Partial<GetParametersByPathCommand['input']>) =>
      client.send(new GetParametersByPathCommand({ Path: '/m', ...input }));
    const names = (reply: Awaited<ReturnType<typeof list>>) => reply.Parameters?.map(({ Name }) => Name);
    expect(names(await list({}))).toEqual(['/m/a', '/m/b']);
    expect(names(await list({ Path: '/m/', Recursive: true }))).toEqual(['/m/a', '/m/b', '/m/deep/c']);
    const first = await list({ Recursive: true, MaxResults: 2 });
    expect(names(first)).toEqual(['/m/a', '/m/b']);
    const second = await list({ Recursive: true, MaxResults: 2, NextToken: first.NextToken });
    expect(names(second)).toEqual(['/m/deep/c']);
    expect(second.NextToken).toBeUndefined();
  });

  it('describes parameters without values and filters them', async () => {
    await put('/m/a', 'value', { Description: 'first' });
    await put('/m/b', 'value', { Type: 'SecureString' });
    await put('/n/c', 'value', { Type: 'StringList' });
    const describe = async (...ParameterFilters: DescribeParametersCommand['input']['ParameterFilters'] & object) =>
      (await client.send(new DescribeParametersCommand({ ParameterFilters }))).Parameters ?? [];
    const all = await describe();
    expect(all.map(({ Name }) => Name)).toEqual(['/m/a', '/m/b', '/n/c']);
    expect(all[0]).toMatchObject({ Description: 'first', Tier: 'Standard', Version: 1 });
    expect(all[1]).toMatchObject({ KeyId: 'alias/aws/ssm' });
    expect(JSON.stringify(all)).not.toContain('value');
    expect((await describe({ Key: 'Name', Option: 'BeginsWith', Values: ['/m'] })).length).toBe(2);
    expect((await describe({ Key: 'Name', Option: 'Contains', Values: ['c'] })).length).toBe(1);
    expect((await describe({ Key: 'Name', Values: ['/m'] })).length).toBe(0);
    expect((await describe({ Key: 'Type', Values: ['String', 'StringList'] })).length).toBe(2);
    expect((await describe({ Key: 'Path', Values: ['/'] })).length).toBe(0);
    expect(
      (await describe({ Key: 'Path', Option: 'Recursive', Values: ['/'] }, { Key: 'Type', Values: ['String'] })).length,
    ).toBe(1);
  });

  it('keeps the last 100 versions', async () => {
    for (let version = 1; version <= 102; version++) await put('/v', String(version), { Overwrite: true });
    await expect(get('/v:2')).rejects.toMatchObject({ name: 'ParameterVersionNotFound' });
    expect(await get('/v:3')).toMatchObject({ Value: '3' });
    const first = await client.send(new GetParameterHistoryCommand({ Name: '/v' }));
    const second = await client.send(new GetParameterHistoryCommand({ Name: '/v', NextToken: first.NextToken }));
    const values = [...(first.Parameters ?? []), ...(second.Parameters ?? [])].map(({ Value }) => Value);
    expect(values).toEqual(Array.from({ length: 100 }, (_, index) => String(index + 3)));
  });
});
