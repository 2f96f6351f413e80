import { readFileSync, statSync } from 'node:fs';
import { systemClock } from '../../../../local/runtime/clock';
import { ensureLocalSecrets } from '../../../../local/runtime/ssm/local-secrets';
import { ParameterStore } from '../../../../local/runtime/ssm/parameter-store';
import { seedParameters } from '../../../../local/runtime/ssm/seed-parameters';
import { TemporaryDirectory } from '../../../support/deployed-state';
import { ManualClock } from '../../../support/manual-clock';

const clock = new ManualClock();

describe('seedParameters', () => {
  let project: TemporaryDirectory;
  let store: ParameterStore;
  beforeEach(() => {
    project = new TemporaryDirectory();
    store = new ParameterStore({ accountId: '111122223333', region: 'ap-northeast-1', clock });
  });
  afterEach(() => project.remove());

  const file = () => `${project.path}/.env.local`;
  const mesh = { functionName: 'mesh', environment: { MESH_SECRET_KEY_PARAMETER: '/mesh/stg/secret-key', TABLE: 'T' } };
  const resource = (attributes: Record<string, unknown>) => ({
    address: 'aws_ssm_parameter.P',
    type: 'aws_ssm_parameter',
    attributes: { type: 'String', ...attributes },
    dependsOn: [],
  });
  let random = 0;
  const seed = (seeds: Partial<Parameters<typeof seedParameters>[1]>) =>
    seedParameters(
      store,
      { resources: [], functions: [], ...seeds },
      { file: file(), clock, randomBytes: (count) => new Uint8Array(count).fill(++random) },
    );

  it('takes the parameters of the state', async () => {
    await seed({
      resources: [
        resource({ name: '/mesh/stg/api-id', value: 'abc', insecure_value: null }),
        resource({ name: '/mesh/stg/list', type: 'StringList', value: '', insecure_value: 'a,b' }),
      ],
    });
    expect(store.get('/mesh/stg/api-id')).toMatchObject({ type: 'String', value: 'abc', version: 1 });
    expect(store.get('/mesh/stg/list')).toMatchObject({ type: 'StringList', value: 'a,b' });
  });

  it('takes the value of a secret from .env.local', async () => {
    project.write('.env.local', '# mine\nMESH_SECRET_KEY="default-secret-key"\n');
    expect(await seed({ functions: [mesh] })).toEqual({ createdSecrets: [] });
    expect(store.get('/mesh/stg/secret-key')).toMatchObject({ type: 'SecureString', value: 'default-secret-key' });
  });

  it('creates a random secret once, readable by its owner only', async () => {
    expect(await seed({ functions: [mesh] })).toEqual({ createdSecrets: ['MESH_SECRET_KEY'] });
    const value = store.get('/mesh/stg/secret-key')?.value ?? '';
    expect(value).toMatch(/^[\w-]{43}$/);
    expect(readFileSync(file(), 'utf8')).toBe(`MESH_SECRET_KEY=${value}\n`);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(await seed({ functions: [mesh] })).toEqual({ createdSecrets: [] });
    expect(store.get('/mesh/stg/secret-key')?.value).toBe(value);
  });

  it('keeps what is in the file, also when its last line has no end and the value is empty', async () => {
    project.write('.env.local', 'OTHER=1\nMESH_SECRET_KEY=');
    await seed({ functions: [mesh] });
    const value = store.get('/mesh/stg/secret-key')?.value ?? '';
    expect(readFileSync(file(), 'utf8')).toBe(`OTHER=1\nMESH_SECRET_KEY=\nMESH_SECRET_KEY=${value}\n`);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('creates none where a state has the value, and lets the file win', async () => {
    const resources = [resource({ name: '/mesh/stg/secret-key', type: 'SecureString', value: 'in state' })];
    expect(await seed({ resources, functions: [mesh] })).toEqual({ createdSecrets: [] });
    expect(store.get('/mesh/stg/secret-key')?.value).toBe('in state');
    project.write('.env.local', 'MESH_SECRET_KEY=mine\n');
    await seed({ resources, functions: [mesh] });
    expect(store.get('/mesh/stg/secret-key')?.value).toBe('mine');
  });

  it('refuses two values for one parameter', async () => {
    project.write('.env.local', 'A=1\nB=2\n');
    const functions: Parameters<typeof seedParameters>[1]['functions'] = [
      { functionName: 'one', environment: { A_PARAMETER: '/shared' } },
      { functionName: 'two', environment: { B_PARAMETER: '/shared' } },
    ];
    await expect(seed({ functions })).rejects.toThrow(
      `two: B and A in ${file()} must be equal, since both are the value of parameter /shared`,
    );
  });

  it('lets several processes start at once with one secret', async () => {
    const starts = Array.from({ length: 10 }, (_, start) =>
      ensureLocalSecrets(['KEY'], {
        file: file(),
        clock: systemClock,
        randomBytes: (count) => new Uint8Array(count).fill(start),
      }),
    );
    const results = await Promise.all(starts);
    expect(new Set(results.map(({ values }) => values.get('KEY'))).size).toBe(1);
    expect(results.flatMap(({ created }) => created)).toEqual(['KEY']);
    expect(readFileSync(file(), 'utf8').match(/KEY=/g)).toHaveLength(1);
  });

  it('gives up on a lock that nobody removes', async () => {
    project.write('.env.local.lock', '');
    const waiting = expect(seed({ functions: [mesh] })).rejects.toThrow(
      `${file()}.lock: another start has held it for 5000 ms; delete it when none is running`,
    );
    const move = setInterval(() => clock.advance(1000), 1);
    await waiting.finally(() => clearInterval(move));
  });
});
