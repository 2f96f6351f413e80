import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../../../cli/cli-error';
import { requirePrograms } from '../../../cli/start/required-programs';

jest.mock('../../../local/runtime/ecs/nginx-program', () => ({
  // Debian keeps nginx beside the PATH: only so can a machine with it be one without.
  findNginx: (path: string) => (path === '' ? undefined : path),
}));

describe('requirePrograms', () => {
  const directory = mkdtempSync(join(tmpdir(), 'required-programs-'));
  const stack = (id: string, ...repositories: readonly string[]) => {
    const folder = join(directory, id);
    mkdirSync(folder);
    const resource =
      repositories.length === 0
        ? undefined
        : { aws_ecr_repository: Object.fromEntries(repositories.map((name) => [name, { name }])) };
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ resource }));
    return { id, directory: folder, dependencies: [] };
  };
  const web = stack('web-network-stg', 'web-app-stg', 'web-proxy-stg');
  const gateway = stack('gateway-network-stg', 'gateway-proxy-stg');
  const mesh = stack('mesh-stg');
  const projectDirectory = join(__dirname, '../../..');
  const check = (stacks: readonly ReturnType<typeof stack>[], path: string) => () =>
    requirePrograms(stacks, 'stg', { projectDirectory, path });

  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('refuses a container of nginx on a machine without it, and says how to get it', () => {
    expect(check([mesh, web], '')).toThrow('web-proxy: its container runs nginx, which is not on this machine');
    expect(check([web], '')).toThrow(CliError);
  });

  it('takes every stack where nginx is, and those that need none elsewhere', () => {
    expect(check([mesh, gateway, web], '/usr/bin')).not.toThrow();
    expect(check([mesh, gateway], '')).not.toThrow();
  });
});
