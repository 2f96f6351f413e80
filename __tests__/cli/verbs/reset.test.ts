import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliProject, eventually } from '../../support/cli-project';

describe('tristage reset', () => {
  let project: CliProject;
  const put = (name: string) => {
    mkdirSync(join(project.home, name), { recursive: true });
    writeFileSync(join(project.home, name, 'file'), 'x');
  };
  const has = (name: string) => existsSync(join(project.home, name, 'file'));
  beforeEach(() => {
    project = new CliProject({});
    for (const name of ['state', 'objects', 'runtime', 'cache', 'tls', 'bootstrap']) put(name);
  });
  afterEach(() => project.remove());

  it('clears state, objects and tables, and keeps the schema cache, the certificates and a real bootstrap', async () => {
    expect(await project.run(['reset', '--yes'])).toMatchObject({ code: 0 });
    expect(['state', 'objects', 'runtime', 'cache', 'tls', 'bootstrap'].filter(has)).toEqual([
      'cache',
      'tls',
      'bootstrap',
    ]);
    expect((await project.run(['reset'])).stderr).toContain('nothing to clear');
  });

  it('asks first, and deletes nothing where it cannot', async () => {
    const result = await project.run(['reset']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('remedy: add --yes');
    expect(has('state')).toBe(true);
  });

  it('refuses while a rehearsal runs, and works after it was killed', async () => {
    const wait = `require('fs').writeFileSync('started', ''); setInterval(() => {}, 1000)`;
    const { child, result } = project.spawn(['rehearse', '--', process.execPath, '-e', wait]);
    const started = join(project.directory, 'started');
    await eventually('the rehearsed command runs', () => existsSync(started));
    const refused = await project.run(['reset', '--yes']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`in use by process ${child.pid} (${process.execPath} -e`);
    expect(has('state')).toBe(true);
    child.kill('SIGTERM');
    await result;
    expect(await project.run(['reset', '--yes'])).toMatchObject({ code: 0 });
    expect(has('state')).toBe(false);
  });
});
